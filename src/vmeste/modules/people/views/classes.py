"""Classes: their register, their pages, the carrying over to the next year, the list of their pupils."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import holds, rows_for
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_early, require_role
from vmeste.foundation.screens.panels import Panel, facts, history
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.tenancy.links import link
from vmeste.modules.people import permissions
from vmeste.modules.people.filters import ClassFilters
from vmeste.modules.people.forms import ClassForm, JoinForm, NewPupilForm, RollOverChoiceForm, RollOverForm
from vmeste.modules.people.models import Pupil, SchoolClass
from vmeste.modules.people.selectors.consents import consent_counts
from vmeste.modules.people.selectors.headcounts import day_in
from vmeste.modules.people.selectors.placements import pupils_of_class
from vmeste.modules.people.selectors.registers import attach_sizes, classes_for_list, organisations_kept
from vmeste.modules.people.selectors.rollover import last_roll_over, plan_of
from vmeste.modules.people.services import pupils as keeping
from vmeste.modules.people.services.classes import CLASSES, roll_over, undo_roll_over
from vmeste.modules.people.tables import CLASSES as CLASS_TABLE
from vmeste.modules.reference.selectors import year_to_show

from . import doors


def _attach_sizes_of_today(classes: Iterable[SchoolClass]) -> None:
    attach_sizes(classes, on=timezone.localdate())


def pupils_now(school_class: SchoolClass) -> list[Pupil]:
    """The class's pupils of today, or of its year's day nearest to it; 1 query."""
    return list(pupils_of_class(school_class, on=day_in(school_class.year, timezone.localdate())))


def _pupils(request: Any, school_class: SchoolClass) -> dict[str, Any]:
    pupils = pupils_now(school_class)
    listed = rows_for(request.actor, permissions.VIEW_NUMBERS, Pupil).filter(pk__in=[pupil.pk for pupil in pupils])
    seen = set(listed.values_list("pk", flat=True))
    may_open = permissions.VIEW_PUPILS.is_held_by(request.actor) and bool(
        rows_for(request.actor, permissions.VIEW_PUPILS, Pupil).filter(pk__in=[pupil.pk for pupil in pupils]).exists()
    )
    shown = doors.opened(request, pupils) if may_open else {}
    return {
        "count": len(pupils),
        "lines": [
            {"pupil": pupil, "name": shown[pupil.pk].full_name if pupil.pk in shown else ""}
            for pupil in pupils
            if pupil.pk in seen
        ],
        "is_open": bool(shown),
        "may_open": may_open and bool(pupils),
        "may_keep": permissions.EDIT_PUPILS.is_held_by(request.actor)
        and holds(request.actor, permissions.EDIT_CLASSES, school_class),
        "form": doors.opening_form(request),
    }


def _consents(request: Any, school_class: SchoolClass) -> dict[str, Any] | None:
    """Numbers alone; who is missing is told on the page of consents, behind the door."""
    powers = request.actor.narrowed_to(permissions.VIEW_CONSENTS.roles)
    organisation = school_class.organisation
    if not {organisation.pk, organisation.parent_id} & powers.organisation_ids:
        return None
    counts = consent_counts([school_class.pk], on=timezone.localdate())
    return {"counts": counts[school_class.pk]} if counts else None


def _lessons(school_class: SchoolClass) -> str:
    if school_class.first_lesson is None or school_class.last_lesson is None:
        return ""
    return "–".join(f"{m // 60:02}:{m % 60:02}" for m in (school_class.first_lesson, school_class.last_lesson))


def _size(school_class: Any) -> str:
    if school_class.size is None:
        return ""
    words = _("%(count)d, as stated") if school_class.is_stated else _("%(count)d on the list")
    return words % {"count": school_class.size}


def _list_actions(request: Any) -> list[dict[str, Any]]:
    if not permissions.EDIT_CLASSES.is_held_by(request.actor):
        return []
    actions = [{"label": _("Carry over to the next year"), "url": link("class-roll-over"), "icon": "refresh"}]
    if permissions.KEEP_ROSTERS.is_held_by(request.actor):
        actions.append({"label": _("Bring in a list"), "url": link("roster-new"), "icon": "upload"})
    return actions


def _class_actions(request: Any, school_class: SchoolClass) -> list[dict[str, Any]]:
    if not permissions.EDIT_PUPILS.is_held_by(request.actor):
        return []
    if not holds(request.actor, permissions.EDIT_CLASSES, school_class):
        return []
    codes = {"label": _("Print codes"), "url": link("class-codes", school_class.pk), "icon": "key", "is_rare": True}
    return [{"label": _("Add a pupil"), "url": link("class-pupil-new", school_class.pk), "icon": "user-plus"}, codes]


class ClassScreens(Screens):
    model = SchoolClass
    name = "school-class"
    path = "classes"
    title = gettext_lazy("Classes")
    icon = "school"
    may_view = permissions.VIEW_CLASSES
    rows = classes_for_list
    table = CLASS_TABLE
    filters = ClassFilters
    form_class = ClassForm
    create_command = CLASSES.add
    update_command = CLASSES.change
    remove_command = CLASSES.remove
    restore_command = CLASSES.restore
    prepare = _attach_sizes_of_today
    new_label = gettext_lazy("Add a class")
    empty_text = gettext_lazy("Classes and groups of an academic year: who learns where, and how many they are.")
    list_actions = _list_actions
    detail_actions = _class_actions
    subtitle = lambda row: f"{row.organisation} · {row.year}"  # noqa: E731 - a declaration
    panels = (
        Panel(gettext_lazy("Pupils"), "people/panels/pupils_of_class.html", _pupils, "main", "users", is_flush=True),
        Panel(gettext_lazy("Consents"), "people/panels/consents_of_class.html", _consents, "main", is_flush=True),
        facts(
            "organisation",
            "year",
            "kind",
            "grade",
            "letter",
            "profile",
            (gettext_lazy("Pupils"), _size),
            "shift",
            (gettext_lazy("Lessons"), _lessons),
            "school_days",
            (gettext_lazy("The year before"), lambda row: row.previous and f"{row.previous}, {row.previous.year}"),
        ),
        history("school-class-history"),
    )


def class_for(request: Any, pk: int) -> SchoolClass:
    """The class for an act; 404 for one the actor does not see."""
    row: SchoolClass = ClassScreens().get(request, pk)
    return row


def crumbs_of(school_class: SchoolClass) -> list[dict[str, Any]]:
    return [
        {"label": _("Classes"), "url": link("school-class-list")},
        {"label": str(school_class), "url": link("school-class-detail", school_class.pk)},
    ]


@require_POST
def open_names(request: Any, pk: int) -> HttpResponse:
    """POST classes/<pk>/names/ – with a purpose: the names of the class's pupils are shown for a while."""
    require_role(request, permissions.VIEW_PUPILS)
    school_class = class_for(request, pk)
    form = doors.opening_form(request)
    if form.is_bound and form.is_valid():
        what = f"{school_class}, {school_class.organisation}"
        if not doors.open_for(request, pupils_now(school_class), purpose=form.cleaned_data["purpose"], what=what):
            raise PermissionDenied(permissions.VIEW_PUPILS.name)
    else:
        messages.error(request, _("Say what the names are opened for."))
    return redirect("school-class-detail", network=request.network.slug, pk=pk)


@require_POST
def close_names(request: Any) -> HttpResponse:
    """POST classes/names/closing/ – numbers again, before the half hour is over."""
    require_role(request, permissions.VIEW_PUPILS)
    doors.close(request)
    messages.success(request, _("The names are closed."))
    return redirect(link("school-class-list"))


@require_http_methods(["GET", "POST"])
def add_pupil(request: Any, pk: int) -> HttpResponse:
    """classes/<pk>/pupils/new/"""
    require_role(request, permissions.EDIT_PUPILS)
    school_class = class_for(request, pk)
    require_early(request, permissions.EDIT_CLASSES, school_class)

    def add(form: NewPupilForm) -> None:
        pupil = keeping.add_pupil(school_class, actor=request.actor, **form.values)
        doors.note_opened(request, [pupil])  # whoever has just typed the name knows it

    return act_with_form(
        request,
        NewPupilForm(request.POST or None, actor=request.actor, school_class=school_class),
        add,
        title=_("Add a pupil"),
        done=_("The pupil is on the list."),
        back=link("school-class-detail", pk),
        breadcrumbs=crumbs_of(school_class),
    )


@require_http_methods(["GET", "POST"])
def join_pupil(request: Any, pk: int) -> HttpResponse:
    """classes/<pk>/pupils/joining/ – a child of another organisation, by number and last name."""
    require_role(request, permissions.EDIT_PUPILS)
    school_class = class_for(request, pk)
    require_early(request, permissions.EDIT_CLASSES, school_class)
    first = day_in(school_class.year, timezone.localdate())
    return act_with_form(
        request,
        JoinForm(request.POST or None, initial={"starts_on": first}),
        lambda form: keeping.join_by_number(school_class, actor=request.actor, **form.cleaned_data),
        title=_("A pupil of another organisation"),
        done=_("The pupil is on the list."),
        back=link("school-class-detail", pk),
        breadcrumbs=crumbs_of(school_class),
        intro=_("The family tells the number of the pupil; the other organisation stays the base."),
    )


# Carrying over


@require_GET
def show_roll_over(request: Any) -> HttpResponse:
    """classes/roll-over/ – which organisation and years, then what would happen."""
    require_role(request, permissions.EDIT_CLASSES)
    usual = _usual_choice(request)
    asked = RollOverChoiceForm({**usual, **request.GET.dict()}, actor=request.actor)
    context: dict[str, Any] = {
        "page_title": _("Carry classes over to the next year"),
        "breadcrumbs": [{"label": _("Classes"), "url": link("school-class-list")}],
        "choice": asked,
    }
    if asked.is_valid():
        chosen = asked.cleaned_data
        form = RollOverForm(steps=plan_of(chosen["organisation"], year=chosen["year"], to_year=chosen["to_year"]))
        context |= {
            "form": form,
            "chosen": chosen,
            "may_undo": last_roll_over(chosen["organisation"], year=chosen["year"], to_year=chosen["to_year"]),
        }
    return render(request, "people/roll_over.html", context)


@require_POST
def carry_over(request: Any) -> HttpResponse:
    """POST classes/roll-over/confirmation/"""
    require_role(request, permissions.EDIT_CLASSES)
    asked = RollOverChoiceForm(request.POST, actor=request.actor)
    if not asked.is_valid():
        messages.error(request, _("Choose the organisation and the years."))
        return redirect(link("class-roll-over"))
    chosen = asked.cleaned_data
    years = {"year": chosen["year"], "to_year": chosen["to_year"]}
    form = RollOverForm(request.POST, steps=plan_of(chosen["organisation"], **years))
    back = _roll_over_url(chosen)
    if not form.is_valid():
        messages.error(request, _("The classes have changed meanwhile; look at the plan once more."))
        return redirect(back)
    try:
        made = roll_over(chosen["organisation"], actor=request.actor, goes_on=form.goes_on, **years)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Classes carried over: %(count)d.") % {"count": len(made)})
    return redirect(back)


@require_POST
def undo_carrying_over(request: Any) -> HttpResponse:
    """POST classes/roll-over/undoing/"""
    require_role(request, permissions.EDIT_CLASSES)
    asked = RollOverChoiceForm(request.POST, actor=request.actor)
    if not asked.is_valid():
        messages.error(request, _("Choose the organisation and the years."))
        return redirect(link("class-roll-over"))
    chosen = asked.cleaned_data
    return act_without_form(
        request,
        lambda: undo_roll_over(
            chosen["organisation"], actor=request.actor, year=chosen["year"], to_year=chosen["to_year"]
        ),
        done=_("Everything is as it was before."),
        back=_roll_over_url(chosen),
    )


def _roll_over_url(chosen: dict[str, Any]) -> str:
    names = ("organisation", "year", "to_year")
    return f"{link('class-roll-over')}?" + "&".join(f"{name}={chosen[name].pk}" for name in names)


def _usual_choice(request: Any) -> dict[str, str]:
    """The only organisation of the actor, the present year and the one after it."""
    found: dict[str, str] = {}
    organisations = list(organisations_kept(request.actor).order_by("pk")[:2])
    if len(organisations) == 1:
        found["organisation"] = str(organisations[0].pk)
    if (year := year_to_show(timezone.localdate())) is not None:
        found["year"] = str(year.pk)
        following = type(year).objects.filter(starts_on__gt=year.starts_on).order_by("starts_on").first()
        if following is not None:
            found["to_year"] = str(following.pk)
    return found
