"""Agreements as ties between organisations, and on the page of one organisation."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.tenancy.links import link
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.models import Agreement, AgreementParty
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.partnerships.selectors.ties import Strand, TieQuestion

from .registers import agreements_for_list
from .states import where_alive

_SIGNED_STRENGTH, _DRAFT_STRENGTH = 3, 1


def strands_of_agreements(actor: Actor, question: TieQuestion) -> Iterator[Strand]:
    """A strand between every two parties of every agreement the actor may see, the newest first; 2 queries."""
    rows = rows_for(actor, permissions.VIEW, Agreement)
    if question.on is not None:
        rows = rows.filter(where_alive(today=question.on))
    if question.direction_id is not None:
        rows = rows.filter(direction_rows__direction=question.direction_id)
    if question.around is not None:
        touched = AgreementParty.objects.filter(organisation__in=question.around).values("agreement")
        rows = rows.filter(pk__in=touched)
    told = 0
    for agreement in rows.prefetch_related("parties").order_by("-pk")[: question.most]:
        parties = [party.organisation_id for party in agreement.parties.all()]
        strength = _SIGNED_STRENGTH if agreement.stage == Stage.IN_FORCE else _DRAFT_STRENGTH
        for first, second in combinations(parties, 2):
            if question.around is not None and not {first, second} & question.around:
                continue
            if told == question.most:
                return
            told += 1
            url = link("agreement-detail", agreement.pk)
            yield Strand(first, second, str(agreement), url, str(agreement.get_stage_display()), strength)


def agreements_of_organisation(actor: Actor, organisation: Organisation) -> QuerySet[Agreement]:
    """The agreements the organisation is a party of and the actor may see, the newest first; 2 queries when read."""
    own = AgreementParty.objects.filter(organisation=organisation).values("agreement")
    return agreements_for_list(actor).filter(pk__in=own)


def with_agreement_count(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Organisations with `agreement_count`, the agreements alive today; computed only for the rows that are read."""
    alive = Agreement.objects.filter(where_alive(today=timezone.localdate()), pk=OuterRef("agreement"))
    parties = (
        AgreementParty.objects.filter(Exists(alive), organisation=OuterRef("pk"))
        .order_by()
        .values("organisation")
        .annotate(n=Count("pk"))
    )
    counted: QuerySet[Any] = rows.annotate(
        agreement_count=Coalesce(Subquery(parties.values("n"), output_field=IntegerField()), 0)
    )
    return counted
