"""What agreements are found by."""

from vmeste.foundation.search.finding import SearchSource, register

from . import permissions
from .models import Agreement


def _words(agreement: Agreement) -> list[str]:
    parties = [
        name
        for party in agreement.parties.select_related("organisation")
        for name in (party.organisation.name, party.organisation.short_name)
    ]
    return [agreement.title, agreement.number, agreement.subject, agreement.responsible, *parties]


def _detail(agreement: Agreement) -> str:
    return " — ".join(str(party.organisation) for party in agreement.parties.select_related("organisation"))


register(
    SearchSource(
        model=Agreement,
        may_view=permissions.VIEW,
        url_name="agreement-detail",
        title=str,
        words=_words,
        detail=_detail,
        icon="file-text",
    )
)
