"""What agreements are found by."""

from django.db.models import Prefetch

from vmeste.foundation.search.finding import SearchSource, register

from . import permissions
from .models import Agreement, AgreementParty


def _words(agreement: Agreement) -> list[str]:
    parties = [
        name for party in agreement.parties.all() for name in (party.organisation.name, party.organisation.short_name)
    ]
    return [agreement.title, agreement.number, agreement.subject, agreement.responsible, *parties]


def _detail(agreement: Agreement) -> str:
    return " — ".join(str(party.organisation) for party in agreement.parties.all())


register(
    SearchSource(
        model=Agreement,
        may_view=permissions.VIEW,
        url_name="agreement-detail",
        title=str,
        words=_words,
        detail=_detail,
        icon="file-text",
        prefetched=(Prefetch("parties", AgreementParty.objects.select_related("organisation")),),
    )
)
