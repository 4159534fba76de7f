"""Which consents are missing, class by class; consents on paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.screens.acts import require_role
from vmeste.foundation.screens.screens import form_sections
from vmeste.foundation.tenancy.links import link
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import ConsentPurpose
from vmeste.modules.people.forms import ConsentPaperForm
from vmeste.modules.people.models import Pupil, SchoolClass
from vmeste.modules.people.reports.consents import CONSENT_FORMS, consent_facts
from vmeste.modules.people.selectors.consents import GENERAL, SOON, consent_counts, latest_ends
from vmeste.modules.people.selectors.controllers import controllers_of
from vmeste.modules.people.selectors.placements import placements
from vmeste.modules.people.selectors.registers import guardianships_of, organisations_kept
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
    seen = rows_for(request.actor, permissions.VIEW_FILES, Pupil)
    pupils = list(seen.filter(pk__in=[pupil.pk for pupil in pupils_now(school_class)], erased_at=None))
    back = link("school-class-detail", pk)
    what = f"{school_class}, {school_class.organisation}"
    if (asked := doors.gate(request, pupils, what=what, back=back)) is not None:
        return asked
    today = timezone.localdate()
    ends = latest_ends([pupil.pk for pupil in pupils], on=today)

    def state(pupil: Pupil, purpose: ConsentPurpose) -> dict[str, Any]:
        if (pupil.pk, purpose.value) not in ends:
            return {"label": _("missing"), "tone": "danger", "purpose": purpose.value}
        end = ends[pupil.pk, purpose.value]
        if end is not None and end <= today + SOON:
            return {"label": _("ends soon"), "tone": "warning", "purpose": purpose.value}
        return {"label": _("in force"), "tone": "success", "purpose": ""}

    pupils.sort(key=lambda pupil: (pupil.sort_key, pupil.pk))
    context = {
        "page_title": _("Consents: %(class)s") % {"class": school_class},
        "breadcrumbs": class_crumbs(school_class),
        "purposes": [purpose.label for purpose in GENERAL],
        "lines": [{"pupil": pupil, "states": [state(pupil, purpose) for purpose in GENERAL]} for pupil in pupils],
        "may_keep": permissions.EDIT_PUPILS.is_held_by(request.actor),
    }
    return render(request, "people/consents_of_class.html", context)


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
            tie=guardianships_of(pupil).filter(may_consent=True).first(),
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
