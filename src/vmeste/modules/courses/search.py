"""What programmes, groups and rooms are found by."""

from vmeste.foundation.search.finding import SearchSource, register

from . import permissions
from .models import Programme, StudyGroup, Venue


def _words(programme: Programme) -> list[str]:
    return [programme.title, programme.summary, programme.organisation.name, programme.organisation.short_name]


def _of_group(group: StudyGroup) -> list[str]:
    return [group.name, group.programme.title, str(group.programme.organisation), str(group.teacher or "")]


register(
    SearchSource(
        model=Programme,
        may_view=permissions.VIEW,
        url_name="programme-detail",
        title=str,
        words=_words,
        detail=lambda programme: f"{programme.get_kind_display()} · {programme.organisation}",
        icon="book",
    )
)
register(
    SearchSource(
        model=StudyGroup,
        may_view=permissions.VIEW_GROUPS,
        url_name="study-group-detail",
        title=str,
        words=_of_group,
        detail=lambda group: f"{group.programme} · {group.year}",
        icon="users",
    )
)
register(
    SearchSource(
        model=Venue,
        may_view=permissions.VIEW_VENUES,
        url_name="venue-detail",
        title=str,
        words=lambda venue: [venue.name, venue.site, str(venue.organisation)],
        detail=lambda venue: str(venue.organisation),
        icon="building",
    )
)
