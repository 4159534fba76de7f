"""Lists disclosed to partners, and the openings of names."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import holds, rows_for
from vmeste.foundation.screens.acts import act_with_form, require_early, require_role, row_or_404
from vmeste.foundation.screens.panels import Panel, facts, history
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.screens.tables import Badge
from vmeste.foundation.tenancy.links import link
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import DataField
from vmeste.modules.people.filters import DisclosureFilters, OpeningFilters
from vmeste.modules.people.forms import DisclosureForm, WithdrawalForm
from vmeste.modules.people.models import Disclosure, Guardianship, NameOpening, Pupil
from vmeste.modules.people.reports.papers import DISCLOSURE_ACT, disclosure_facts
from vmeste.modules.people.selectors.placements import placements, pupils_of_class
from vmeste.modules.people.selectors.registers import attach_force, disclosures_for_list, openings_for_list
from vmeste.modules.people.services.disclosures import disclose_list, withdraw_disclosure
from vmeste.modules.people.tables import DISCLOSURES, OPENINGS, state_of_disclosure

from . import doors
from .files import paper


def _attach_force_of_today(disclosures: Iterable[Disclosure]) -> None:
    attach_force(disclosures, on=timezone.localdate())


def _pupils(request: Any, disclosure: Disclosure) -> dict[str, Any]:
    pupils = list(Pupil.objects.filter(disclosed_in__disclosure=disclosure).order_by("number"))
    shown = doors.opened(request, pupils)
    pupils.sort(key=lambda pupil: shown[pupil.pk].sort_key if pupil.pk in shown else "")
    seen = rows_for(request.actor, permissions.VIEW_PUPILS, Pupil).filter(pk__in=[pupil.pk for pupil in pupils])
    places = placements([pupil.pk for pupil in pupils], on=timezone.localdate())
    lines = [
        {
            "pupil": pupil,
            "name": shown[pupil.pk].full_name if pupil.pk in shown else "",
            "class_name": places[pupil.pk].class_name if pupil.pk in places else "",
            "born_on": shown[pupil.pk].born_on
            if pupil.pk in shown and DataField.BORN_ON in disclosure.fields
            else None,
        }
        for pupil in pupils
    ]
    return {"lines": lines, "is_open": bool(shown), "may_open": seen.exists(), "form": doors.opening_form(request)}


def _data(disclosure: Disclosure) -> str:
    return ", ".join(str(DataField(field).label) for field in disclosure.fields if field in DataField.values)


def _acts(request: Any, disclosure: Any) -> list[dict[str, Any]]:
    if not holds(request.actor, permissions.DISCLOSE, disclosure):
        return []
    act = link("disclosure-act", disclosure.pk)
    acts: list[dict[str, Any]] = [
        {"label": _("Print the act"), "url": f"{act}?kind=pdf", "icon": "printer"},
        {"label": _("The act as Word (.docx)"), "url": act, "icon": "file-text", "is_rare": True},
    ]
    if disclosure.withdrawn_on is None:
        acts.append({"label": _("Withdraw"), "url": link("disclosure-withdrawal", disclosure.pk), "icon": "ban"})
    return acts


def _list_actions(request: Any) -> list[dict[str, Any]]:
    if not permissions.DISCLOSE.is_held_by(request.actor):
        return []
    return [{"label": _("Disclose a list"), "url": link("disclosure-new"), "icon": "plus", "primary": True}]


def create_disclosure(network: Any, /, *, actor: Actor, **values: Any) -> Disclosure:
    """What the form says as the command wants it."""
    school_class, numbers = values.pop("school_class"), set(values.pop("numbers").replace(",", " ").split())
    rests_on, fields = values.pop("rests_on"), values.pop("fields_disclosed")
    pupils = Pupil.objects.filter(erased_at=None)
    if school_class is not None:
        pupils = pupils_of_class(school_class, on=values["disclosed_on"]).filter(erased_at=None)
    if numbers:
        pupils = pupils.filter(number__in=numbers)
    ground = values.pop("ground") or _("Consents of the legal representatives to the disclosure")
    return disclose_list(
        network,
        actor=actor,
        pupils=list(pupils),
        rests_on_consents=rests_on == "consents",
        fields=fields,
        ground=ground,
        **values,
    )


class DisclosureScreens(Screens):
    model = Disclosure
    name = "disclosure"
    path = "disclosures"
    title = gettext_lazy("Disclosed lists")
    icon = "send"
    may_view = permissions.VIEW_DISCLOSURES
    rows = disclosures_for_list
    table = DISCLOSURES
    filters = DisclosureFilters
    prepare = _attach_force_of_today
    empty_text = gettext_lazy("Handing a list to a partner is an act of its own: whose data, which, on what ground.")
    badges = lambda row: [state_of_disclosure(row)]  # noqa: E731 - a declaration
    list_actions = _list_actions
    detail_actions = _acts
    panels = (
        Panel(gettext_lazy("Pupils"), "people/panels/pupils_of_disclosure.html", _pupils, "main", is_flush=True),
        facts(
            "controller",
            "recipient",
            "disclosed_on",
            "valid_until",
            "ground",
            (gettext_lazy("Data"), _data),
            "withdrawn_on",
        ),
        history("disclosure-history"),
    )


def _opening_badges(row: NameOpening) -> list[Badge]:
    return [Badge(row.get_purpose_display(), "info")]


class OpeningScreens(Screens):
    model = NameOpening
    name = "opening"
    path = "openings"
    title = gettext_lazy("Who opened names")
    icon = "eye"
    may_view = permissions.VIEW_OPENINGS
    rows = openings_for_list
    table = OPENINGS
    filters = OpeningFilters
    empty_text = gettext_lazy("Every opening of names of your pupils stands here: who, when, what for.")
    badges = _opening_badges
    panels = (
        facts("controller", "opened_at", "actor_label", "purpose", "what", "count", area="main"),
        Panel(
            gettext_lazy("Pupils"),
            "people/panels/pupils_of_opening.html",
            lambda request, row: {"pupils": Pupil.with_removed.filter(pk__in=row.pupil_ids).order_by("number")},
            "main",
        ),
    )


def _disclosure(request: Any, pk: int) -> Disclosure:
    """The disclosure for an act: 404 for those who do not see it, 403 for those who only receive it."""
    row: Disclosure = row_or_404(request, permissions.VIEW_DISCLOSURES, Disclosure, pk)
    require_early(request, permissions.DISCLOSE, row)
    return row


def _crumbs(row: Disclosure | None = None) -> list[dict[str, Any]]:
    crumbs: list[dict[str, Any]] = [{"label": _("Disclosed lists"), "url": link("disclosure-list")}]
    return [*crumbs, {"label": str(row), "url": link("disclosure-detail", row.pk)}] if row else crumbs


@require_http_methods(["GET", "POST"])
def disclose(request: Any) -> HttpResponse:
    """disclosures/new/"""
    require_role(request, permissions.DISCLOSE)
    return act_with_form(
        request,
        DisclosureForm(request.POST or None, actor=request.actor),
        lambda form: create_disclosure(request.network, actor=request.actor, **form.values),
        title=_("Disclose a list"),
        done=_("The disclosure is recorded; the partner sees exactly these names from that day."),
        back=link("disclosure-list"),
        breadcrumbs=_crumbs(),
        submit=_("Disclose"),
    )


@require_http_methods(["GET", "POST"])
def open_names(request: Any, pk: int) -> HttpResponse:
    """disclosures/<pk>/names/ – with a purpose: the names of the list are shown for a while."""
    disclosure = row_or_404(request, permissions.VIEW_DISCLOSURES, Disclosure, pk)
    back = link("disclosure-detail", pk)
    seen = rows_for(request.actor, permissions.VIEW_PUPILS, Pupil)
    pupils = list(seen.filter(disclosed_in__disclosure=disclosure, erased_at=None).distinct())
    asked = doors.gate(request, pupils, what=_("Disclosed list: %(what)s") % {"what": disclosure}, back=back)
    if asked is not None:
        return asked
    return redirect(back)


@require_http_methods(["GET", "POST"])
def withdraw(request: Any, pk: int) -> HttpResponse:
    """disclosures/<pk>/withdrawal/"""
    disclosure = _disclosure(request, pk)
    return act_with_form(
        request,
        WithdrawalForm(request.POST or None, initial={"withdrawn_on": timezone.localdate()}),
        lambda form: withdraw_disclosure(disclosure, actor=request.actor, **form.cleaned_data),
        title=_("Withdraw the disclosure"),
        done=_("The disclosure is withdrawn; the partner sees numbers only."),
        back=link("disclosure-detail", pk),
        breadcrumbs=_crumbs(disclosure),
    )


@require_http_methods(["GET", "POST"])
def print_act(request: Any, pk: int) -> HttpResponse:
    """disclosures/<pk>/act/?kind=docx|pdf – the act with the names, after they are opened; .docx when not told."""
    disclosure = _disclosure(request, pk)
    seen = rows_for(request.actor, permissions.VIEW_FILES, Pupil)
    pupils = list(seen.filter(disclosed_in__disclosure=disclosure, erased_at=None).distinct())
    back = link("disclosure-detail", pk)
    if (asked := doors.gate(request, pupils, what=str(disclosure), back=back)) is not None:
        return asked
    ids = [pupil.pk for pupil in pupils]
    contacts: dict[int, str] = {}
    for tie in Guardianship.objects.filter(pupil__in=ids).select_related("guardian").order_by("-pk"):
        contacts[tie.pupil_id] = tie.guardian.phone or tie.guardian.email
    places = placements(ids, on=disclosure.disclosed_on)
    facts_ = disclosure_facts(
        disclosure,
        sorted(pupils, key=lambda pupil: (pupil.sort_key, pupil.pk)),
        classes={pk: place.class_name for pk, place in places.items()},
        contacts=contacts,
    )
    kind = "pdf" if request.GET.get("kind") == "pdf" else "docx"
    return paper(DISCLOSURE_ACT, facts_, kind=kind, name=f"disclosure-{pk}", title=str(DISCLOSURE_ACT.label))
