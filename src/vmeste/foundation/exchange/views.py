"""Pages of imports: the file, the check, the difference, the result."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.files.choices import MAX_BYTES, FileKind
from vmeste.foundation.files.contents import check_content
from vmeste.foundation.files.responses import download, download_stored
from vmeste.foundation.files.services import files_of
from vmeste.foundation.jobs.models import JobState
from vmeste.foundation.jobs.progress import last_beat
from vmeste.foundation.screens.acts import act_without_form
from vmeste.foundation.screens.screens import Screens, place_errors
from vmeste.foundation.screens.tables import Badge, Column, Kind, Table
from vmeste.foundation.tenancy.links import link

from . import permissions
from .choices import RunState
from .downloads import KINDS, blank_table, errors_table, register_table
from .importers import IMPORTERS, Importer, importers_for
from .lines import Header, unread_headings
from .models import ImportRun
from .selectors import SHOWS, details_of, imports_for_list, lines_of_run
from .services import check_again, choose_lines, confirm_import, has_failed, request_undo, start_import

UNPROCESSABLE = 422
_LONGEST_NUMBER = 9
_TONES = {
    RunState.READING: "info",
    RunState.REFUSED: "danger",
    RunState.CHECKED: "warning",
    RunState.APPLYING: "info",
    RunState.APPLIED: "success",
    RunState.UNDOING: "info",
    RunState.UNDONE: "neutral",
}


class ImportForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Table"))
    does_empty = forms.BooleanField(
        label=gettext_lazy("Empty cells empty the value"),
        required=False,
        help_text=gettext_lazy("Otherwise an empty cell leaves the value in the register as it is."),
    )

    def clean_file(self) -> Any:
        """Refuse what is no table before anything is kept."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            check_content(b"\0" * (MAX_BYTES + 1), name=upload.name, kind=FileKind.TABLE)
        self.data_of_file = upload.read()
        check_content(self.data_of_file, name=upload.name, kind=FileKind.TABLE)
        return upload


def _importer_label(run: ImportRun) -> str:
    importer = IMPORTERS.get(run.importer)
    return str(importer.label) if importer else run.importer


def _rows_written(run: ImportRun) -> int | None:
    saved = run.counts.get("saved_added", 0) + run.counts.get("saved_changed", 0)
    return saved if "saved_added" in run.counts else None


def _list_actions(request: Any) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Import: %(what)s") % {"what": str(importer.label).lower()},
            "url": link("import-new", importer=importer.key),
            "icon": "upload",
            "primary": place == 0,
        }
        for place, importer in enumerate(importers_for(request.actor))
    ]


class ImportScreens(Screens):
    """Only the list is uniform; an import's own page depends on where it stands."""

    model = ImportRun
    name = "import"
    path = "imports"
    icon = "upload"
    may_view = permissions.VIEW
    rows = imports_for_list
    title = gettext_lazy("Imports")
    empty_text = gettext_lazy("Bring in the registers you keep in spreadsheets: nothing is saved before you agree.")
    list_actions = _list_actions
    table = Table(
        columns=(
            Column("file", gettext_lazy("File"), "file_name", is_link=True),
            Column("what", gettext_lazy("What"), _importer_label),
            Column(
                "state",
                gettext_lazy("State"),
                lambda run: Badge(run.get_state_display(), _TONES[RunState(run.state)]),
                kind=Kind.BADGE,
            ),
            Column("rows", gettext_lazy("Rows saved"), _rows_written, kind=Kind.NUMBER),
            Column("who", gettext_lazy("Who"), "started_by", is_secondary=True),
            Column("when", gettext_lazy("When"), "started_at", sort="started_at", kind=Kind.MOMENT),
        ),
        order="-when",
    )


# The file


@require_http_methods(["GET", "POST"])
def upload(request: Any, importer: str) -> HttpResponse:
    """imports/new/<importer>/ – step 1."""
    declared = _importer(request, importer)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = start_import(
                request.network,
                actor=request.actor,
                importer=importer,
                data=form.data_of_file,
                name=form.cleaned_data["file"].name,
                does_empty=form.cleaned_data["does_empty"],
            )
        except ValidationError as refusal:
            place_errors(form, refusal)
        else:
            return redirect(link("import-detail", run.pk))
    context = {
        "step": 1,
        "page_title": _("Import: %(what)s") % {"what": str(declared.label).lower()},
        "breadcrumbs": _crumbs(),
        "form": form,
        "file_field": form["file"],
        "max_bytes": MAX_BYTES,
        "hint": _("Excel (.xlsx), OpenDocument (.ods) or text with columns (.csv)"),
        "importer": declared,
        "columns": [column for column in declared.columns if column.is_in_blank],
        "blanks": [(kind, link("import-template", importer=importer, kind=kind)) for kind in KINDS],
        "registers": [(kind, link("import-register", importer=importer, kind=kind)) for kind in KINDS],
        "cancel_url": link(declared.list_url_name),
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "exchange/upload.html", context, status=status)


@require_GET
def template(request: Any, importer: str, kind: str) -> HttpResponse:
    """imports/templates/<importer>/<kind>/ – a blank table."""
    declared = _importer(request, importer)
    return _table(blank_table(declared, _kind(kind)), f"{declared.label} {_('blank table')}", kind)


@require_GET
def register(request: Any, importer: str, kind: str) -> HttpResponse:
    """imports/registers/<importer>/<kind>/ – the register in the form that can be brought back."""
    declared = _importer(request, importer)
    data = register_table(declared(request.network, request.actor), _kind(kind))
    return _table(data, f"{declared.label} {timezone.localdate().isoformat()}", kind)


# One import


@require_GET
def show(request: Any, pk: int) -> HttpResponse:
    """imports/<pk>/ – where the import stands."""
    run = _run(request, pk)
    if run.is_busy and not has_failed(run):
        return _progress_page(request, run)
    if request.htmx and not request.htmx.boosted:
        # The page that was watching the work: now it shows the result.
        return HttpResponse(headers={"HX-Refresh": "true"})
    pages = {RunState.CHECKED: _check_page, RunState.APPLIED: _result_page, RunState.UNDONE: _result_page}
    return pages.get(RunState(run.state), _refusal_page)(request, run)


@require_http_methods(["GET", "POST"])
def difference(request: Any, pk: int) -> HttpResponse:
    """imports/<pk>/difference/ – what would be written, line by line; POST leaves lines out or takes them in."""
    run = _run(request, pk)
    if request.method == "POST":
        left_out, taken = request.POST.getlist("leave_out"), request.POST.getlist("take")
        numbers = [int(number) for number in (left_out or taken) if _is_number(number)]
        back = f"{request.path}?{request.META.get('QUERY_STRING', '')}"
        return act_without_form(
            request,
            lambda: choose_lines(run, actor=request.actor, numbers=numbers, are_left_out=bool(left_out)),
            done=_("The line is left out.") if left_out else _("The line is in again."),
            back=back,
        )
    if run.state != RunState.CHECKED:
        return redirect(link("import-detail", pk))
    show_only = request.GET.get("show", "")
    context = {
        **_context(request, run, step=3),
        **_lines(request, run, show_only if show_only in {"added", "changed"} else "difference"),
        "tabs": _tabs(request, run, ("added", "changed")),
        "to_save": _to_save(run),
        "back_url": link("import-detail", pk),
        "may_choose": True,
    }
    return render(request, "exchange/difference.html", context)


@require_POST
def confirm(request: Any, pk: int) -> HttpResponse:
    """POST imports/<pk>/confirmation/ – save the difference."""
    run = _run(request, pk)
    return act_without_form(
        request,
        lambda: confirm_import(run, actor=request.actor),
        done=_("You agreed; the rows are being saved."),
        back=link("import-detail", pk),
    )


@require_POST
def undo(request: Any, pk: int) -> HttpResponse:
    """POST imports/<pk>/undoing/ – take everything back."""
    run = _run(request, pk)
    return act_without_form(
        request,
        lambda: request_undo(run, actor=request.actor),
        done=_("The import is being undone."),
        back=link("import-detail", pk),
    )


@require_POST
def recheck(request: Any, pk: int) -> HttpResponse:
    """POST imports/<pk>/recheck/ – the same file against the register as it is now."""
    run = check_again(_run(request, pk), actor=request.actor)
    return redirect(link("import-detail", run.pk))


@require_GET
def errors(request: Any, pk: int) -> HttpResponse:
    """imports/<pk>/errors/ – the file with a column that says what is wrong."""
    run = _run(request, pk)
    return _table(errors_table(run), f"{run.file_name.rpartition('.')[0]} {_('errors')}", "xlsx")


@require_GET
def source(request: Any, pk: int) -> HttpResponse:
    """imports/<pk>/file/ – the file as it was brought."""
    return download_stored(files_of(_run(request, pk)).get())


# Parts


def _importer(request: Any, key: str) -> type[Importer]:
    if key not in IMPORTERS:
        raise Http404
    if not (IMPORTERS[key].may.is_held_by(request.actor) and permissions.IMPORT.is_held_by(request.actor)):
        raise PermissionDenied(key)
    return IMPORTERS[key]


def _run(request: Any, pk: int) -> ImportRun:
    try:
        run: ImportRun = rows_for(request.actor, permissions.VIEW, ImportRun).select_related("job").get(pk=pk)
    except (ImportRun.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing
    return run


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise Http404
    return kind


def _table(data: bytes, title: str, kind: str) -> HttpResponse:
    return download(data, name=f"{slugify(title, allow_unicode=True)}.{kind}", mime=KINDS[kind])


def _crumbs() -> list[dict[str, Any]]:
    return [{"label": _("Imports"), "url": link("import-list")}]


def _context(request: HttpRequest, run: ImportRun, *, step: int) -> dict[str, Any]:
    return {
        "step": step,
        "run": run,
        "counts": run.counts,
        "page_title": run.file_name,
        "page_subtitle": _("Import: %(what)s") % {"what": _importer_label(run).lower()},
        "breadcrumbs": _crumbs(),
        "source_url": link("import-file", run.pk),
        "again_url": link("import-recheck", run.pk),
        "upload_url": link("import-new", importer=run.importer),
        "list_url": link(IMPORTERS[run.importer].list_url_name) if run.importer in IMPORTERS else "",
    }


def _progress_page(request: Any, run: ImportRun) -> HttpResponse:
    job = run.job
    beat = last_beat(job.pk) if job is not None and job.state == JobState.RUNNING else None
    shown = {
        "state": job.state if job is not None and job.state == JobState.RUNNING else JobState.WAITING,
        "stage": beat.stage if beat else _("Beginning"),
        "percent": beat.percent if beat else None,
    }
    step = {RunState.READING: 2, RunState.APPLYING: 3, RunState.UNDOING: 4}[RunState(run.state)]
    context = {**_context(request, run, step=step), "job": shown, "poll_url": request.path}
    return render(request, "screens/job.html#state" if request.htmx else "exchange/progress.html", context)


def _check_page(request: Any, run: ImportRun) -> HttpResponse:
    wanted = request.GET.get("show", "")
    usual = next((show for show in ("wrong", "changed", "added") if run.counts.get(show)), "unchanged")
    show = wanted if wanted in {"wrong", "added", "changed", "unchanged"} else usual
    header = Header(0, tuple(run.headings), tuple(run.columns))
    context = {
        **_context(request, run, step=2),
        **_lines(request, run, show),
        "tabs": _tabs(request, run, ("wrong", "added", "changed", "unchanged"), active=show),
        "unread": unread_headings(header),
        "to_save": _to_save(run),
        "next_url": link("import-difference", run.pk),
        "errors_url": link("import-errors", run.pk) if run.counts.get("wrong") else "",
    }
    return render(request, "exchange/check.html", context)


def _result_page(request: Any, run: ImportRun) -> HttpResponse:
    is_undone = run.state == RunState.UNDONE
    shows = ("undone", "kept") if is_undone else ("saved", "moved")
    wanted = request.GET.get("show", "")
    usual = shows[1] if run.counts.get(shows[1]) else shows[0]
    show = wanted if wanted in shows else usual
    context = {
        **_context(request, run, step=4),
        **_lines(request, run, show),
        "tabs": _tabs(request, run, shows, active=show),
        "is_undone": is_undone,
        "saved": _rows_written(run),
        "undo_url": link("import-undoing", run.pk) if _rows_written(run) and not is_undone else "",
    }
    return render(request, "exchange/result.html", context)


def _refusal_page(request: Any, run: ImportRun) -> HttpResponse:
    """The file could not be read, or the background work gave up."""
    context = {
        **_context(request, run, step={RunState.APPLYING: 3, RunState.UNDOING: 4}.get(RunState(run.state), 2)),
        "message": run.message or (run.job.message if run.job else ""),
        "retry_url": _retry_url(run),
    }
    return render(request, "exchange/refusal.html", context)


def _retry_url(run: ImportRun) -> str:
    names = {RunState.APPLYING: "import-confirmation", RunState.UNDOING: "import-undoing"}
    return link(names.get(RunState(run.state), "import-recheck"), run.pk)


def _to_save(run: ImportRun) -> int:
    counts: dict[str, int] = run.counts
    return max(0, counts.get("added", 0) + counts.get("changed", 0) - counts.get("left_out", 0))


def _lines(request: Any, run: ImportRun, show: str) -> dict[str, Any]:
    after = request.GET.get("after", "")
    page = lines_of_run(run, show, after=int(after) if _is_number(after) else 0)
    detail = IMPORTERS[run.importer].detail_url_name if run.importer in IMPORTERS else ""
    return {
        "show": show,
        "lines": [
            {
                "line": line,
                "details": details_of(run, line),
                "url": link(detail, line.row_id) if line.row_id and detail and line.outcome != "undone" else "",
            }
            for line in page.lines
        ],
        "page": {
            "next_url": f"?show={show}&after={page.after}" if page.after is not None else "",
            "previous_url": "" if page.is_first else f"?show={show}",
            "total_label": "",
        },
    }


def _tabs(request: Any, run: ImportRun, shows: tuple[str, ...], *, active: str = "") -> list[dict[str, Any]]:
    labels = {
        "wrong": _("With errors"),
        "added": _("New rows"),
        "changed": _("Changed rows"),
        "unchanged": _("As they were"),
        "saved": _("Saved"),
        "moved": _("Left alone"),
        "undone": _("Taken back"),
        "kept": _("Not taken back"),
    }
    counts = {**run.counts, "saved": _rows_written(run) or 0}
    chosen = active or request.GET.get("show", "")
    assert set(shows) <= SHOWS.keys()
    return [
        {"label": labels[show], "url": f"?show={show}", "count": counts.get(show, 0), "active": show == chosen}
        for show in shows
    ]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
