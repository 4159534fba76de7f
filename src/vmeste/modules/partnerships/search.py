"""What partnerships are found by."""

from vmeste.foundation.search.finding import SearchSource, register

from . import permissions
from .models import Partnership


def _words(partnership: Partnership) -> list[str]:
    sides = (partnership.organisation, partnership.partner)
    names = [name for side in sides for name in (side.name, side.short_name)]
    return [*names, *(str(direction) for direction in partnership.directions.all()), partnership.product]


def _detail(partnership: Partnership) -> str:
    directions = ", ".join(str(direction) for direction in partnership.directions.all())
    return " · ".join(part for part in (str(partnership.get_kind_display()), directions) if part)


register(
    SearchSource(
        model=Partnership,
        may_view=permissions.VIEW,
        url_name="partnership-detail",
        title=str,
        words=_words,
        detail=_detail,
        icon="heart-handshake",
        prefetched=("organisation", "partner", "directions"),
    )
)
