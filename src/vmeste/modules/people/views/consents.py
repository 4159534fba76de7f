"""Which consents are missing, class by class; consents on paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vmeste.foundation.access.permissions import Permission, rows_for
from vmeste.foundation.screens.acts import act_with_form, require_role
from vmeste.foundation.screens.screens import form_sections
from vmeste.foundation.tenancy.links import link
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import ConsentPurpose
from vmeste.modules.people.forms import ClassConsentsForm, ConsentPaperForm
from vmeste.modules.people.models import Pupil, SchoolClass
from vmeste.modules.people.reports.consents import CONSENT_FORMS, consent_facts
from vmeste.modules.people.selectors.consents import (
    GENERAL,
    consent_counts,
    is_due,
    latest_ends,
    pupils_to_ask,
    signatories_of,
)
from vmeste.modules.people.selectors.controllers import controllers_of
from vmeste.modules.people.selectors.placements import placements
from vmeste.modules.people.selectors.registers import organisations_kept
from vmeste.modules.people.services.consents import record_consents
from vmeste.modules.reference.selectors import year_to_show

from . import doors
from .classes import class_for, pupils_now
from .classes import crumbs_of as class_crumbs
from .files import paper
from .pupils import crumbs_of, pupil_for

_UNPROCESSABLE = 422


@require_GET
def show_overview(request: Any) -> HttpResponse:
    """consents/ – of every class of the own organisations how many consents of each kind are there; numbers only."""
    require_role(request, permissions.VIEW_CONSENTS)
    today = timezone.localdate()
    year = year_to_show(today)
    own = organisations_kept(request.actor, permissions.VIEW_CONSENTS)
    classes = (
        SchoolClass.objects.filter(year=year, organisation__in=own)
        .select_related("organisation")
        .order_by("organisation__sort_key", "grade", "sort_key", "pk")
    )
    rows = list(classes)
    counts = consent_counts([row.pk for row in rows], on=today)
    context = {
        "page_title": _("Consents"),
        "page_subtitle": _("How many are missing. Who they are is shown class by class, behind the door of names."),
        "purposes": [purpose.label for purpose in GENERAL],
        "lines": [{"row": row, "counts": counts[row.pk]} for row in rows if row.pk in counts],
    }
    return render(request, "people/consents.html", context)


@require_http_methods(["GET", "POST"])
def show_class(request: Any, pk: int) -> HttpResponse:
    """classes/<pk>/consents/ – pupil by pupil, after the names are opened."""
    require_role(request, permissions.VIEW_PUPILS)
    school_class = class_for(request, pk)
    pupils = _pupils_of(request, school_class, permissions.VIEW_FILES)
    back = link("school-class-detail", pk)
    what = f"{school_class}, {school_class.organisation}"
    if (asked := doors.gate(request, pupils, what=what, back=back)) is not None:
        return asked
    today = timezone.localdate()
    ends = latest_ends([pupil.pk for pupil in pupils], on=today)

    def state(pupil: Pupil, purpose: ConsentPurpose) -> dict[str, Any]:
        if (pupil.pk, purpose.value) not in ends:
            said, tone = _("missing"), "danger"
        elif is_due(ends[pupil.pk, purpose.value], on=today):
            said, tone = _("ends soon"), "warning"
        else:
            said, tone = _("in force"), "success"
        return {"purpose": purpose, "label": said, "tone": tone, "is_asked": tone != "success"}

    states = {pupil.pk: [state(pupil, purpose) for purpose in GENERAL] for pupil in pupils}
    may_keep = permissions.EDIT_PUPILS.is_held_by(request.actor)
    to_ask = {one["purpose"] for of_pupil in states.values() for one in of_pupil if one["is_asked"] and may_keep}
    context = {
        "page_title": _("Consents: %(class)s") % {"class": school_class},
        "breadcrumbs": class_crumbs(school_class),
        "purposes": GENERAL,
        "papers": [
            {"purpose": purpose, "url": link("class-consents-new", pk=pk, purpose=purpose.value)}
            for purpose in GENERAL
            if purpose in to_ask
        ],
        "lines": [{"pupil": pupil, "states": states[pupil.pk]} for pupil in pupils],
        "may_keep": may_keep,
    }
    return render(request, "people/consents_of_class.html", context)


@require_http_methods(["GET", "POST"])
def record_of_class(request: Any, pk: int, purpose: str) -> HttpResponse:
    """classes/<pk>/consents/<purpose>/ – the papers of many children at once, after the names are opened."""
    require_role(request, permissions.EDIT_PUPILS)
    school_class = class_for(request, pk)
    if purpose not in {one.value for one in GENERAL}:
        raise Http404
    asked_for = ConsentPurpose(purpose)
    pupils = _pupils_of(request, school_class, permissions.EDIT_PUPILS)
    back = link("class-consents", pk)
    what = f"{school_class}, {school_class.organisation}"
    if (asked := doors.gate(request, pupils, what=what, back=back)) is not None:
        return asked
    today = timezone.localdate()
    to_ask = pupils_to_ask(pupils, asked_for, on=today)
    if not to_ask:
        messages.info(request, _("Everybody's consent is there."))
        return redirect(back)
    form = ClassConsentsForm(request.POST or None, pupils=to_ask, signatories=signatories_of(to_ask, on=today))
    return act_with_form(
        request,
        form,
        lambda form: record_consents(
            request.network,
            actor=request.actor,
            purpose=asked_for,
            controller=school_class.organisation,
            **form.values,
        ),
        title=_("Record consents: %(purpose)s") % {"purpose": asked_for.label},
        done=_("The consents are recorded."),
        back=back,
        breadcrumbs=[*class_crumbs(school_class), {"label": _("Consents"), "url": back}],
        intro=_("Write down what lies signed with the organisation: one purpose, and whose papers are there."),
        submit=_("Record"),
        template="people/consents_new.html",
    )


def _pupils_of(request: Any, school_class: SchoolClass, permission: Permission) -> list[Pupil]:
    """The pupils of a class whom the actor reaches, in the order of their names; 2 queries."""
    rows = rows_for(request.actor, permission, Pupil).filter(
        pk__in=[pupil.pk for pupil in pupils_now(school_class)], erased_at=None
    )
    return sorted(rows, key=lambda pupil: (pupil.sort_key, pupil.pk))


@require_http_methods(["GET", "POST"])
def print_consent(request: Any, pk: int) -> HttpResponse:
    """pupils/<pk>/consents/paper/ – one form of one purpose, with the facts of the child and the guardian."""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    back = link("pupil-detail", pk)
    if (asked := doors.gate(request, [pupil], what=str(pupil), back=back)) is not None:
        return asked
    form = ConsentPaperForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate()
        purpose = ConsentPurpose(form.cleaned_data["purpose"])
        controller = Organisation.objects.get(pk=controllers_of([pupil.pk], on=today)[pupil.pk])
        place = placements([pupil.pk], on=today).get(pupil.pk)
        facts = consent_facts(
            pupil,
            controller=controller,
            tie=next(iter(signatories_of([pupil], on=today).get(pupil.pk, ())), None),
            class_name=place.class_name if place else "",
            recipient=form.cleaned_data["recipient"],
            valid_until=form.cleaned_data["valid_until"],
            today=today,
        )
        official = CONSENT_FORMS[purpose]
        name = f"consent-{purpose.value}-{pupil.number}"
        return paper(official, facts, kind=form.cleaned_data["kind"], name=name, title=str(official.label))
    context = {
        "page_title": _("Print a consent"),
        "page_subtitle": _("A separate paper for each purpose; what is not known stays a blank to fill in by hand."),
        "form": form,
        "sections": form_sections(form),
        "breadcrumbs": crumbs_of(pupil),
        "cancel_url": back,
        "submit_label": _("Download"),
    }
    return render(request, "screens/form.html", context, status=_UNPROCESSABLE if form.errors else 200)
