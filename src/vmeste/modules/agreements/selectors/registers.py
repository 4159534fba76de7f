"""Agreements in lists: the register, the calendar, what is due, figures."""

from datetime import date, timedelta

from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.files.models import StoredFile
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.choices import Stage, State
from vmeste.modules.agreements.models import Agreement, AgreementParty, Amendment, Obligation

from .states import Horizon, where_state


def with_counts(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Each row with `party_count` and `has_scan`, computed only for the rows that are read."""
    parties = (
        AgreementParty.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement").annotate(n=Count("pk"))
    )
    files = StoredFile.objects.filter(subject_type=Agreement._meta.label, subject_id=OuterRef("pk"))
    return rows.annotate(
        party_count=Coalesce(Subquery(parties.values("n"), output_field=IntegerField()), 0), has_scan=Exists(files)
    )


def with_parties(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Each row with its parties and their organisations at hand; 1 query more for any number of rows."""
    parties = AgreementParty.objects.select_related("organisation").order_by("position", "pk")
    return rows.prefetch_related(Prefetch("parties", parties))


def agreements_for_list(actor: Actor) -> QuerySet[Agreement]:
    """What the register shows to the actor, with counts and parties; 2 queries for any number of rows."""
    return with_parties(with_counts(rows_for(actor, permissions.VIEW, Agreement))).order_by("-signed_on", "pk")


def agreements_expiring(actor: Actor, *, today: date, horizon: Horizon) -> QuerySet[Agreement]:
    """Agreements that end within the horizon, the earliest end first; 1 query when read."""
    return (
        rows_for(actor, permissions.VIEW, Agreement)
        .filter(where_state(State.EXPIRING, today=today, horizon=horizon))
        .order_by("ends_on", "pk")
    )


def agreements_on_signature(actor: Actor) -> QuerySet[Agreement]:
    """Agreements that wait for a signature, by title; 1 query when read."""
    return rows_for(actor, permissions.VIEW, Agreement).filter(stage=Stage.ON_SIGNATURE).order_by("sort_key", "pk")


def agreements_waiting_for_own_signature(actor: Actor) -> QuerySet[Agreement]:
    """Agreements on signature that an organisation of the actor has not signed; 1 query when read."""
    own = AgreementParty.objects.filter(
        agreement=OuterRef("pk"), organisation__in=actor.organisation_ids, has_signed=False
    )
    return agreements_on_signature(actor).filter(Exists(own))


def obligations_due(actor: Actor, *, until: date) -> QuerySet[Obligation]:
    """Open promises of agreements in force that are due up to `until`, the earliest first; 1 query when read."""
    visible = rows_for(actor, permissions.VIEW, Agreement).filter(stage=Stage.IN_FORCE)
    return (
        Obligation.objects.filter(agreement__in=visible, fulfilled_on=None, due_on__lte=until)
        .select_related("agreement", "party__organisation")
        .order_by("due_on", "pk")
    )


def obligations_for_list(actor: Actor) -> QuerySet[Obligation]:
    """All promises of agreements the actor sees, the earliest due first; 1 query when read."""
    return rows_for(actor, permissions.VIEW_OBLIGATIONS, Obligation).order_by("due_on", "pk")


def amendments_for_list(actor: Actor) -> QuerySet[Amendment]:
    """All supplementary agreements the actor sees, the earliest first; 1 query when read."""
    return rows_for(actor, permissions.VIEW_AMENDMENTS, Amendment).order_by("signed_on", "pk")


def agreements_in_span(actor: Actor, *, starts_on: date, ends_on: date) -> QuerySet[Agreement]:
    """Signed agreements whose term touches [starts_on, ends_on), by beginning; 2 queries when read."""
    touching = (Q(starts_on=None) | Q(starts_on__lt=ends_on)) & (Q(ends_on=None) | Q(ends_on__gt=starts_on))
    alive = (Q(stage=Stage.IN_FORCE) | Q(stage=Stage.TERMINATED, terminated_on__gt=starts_on)) & touching
    rows = rows_for(actor, permissions.VIEW, Agreement).filter(alive)
    return with_parties(with_counts(rows)).order_by("starts_on", "sort_key", "pk")


def agreement_figures(actor: Actor, *, today: date, horizon: Horizon) -> dict[str, int]:
    """How many agreements are alive, expiring and on signature; 1 query."""
    soon = today + timedelta(days=horizon.first)
    begun = Q(stage=Stage.IN_FORCE) & (Q(starts_on=None) | Q(starts_on__lte=today))
    counted = rows_for(actor, permissions.VIEW, Agreement).filter(stage__in=(Stage.IN_FORCE, Stage.ON_SIGNATURE))
    return counted.aggregate(
        alive=Count("stage", filter=begun & (Q(ends_on=None) | Q(ends_on__gt=today))),
        expiring=Count("stage", filter=begun & Q(ends_on__gt=today, ends_on__lte=soon)),
        on_signature=Count("stage", filter=Q(stage=Stage.ON_SIGNATURE)),
    )
