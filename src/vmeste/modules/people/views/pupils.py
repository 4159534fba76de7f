"""One pupil: a number for everybody, the file for those who teach the child and have opened it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import Permission, holds
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_early, row_or_404
from vmeste.foundation.screens.panels import Panel, facts, history
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.screens.tables import Badge
from vmeste.foundation.tenancy.links import link
from vmeste.modules.people import permissions
from vmeste.modules.people.filters import PupilFilters
from vmeste.modules.people.forms import (
    ConsentForm,
    EndForm,
    GuardianForm,
    PersonForm,
    TransferForm,
    WithdrawalForm,
)
from vmeste.modules.people.models import Consent, Guardianship, Pupil, PupilAttachment
from vmeste.modules.people.selectors.consents import consents_of
from vmeste.modules.people.selectors.registers import (
    attach_placements,
    attachments_of,
    guardianships_of,
    pupils_for_list,
)
from vmeste.modules.people.services import consents as signing
from vmeste.modules.people.services import pupils as keeping
from vmeste.modules.people.tables import PUPILS, state_of_pupil

from . import doors


def _attach_placements_of_today(pupils: Iterable[Pupil]) -> None:
    attach_placements(pupils, on=timezone.localdate())


def _sees_file(request: Any, pupil: Pupil) -> bool:
    """Whether the whole file is for this actor: not for whoever has the child on a disclosed list only."""
    return holds(request.actor, permissions.VIEW_FILES, pupil)


def _file(request: Any, pupil: Pupil) -> dict[str, Any] | None:
    if not permissions.VIEW_PUPILS.is_held_by(request.actor) or pupil.erased_at is not None:
        return None
    if not holds(request.actor, permissions.VIEW_PUPILS, pupil):
        return None
    is_open = pupil.pk in doors.opened(request, [pupil])
    sees_file = is_open and _sees_file(request, pupil)
    return {
        "is_open": is_open,
        "sees_file": sees_file,
        "form": doors.opening_form(request),
        "may_keep": sees_file and holds(request.actor, permissions.EDIT_PUPILS, pupil),
        "ties": list(guardianships_of(pupil)) if sees_file else [],
        "consents": list(consents_of(pupil)) if sees_file else [],
        "today": timezone.localdate(),
    }


def _attachments(request: Any, pupil: Pupil) -> dict[str, Any] | None:
    if not permissions.VIEW_FILES.is_held_by(request.actor) or not _sees_file(request, pupil):
        return None
    today = timezone.localdate()
    return {
        "rows": list(attachments_of(pupil)),
        "may_keep": holds(request.actor, permissions.EDIT_PUPILS, pupil),
        "today": today,
    }


def _actions(request: Any, pupil: Pupil) -> list[dict[str, Any]]:
    if not permissions.EDIT_PUPILS.is_held_by(request.actor) or not holds(
        request.actor, permissions.EDIT_PUPILS, pupil
    ):
        return []
    if pupil.erased_at is not None:
        return []
    return [
        {"label": _("Correct the data"), "url": link("pupil-data", pupil.pk), "icon": "pencil"},
        {"label": _("Transfer"), "url": link("pupil-transfer", pupil.pk), "icon": "arrow-right"},
        {
            "label": _("Also studies at …"),
            "url": link("pupil-attachment-new", pupil.pk),
            "icon": "plus",
            "is_rare": True,
        },
        {
            "label": _("Print a consent"),
            "url": link("pupil-consent-paper", pupil.pk),
            "icon": "printer",
            "is_rare": True,
        },
        {"label": _("Print codes"), "url": link("pupil-codes", pupil.pk), "icon": "key", "is_rare": True},
        {"label": _("Copy of all data"), "url": link("pupil-copy", pupil.pk), "icon": "download", "is_rare": True},
        {"label": _("Destroy the data"), "url": link("pupil-erasure", pupil.pk), "icon": "trash", "is_rare": True},
    ]


def _badges(pupil: Any) -> list[Badge]:
    badge = state_of_pupil(pupil)
    return [badge] if badge else []


def where_number(actor: Actor, query: str) -> Q | None:
    """The list is searched by number alone."""
    digits = "".join(letter for letter in query if letter.isdecimal())
    return Q(number__startswith=digits) if digits else None


class PupilScreens(Screens):
    model = Pupil
    name = "pupil"
    path = "pupils"
    title = gettext_lazy("Pupils by number")
    icon = "users"
    may_view = permissions.VIEW_NUMBERS
    rows = pupils_for_list
    table = PUPILS
    filters = PupilFilters
    search = where_number
    prepare = _attach_placements_of_today
    remove_command = keeping.remove_pupil
    restore_command = keeping.restore_pupil
    empty_text = gettext_lazy("Lists of pupils are kept on the pages of classes. Here they stand by number.")
    detail_actions = _actions
    badges = _badges
    panels = (
        Panel(gettext_lazy("Personal file"), "people/panels/file.html", _file, "main", "id", is_flush=True),
        Panel(
            gettext_lazy("Where the pupil studies"),
            "people/panels/attachments.html",
            _attachments,
            "main",
            is_flush=True,
        ),
        facts(
            "number",
            (gettext_lazy("Organisation"), lambda pupil: pupil.placement and pupil.placement.organisation),
            (pgettext_lazy("of a school", "Class"), lambda pupil: pupil.placement and pupil.placement.class_name),
            (gettext_lazy("Grade"), lambda pupil: pupil.placement and pupil.placement.grade),
        ),
        history("pupil-history"),
    )


def pupil_for(request: Any, pk: int, permission: Permission) -> Pupil:
    """The pupil for an act: 404 for those who do not see the number, 403 for those who may not do this."""
    pupil: Pupil = row_or_404(request, permissions.VIEW_NUMBERS, Pupil, pk)
    require_early(request, permission, pupil)
    return pupil


def crumbs_of(pupil: Pupil) -> list[dict[str, Any]]:
    return [
        {"label": _("Pupils by number"), "url": link("pupil-list")},
        {"label": str(pupil), "url": link("pupil-detail", pupil.pk)},
    ]


def _part(rows: Any, pk: int) -> Any:
    """A row that hangs on the pupil; 404 for one of another pupil."""
    try:
        return rows.get(pk=pk)
    except (rows.model.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing


def _form_act(
    request: Any, pupil: Pupil, form: BaseForm, run: Callable[[Any], Any], *, title: str, done: str, intro: str = ""
) -> HttpResponse:
    return act_with_form(
        request,
        form,
        run,
        title=title,
        done=done,
        back=link("pupil-detail", pupil.pk),
        breadcrumbs=crumbs_of(pupil),
        intro=intro,
    )


def _gate(request: Any, pupil: Pupil) -> HttpResponse | None:
    return doors.gate(request, [pupil], what=str(pupil), back=link("pupil-detail", pupil.pk))


@require_POST
def open_file(request: Any, pk: int) -> HttpResponse:
    """POST pupils/<pk>/file/ – with a purpose: name and file are shown for a while."""
    pupil = pupil_for(request, pk, permissions.VIEW_PUPILS)
    form = doors.opening_form(request)
    if form.is_bound and form.is_valid():
        doors.open_for(request, [pupil], purpose=form.cleaned_data["purpose"], what=str(pupil))
    else:
        messages.error(request, _("Say what the names are opened for."))
    return redirect(link("pupil-detail", pk))


@require_http_methods(["GET", "POST"])
def edit_data(request: Any, pk: int) -> HttpResponse:
    """pupils/<pk>/data/"""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    if (asked := _gate(request, pupil)) is not None:
        return asked
    return _form_act(
        request,
        pupil,
        PersonForm(request.POST or None, instance=pupil, actor=request.actor),
        lambda form: keeping.change_pupil(pupil, actor=request.actor, version=form.seen_version, **form.values),
        title=_("Data of the pupil"),
        done=_("The data are saved."),
    )


# Where the child studies


@require_http_methods(["GET", "POST"])
def transfer(request: Any, pk: int) -> HttpResponse:
    """pupils/<pk>/transfer/"""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    return _form_act(
        request,
        pupil,
        TransferForm(request.POST or None, actor=request.actor, initial={"starts_on": timezone.localdate()}),
        lambda form: keeping.transfer_pupil(pupil, actor=request.actor, **form.cleaned_data),
        title=_("Transfer"),
        done=_("The transfer is recorded."),
        intro=_("To another class or another organisation. With the base the file goes to the other organisation."),
    )


@require_http_methods(["GET", "POST"])
def attach_also(request: Any, pk: int) -> HttpResponse:
    """pupils/<pk>/attachments/new/"""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    return _form_act(
        request,
        pupil,
        TransferForm(request.POST or None, actor=request.actor, initial={"starts_on": timezone.localdate()}),
        lambda form: keeping.attach_also(pupil, actor=request.actor, **form.cleaned_data),
        title=_("Also studies at …"),
        done=_("The second organisation is recorded."),
        intro=_("The base stays; the other organisation sees the file as well."),
    )


@require_http_methods(["GET", "POST"])
def end_attachment(request: Any, pk: int, attachment_pk: int) -> HttpResponse:
    """pupils/<pk>/attachments/<attachment_pk>/end/"""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    attachment: PupilAttachment = _part(attachments_of(pupil), attachment_pk)
    return _form_act(
        request,
        pupil,
        EndForm(
            request.POST or None,
            instance=attachment,
            actor=request.actor,
            initial={"ends_on": attachment.ends_on or timezone.localdate()},
        ),
        lambda form: keeping.end_attachment(pupil, actor=request.actor, attachment=attachment, **form.values),
        title=_("Leaves: %(place)s") % {"place": attachment.organisation},
        done=_("The leaving is recorded."),
    )


# Guardians


@require_http_methods(["GET", "POST"])
def add_guardian(request: Any, pk: int) -> HttpResponse:
    """pupils/<pk>/guardians/new/"""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    if (asked := _gate(request, pupil)) is not None:
        return asked
    return _form_act(
        request,
        pupil,
        GuardianForm(request.POST or None, actor=request.actor),
        lambda form: keeping.add_guardian(pupil, actor=request.actor, **form.values),
        title=_("Add a guardian"),
        done=_("The guardian is recorded."),
    )


@require_http_methods(["GET", "POST"])
def edit_guardian(request: Any, pk: int, tie_pk: int) -> HttpResponse:
    """pupils/<pk>/guardians/<tie_pk>/"""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    tie: Guardianship = _part(guardianships_of(pupil), tie_pk)
    if (asked := _gate(request, pupil)) is not None:
        return asked
    return _form_act(
        request,
        pupil,
        GuardianForm(request.POST or None, instance=tie.guardian, tie=tie, actor=request.actor),
        lambda form: keeping.change_guardian(
            pupil, actor=request.actor, tie=tie, version=form.seen_version, **form.values
        ),
        title=_("Guardian"),
        done=_("The guardian is saved."),
    )


@require_POST
def remove_guardian(request: Any, pk: int, tie_pk: int) -> HttpResponse:
    """POST pupils/<pk>/guardians/<tie_pk>/removal/"""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    tie = _part(guardianships_of(pupil), tie_pk)
    keeping.remove_guardian(pupil, actor=request.actor, tie=tie, at=doors.moment())
    undo = link("guardian-restoration", pk=pk, tie_pk=tie_pk)
    messages.success(request, _("The guardian is taken off."), extra_tags=f"undo:{undo}")
    return redirect(link("pupil-detail", pk))


@require_POST
def restore_guardian(request: Any, pk: int, tie_pk: int) -> HttpResponse:
    """POST pupils/<pk>/guardians/<tie_pk>/restoration/"""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    tie = _part(Guardianship.with_removed.filter(pupil=pupil), tie_pk)
    return act_without_form(
        request,
        lambda: keeping.restore_guardian(pupil, actor=request.actor, tie=tie),
        done=_("The guardian is back."),
        back=link("pupil-detail", pk),
    )


# Consents


@require_http_methods(["GET", "POST"])
def add_consent(request: Any, pk: int) -> HttpResponse:
    """pupils/<pk>/consents/new/"""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    if (asked := _gate(request, pupil)) is not None:
        return asked
    return _form_act(
        request,
        pupil,
        ConsentForm(request.POST or None, actor=request.actor, pupil=pupil, initial=_asked_for(request)),
        lambda form: signing.record_consent(pupil, actor=request.actor, **form.values),
        title=_("Record a consent"),
        done=_("The consent is recorded."),
        intro=_("One consent, one purpose. Write down what lies signed with the organisation."),
    )


def _asked_for(request: Any) -> dict[str, str]:
    return {key: value for key, value in request.GET.items() if key == "purpose"}


@require_http_methods(["GET", "POST"])
def withdraw_consent(request: Any, pk: int, consent_pk: int) -> HttpResponse:
    """pupils/<pk>/consents/<consent_pk>/withdrawal/"""
    pupil = pupil_for(request, pk, permissions.EDIT_PUPILS)
    consent: Consent = _part(consents_of(pupil), consent_pk)
    return _form_act(
        request,
        pupil,
        WithdrawalForm(request.POST or None, initial={"withdrawn_on": timezone.localdate()}),
        lambda form: signing.withdraw_consent(pupil, actor=request.actor, consent=consent, **form.cleaned_data),
        title=_("Withdrawal: %(what)s") % {"what": consent.get_purpose_display()},
        done=_("The withdrawal is recorded."),
    )
