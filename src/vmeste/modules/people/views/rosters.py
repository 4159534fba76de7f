"""Pages of lists of pupils: bringing one in, the difference, the result, taking it back; a list to take away."""

from datetime import datetime
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.files.choices import MAX_BYTES
from vmeste.foundation.files.responses import download
from vmeste.foundation.jobs.models import JobState
from vmeste.foundation.jobs.progress import last_beat
from vmeste.foundation.screens.acts import act_without_form, require_role, row_or_404
from vmeste.foundation.screens.screens import UNPROCESSABLE, Screens, place_errors
from vmeste.foundation.screens.tables import Badge, Column, Kind, Table
from vmeste.foundation.tenancy.links import link
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.organisations.permissions import VIEW as VIEW_ORGANISATIONS
from vmeste.modules.people import permissions
from vmeste.modules.people.choices import Attachment, Kinship, OpeningPurpose, RosterPart, RosterState
from vmeste.modules.people.importing.wording import REASONS, change_label, is_note, place_words, problem_words
from vmeste.modules.people.models import Pupil, RosterRun, SchoolClass
from vmeste.modules.people.selectors.rosters import (
    has_failed,
    organisations_of_keeper,
    page_of_lines,
    runs_for_list,
    undone_until,
)
from vmeste.modules.people.services import rosters
from vmeste.modules.people.services.opening import open_names
from vmeste.pure.rosters import GuardianAct, LineAct, write_list
from vmeste.pure.rosters.reading import line_from_data, problem_from_data

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_NUMBER = 9
_TONES = {
    RosterState.READING: "info",
    RosterState.REFUSED: "danger",
    RosterState.CHECKED: "warning",
    RosterState.APPLYING: "info",
    RosterState.APPLIED: "success",
    RosterState.UNDOING: "info",
    RosterState.UNDONE: "neutral",
}
_STEPS = {RosterState.READING: 2, RosterState.APPLYING: 3, RosterState.UNDOING: 4}
_CHECKED = (RosterPart.PROBLEM, RosterPart.NEW, RosterPart.CHANGED, RosterPart.ENDED, RosterPart.SAME)


class RosterForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=gettext_lazy("Organisation"))
    on = forms.DateField(
        label=gettext_lazy("The list holds from"),
        help_text=gettext_lazy("From this day new pupils study here, and who is gone no longer does."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Pupils who are new here"),
        choices=Attachment,
        help_text=gettext_lazy("“Also studies here” for those whose file another school keeps."),
    )
    file = forms.FileField(label=gettext_lazy("List of pupils"))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


def _list_actions(request: Any) -> list[dict[str, Any]]:
    return [{"label": _("Bring in a list"), "url": link("roster-new"), "icon": "upload", "primary": True}]


class RosterScreens(Screens):
    """Only the list and the history are uniform; a list's own page depends on where it stands."""

    model = RosterRun
    name = "roster"
    path = "rosters"
    icon = "upload"
    may_view = permissions.KEEP_ROSTERS
    rows = runs_for_list
    title = gettext_lazy("Lists of pupils brought in")
    empty_text = gettext_lazy(
        "Bring in the list of your pupils from the electronic register or a spreadsheet: nothing is written before you "
        "have seen every change."
    )
    list_actions = _list_actions
    table = Table(
        columns=(
            Column("file", gettext_lazy("File"), "file_name", is_link=True),
            Column("organisation", gettext_lazy("Organisation"), "organisation"),
            Column(
                "state",
                gettext_lazy("State"),
                lambda run: Badge(capfirst(run.get_state_display()), _TONES[RosterState(run.state)]),
                kind=Kind.BADGE,
            ),
            Column("new", pgettext_lazy("column of lists", "New"), lambda run: run.counts.get("new"), kind=Kind.NUMBER),
            Column(
                "changed",
                pgettext_lazy("column of lists", "Changed"),
                lambda run: run.counts.get("changed"),
                kind=Kind.NUMBER,
            ),
            Column("who", gettext_lazy("Who"), "brought_by", is_secondary=True),
            Column("when", gettext_lazy("When"), "brought_at", sort="brought_at", kind=Kind.MOMENT),
        ),
        order="-when",
    )


# Bringing a list in


@require_http_methods(["GET", "POST"])
def bring(request: Any) -> HttpResponse:
    """rosters/new/ – step 1; `?organisation=<id>` chooses one."""
    require_role(request, permissions.KEEP_ROSTERS)
    organisations = organisations_of_keeper(request.actor)
    wanted = request.GET.get("organisation", "")
    first = organisations.filter(pk=int(wanted)).first() if _is_number(wanted) else organisations.first()
    form = RosterForm(
        request.POST or None,
        request.FILES or None,
        organisations=organisations,
        initial={"organisation": first, "on": timezone.localdate(), "kind": Attachment.BASE},
    )
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            run = rosters.bring_list(
                form.cleaned_data["organisation"],
                actor=request.actor,
                data=upload.read(),
                name=upload.name,
                on=form.cleaned_data["on"],
                kind=Attachment(form.cleaned_data["kind"]),
                at=_now(),
            )
        except ValidationError as refusal:
            place_errors(form, refusal)
        else:
            return redirect(link("roster-detail", run.pk))
    context = {
        "step": 1,
        "page_title": _("Bring in a list of pupils"),
        "breadcrumbs": _crumbs(),
        "form": form,
        "file_field": form["file"],
        "max_bytes": MAX_BYTES,
        "hint": _("Excel (.xlsx), OpenDocument (.ods), text with columns (.csv) or an archive of OneRoster (.zip)"),
        "template_url": link("roster-template"),
        "register_url": link("organisation-roster", first.pk) if first is not None else "",
        "first": first,
        "cancel_url": link("roster-list"),
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "people/rosters/bring.html", context, status=status)


@require_GET
def template(request: Any) -> HttpResponse:
    """rosters/template/ – an empty list to fill in."""
    require_role(request, permissions.KEEP_ROSTERS)
    return _workbook(write_list(language=_language()), _("List of pupils"))


@require_POST
def take_organisation(request: Any, pk: int) -> HttpResponse:
    """POST organisations/<pk>/roster/ – the list of all classes, with names; recorded as an opening."""
    organisation = row_or_404(request, VIEW_ORGANISATIONS, Organisation, pk)
    return _taken_out(request, organisation, organisation)


@require_POST
def take_class(request: Any, pk: int) -> HttpResponse:
    """POST classes/<pk>/roster/ – the list of one class, with names; recorded as an opening."""
    school_class = row_or_404(request, permissions.VIEW_CLASSES, SchoolClass, pk)
    return _taken_out(request, school_class, school_class.organisation)


def _taken_out(request: Any, target: Any, organisation: Organisation) -> HttpResponse:
    data = rosters.class_list(
        target,
        actor=request.actor,
        organisation=organisation,
        at=_now(),
        on=timezone.localdate(),
        language=_language(),
    )
    return _workbook(data, f"{_('List of pupils')} {target} {timezone.localdate().isoformat()}")


# One list


@require_GET
def show(request: Any, pk: int) -> HttpResponse:
    """rosters/<pk>/ – where the list stands; `?show=<part>&page=<n>` chooses the lines."""
    run = _run(request, pk)
    if run.is_busy and not has_failed(run):
        return _progress_page(request, run)
    if request.htmx and not request.htmx.boosted:
        # The page that was watching the work: now it shows the result.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if run.is_busy or run.state == RosterState.REFUSED:
        return _refusal_page(request, run)
    return _lines_page(request, run)


@require_POST
def confirm(request: Any, pk: int) -> HttpResponse:
    """POST rosters/<pk>/confirmation/ – write the difference."""
    run = _run(request, pk)
    return act_without_form(
        request,
        lambda: rosters.confirm_list(run, actor=request.actor, does_end="does_end" in request.POST),
        done=_("You agreed; the list is being written."),
        back=link("roster-detail", pk),
    )


@require_POST
def undo(request: Any, pk: int) -> HttpResponse:
    """POST rosters/<pk>/undoing/ – take everything back."""
    run = _run(request, pk)
    return act_without_form(
        request,
        lambda: rosters.request_undo(run, actor=request.actor),
        done=_("The list is being taken back."),
        back=link("roster-detail", pk),
    )


@require_POST
def again(request: Any, pk: int) -> HttpResponse:
    """POST rosters/<pk>/recheck/ – when the check has failed on our side."""
    run = _run(request, pk)
    return act_without_form(
        request,
        lambda: rosters.read_again(run, actor=request.actor),
        done=_("The list is being checked again."),
        back=link("roster-detail", pk),
    )


# Parts


def _now() -> datetime:
    return timezone.now()


def _language() -> str:
    return get_language() or "ru"


def _run(request: Any, pk: int) -> RosterRun:
    run: RosterRun = row_or_404(request, permissions.KEEP_ROSTERS, RosterRun, pk)
    return run


def _workbook(data: bytes, title: str) -> HttpResponse:
    return download(data, name=f"{slugify(title, allow_unicode=True)}.xlsx", mime=_XLSX)


def _crumbs() -> list[dict[str, Any]]:
    return [{"label": _("Lists of pupils brought in"), "url": link("roster-list")}]


def _context(run: RosterRun, *, step: int) -> dict[str, Any]:
    return {
        "step": step,
        "run": run,
        "counts": run.counts,
        "page_title": run.file_name,
        "page_subtitle": f"{run.organisation} · {run.year} · {date_format(run.on, 'SHORT_DATE_FORMAT')}",
        "breadcrumbs": _crumbs(),
        "new_url": f"{link('roster-new')}?organisation={run.organisation_id}",
    }


def _progress_page(request: Any, run: RosterRun) -> HttpResponse:
    job = run.job
    is_running = job is not None and job.state == JobState.RUNNING
    beat = last_beat(job.pk) if job is not None and is_running else None
    shown = {
        "state": JobState.RUNNING if is_running else JobState.WAITING,
        "stage": beat.stage if beat else _("Beginning"),
        "percent": beat.percent if beat else None,
    }
    context = {**_context(run, step=_STEPS[RosterState(run.state)]), "job": shown, "poll_url": request.path}
    return render(request, "screens/job.html#state" if request.htmx else "exchange/progress.html", context)


def _refusal_page(request: HttpRequest, run: RosterRun) -> HttpResponse:
    """The file could not be read, or the background work gave up."""
    names = {
        RosterState.READING: "roster-recheck",
        RosterState.APPLYING: "roster-confirmation",
        RosterState.UNDOING: "roster-undoing",
    }
    name = names.get(RosterState(run.state), "")
    context = {
        **_context(run, step=_STEPS.get(RosterState(run.state), 2)),
        "message": run.message or (run.job.message if run.job else ""),
        "retry_url": link(name, run.pk) if name else "",
    }
    return render(request, "people/rosters/refusal.html", context)


def _lines_page(request: Any, run: RosterRun) -> HttpResponse:
    is_open = run.state == RosterState.CHECKED
    parts = _CHECKED if is_open else (RosterPart.KEPT, *_CHECKED)
    wanted, page = request.GET.get("show", ""), request.GET.get("page", "0")
    usual = next((part for part in parts if run.counts.get(part.value)), RosterPart.SAME)
    part = RosterPart(wanted) if wanted in {one.value for one in parts} else usual
    place = int(page) if _is_number(page) else 0
    # Whoever brought the list keeps it and has its names before them; other keepers see how many lines there are.
    may_see = run.user_id is not None and run.user_id == request.actor.user_id and run.purged_at is None
    rows, has_more = page_of_lines(run, part, place) if may_see else ([], False)
    to_write = run.counts.get("new", 0) + run.counts.get("changed", 0)
    context = {
        **_context(run, step=3 if is_open else 4),
        "part": part.value,
        "tabs": [
            {
                "label": one.label,
                "url": f"?show={one.value}",
                "count": run.counts.get(one.value, 0),
                "active": one is part,
            }
            for one in parts
        ],
        "rows": _cards(request, run, part, rows),
        "page": {
            "previous_url": f"?show={part.value}&page={place - 1}" if place else "",
            "next_url": f"?show={part.value}&page={place + 1}" if has_more else "",
            "total_label": "",
        },
        "may_see": may_see,
        "to_write": to_write,
        "is_open": is_open,
        "is_undone": run.state == RosterState.UNDONE,
        "classes_url": link("organisation-detail", run.organisation_id),
        "new_classes": run.counts.get("new_classes", []),
        "undo_until": undone_until(run),
        "may_undo": run.state == RosterState.APPLIED and run.purged_at is None,
    }
    return render(request, "people/rosters/lines.html", context)


def _cards(request: Any, run: RosterRun, part: RosterPart, rows: list[Any]) -> list[dict[str, Any]]:
    """The lines of a page as the template shows them; names of recorded pupils are opened, on record."""
    if part is RosterPart.PROBLEM:
        problems = [problem_from_data(row) for row in rows]
        return [
            {"place": place_words(one), "text": problem_words(one), "value": one.value, "is_note": is_note(one)}
            for one in problems
        ]
    if part is RosterPart.KEPT:
        return [_kept(row) for row in rows]
    if part is RosterPart.ENDED:
        names = _opened(request, run, [pk for pk, _number in rows])
        return [
            {
                "title": names[pk].full if pk in names else f"№ {number}",
                "notes": [names[pk].class_name if pk in names else ""],
            }
            for pk, number in rows
        ]
    lines = [line_from_data(row) for row in rows]
    if part is not RosterPart.NEW:
        _opened(request, run, [line.pk for line in lines if line.pk is not None])
    classes = {entry[3]: entry[0] for entry in run.classes}
    return [_card(line, classes.get(line.entry.class_key, "")) for line in lines]


def _opened(request: Any, run: RosterRun, pks: list[int]) -> dict[int, Any]:
    what = pgettext("opening of names", "Difference of the list %(file)s") % {"file": run.file_name}
    return open_names(
        request.network,
        actor=request.actor,
        pupils=Pupil.objects.filter(pk__in=pks),
        purpose=OpeningPurpose.ROSTER,
        what=what,
        at=_now(),
    )


def _kept(row: list[Any]) -> dict[str, Any]:
    if isinstance(row[1], int) and row[0].startswith("people."):  # of the undoing: model, key, reason
        label, pk, reason = row
        title = f"№ {pk}"
        if label == Pupil._meta.label and (pupil := Pupil.objects.filter(pk=pk).first()) is not None:
            title = str(pupil)
        return {"title": f"{_model_words(label)}: {title}", "notes": [str(REASONS[reason])]}
    sheet, line, reason, _pk = row
    return {
        "title": _("%(sheet)s, line %(line)s") % {"sheet": sheet, "line": line},
        "notes": [str(REASONS[reason])],
    }


def _model_words(label: str) -> str:
    return str(capfirst(apps.get_model(label)._meta.verbose_name))


def _card(line: LineAct, class_name: str) -> dict[str, Any]:
    entry = line.entry
    changes = [
        {
            "label": change_label(change),
            "before": _shown(change.field, change.before),
            "after": _shown(change.field, change.after),
        }
        for change in line.changes
    ]
    notes = [_guardian_words(act) for act in line.guardians if line.pk is None or act.changes or not act.is_tied]
    if line.returns:
        notes.insert(0, _("Comes back."))
    if line.moves:
        changes.insert(0, {"label": _("class"), "before": line.class_before, "after": class_name})
    return {
        "number": entry.line,
        "title": entry.full_name,
        "facts": [fact for fact in (class_name if not line.moves else "", _day(entry.born_on)) if fact],
        "changes": changes,
        "notes": notes,
    }


def _guardian_words(act: GuardianAct) -> str:
    person = act.entry
    name = " ".join(filter(None, (person.last_name, person.first_name, person.patronymic)))
    kinship = str(Kinship(person.kinship).label) if person.kinship else str(Kinship.OTHER.label)
    contact = ", ".join(filter(None, (person.phone, person.email)))
    return f"{capfirst(kinship)}: {name}" + (f" ({contact})" if contact else "")


def _shown(field: str, value: str) -> str:
    if field == "born_on" and value:
        return ".".join(reversed(value.split("-")))
    return {"f": _("female"), "m": _("male")}.get(value, value) if field == "sex" else value


def _day(day: Any) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
