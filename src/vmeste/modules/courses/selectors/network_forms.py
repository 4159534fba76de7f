"""Network forms: their parties, and what the agreement must say that nobody has written down yet."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.agreements.choices import AgreementKind
from vmeste.modules.agreements.models import Agreement, AgreementParty
from vmeste.modules.agreements.selectors.grammar import as_signatory
from vmeste.modules.courses import permissions
from vmeste.modules.courses.choices import PartyRole
from vmeste.modules.courses.models import NetworkForm, NetworkPart
from vmeste.modules.organisations.models import Contact, Organisation
from vmeste.modules.organisations.selectors.registers import signatories_for


def forms_for_list(actor: Actor) -> QuerySet[NetworkForm]:
    """The network forms the actor sees with programme and parties, by programme; 2 queries when read."""
    rows = rows_for(actor, permissions.VIEW_FORMS, NetworkForm).filter(programme__removed_at=None)
    parts = NetworkPart.objects.select_related("organisation").order_by("position", "pk")
    return (
        rows.select_related("programme__organisation", "programme__centre", "agreement")
        .prefetch_related(Prefetch("parts", parts))
        .order_by("programme__sort_key", "pk")
    )


def parts_of_form(form: NetworkForm) -> QuerySet[NetworkPart]:
    """The parties in the order of the contract; 1 query when read."""
    return form.parts.select_related("organisation").order_by("position", "pk")


def agreements_to_rest_on(form: NetworkForm | None) -> QuerySet[Agreement]:
    """Agreements of the kind «network form», and the one the form rests on already; 1 query when read."""
    kind: QuerySet[Agreement] = Agreement.objects.filter(kind=AgreementKind.NETWORK_FORM)
    if form is not None and form.agreement_id is not None:
        kind = kind | Agreement.objects.filter(pk=form.agreement_id)
    return kind.order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Point:
    """A point the contract must have; `where` is the page where it is filled in: form, part, programme or agreement."""

    text: str | Promise
    is_there: bool
    where: str


_Test = Callable[[NetworkForm, Sequence[NetworkPart]], bool]


def _teaching(parts: Iterable[NetworkPart]) -> list[NetworkPart]:
    return [part for part in parts if part.role != PartyRole.RESOURCE]


_POINTS: tuple[tuple[Any, str, _Test], ...] = (
    (_("Number, place and date of the agreement"), "agreement", lambda form, parts: _is_dated(form.agreement)),
    (
        _("A base organisation, and one with which it teaches or whose resources it uses"),
        "part",
        lambda form, parts: sum(part.role == PartyRole.BASE for part in parts) == 1 and len(parts) > 1,
    ),
    (
        _("Licences of those who teach: number, date, issuer"),
        "part",
        lambda form, parts: (
            bool(parts)
            and all(part.licence_number and part.licence_on and part.licence_issuer for part in _teaching(parts))
        ),
    ),
    (_("Kind of the programme, its level or focus area"), "programme", lambda form, parts: _is_described(form)),
    (
        _("Term of teaching: from and before"),
        "form",
        lambda form, parts: form.starts_on is not None and form.ends_on is not None,
    ),
    (
        _("Part of the programme and hours of everybody who teaches"),
        "part",
        lambda form, parts: bool(parts) and all(part.title and part.hours for part in _teaching(parts)),
    ),
    (
        _("Number of pupils, from and to"),
        "form",
        lambda form, parts: form.fewest_pupils is not None and form.most_pupils is not None,
    ),
    (_("Days in which the list of pupils is handed over"), "form", lambda form, parts: form.list_days is not None),
    (_("Who sets timetable and place"), "form", lambda form, parts: bool(form.schedule_by)),
    (_("Places of teaching"), "part", lambda form, parts: bool(parts) and all(part.place for part in _teaching(parts))),
    (_("Interim assessment"), "form", lambda form, parts: bool(form.assessment)),
    (_("Days in which the certificate of results is given"), "form", lambda form, parts: form.results_days is not None),
    (_("Final assessment"), "form", lambda form, parts: bool(form.final_assessment)),
    (_("Documents issued"), "form", lambda form, parts: bool(form.documents)),
    (
        _("Resources that each party gives"),
        "part",
        lambda form, parts: bool(parts) and all(part.resources for part in parts if part.role != PartyRole.BASE),
    ),
    (
        _("Funding: free of charge, or how it is paid"),
        "form",
        lambda form, parts: form.is_free_of_charge or bool(form.payment),
    ),
)


def _is_dated(agreement: Agreement | None) -> bool:
    return agreement is not None and bool(agreement.number and agreement.place and agreement.signed_on)


def _is_described(form: NetworkForm) -> bool:
    return bool(form.programme.kind and (form.programme.focus or form.programme.level))


def points_of(form: NetworkForm, parts: Sequence[NetworkPart]) -> list[Point]:
    """The mandatory points (order 882/391 of 5 August 2020, annex 2) and which are there; no query."""
    return [Point(text, test(form, parts), where) for text, where, test in _POINTS]


def missing_points(form: NetworkForm, parts: Sequence[NetworkPart]) -> list[Point]:
    """Those that nobody has written down yet; no query."""
    return [point for point in points_of(form, parts) if not point.is_there]


def signatories_of(actor: Actor, form: NetworkForm, parts: Sequence[NetworkPart]) -> dict[int, AgreementParty]:
    """Organisation id → who signs for it, as a party of the agreement says, else as its contacts say; 2 queries.

    The answered rows know how to be declined (`agreements.selectors.grammar`); those of contacts are not saved.
    """
    known: dict[int, AgreementParty] = {}
    if form.agreement_id is not None:
        rows = AgreementParty.objects.filter(agreement=form.agreement_id).exclude(signatory_name="")
        known = {row.organisation_id: row for row in rows.order_by("-position", "-pk")}
    asked: list[Organisation] = [part.organisation for part in parts if part.organisation_id not in known]
    contacts: dict[int, Contact] = signatories_for(actor, asked)
    for organisation in asked:
        known[organisation.pk] = AgreementParty(
            organisation=organisation, **as_signatory(contacts.get(organisation.pk))
        )
    return known


def places_of_teaching(actor: Actor, organisation: Organisation | None = None) -> list[NetworkPart]:
    """Where programmes are taught in network form, of all base organisations or of one, by programme; 1 query."""
    forms = rows_for(actor, permissions.VIEW_FORMS, NetworkForm).filter(programme__removed_at=None)
    if organisation is not None:
        forms = forms.filter(programme__organisation=organisation)
    rows = NetworkPart.objects.filter(network_form__in=forms).exclude(place="")
    return list(
        rows.select_related(
            "organisation", "network_form__programme__organisation", "network_form__agreement"
        ).order_by("network_form__programme__sort_key", "network_form_id", "position", "pk")
    )
