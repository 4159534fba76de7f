"""Pages of documents that were read: the list, bringing files, the work, the review with all its findings."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from vmeste.foundation.access.permissions import holds
from vmeste.foundation.files.choices import MAX_BYTES
from vmeste.foundation.files.responses import download_stored
from vmeste.foundation.files.services import files_of
from vmeste.foundation.jobs.models import JobState
from vmeste.foundation.jobs.progress import last_beat
from vmeste.foundation.screens.acts import require_role
from vmeste.foundation.screens.exports import EXPORTS, export_response
from vmeste.foundation.screens.screens import UNPROCESSABLE, Screens, place_errors
from vmeste.foundation.screens.tables import Badge, Column, Kind, Table
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents import permissions
from vmeste.modules.documents.choices.receiving import Receiver, receivers
from vmeste.modules.documents.choices.reviewing import Decision, ReviewState
from vmeste.modules.documents.filters import ReadDocumentFilters
from vmeste.modules.documents.forms import MOST_FILES, BringForm
from vmeste.modules.documents.models import Candidate, ReadDocument
from vmeste.modules.documents.selectors import reviews
from vmeste.modules.documents.services import reviewing
from vmeste.modules.documents.tables import form_label_of

from .cards import SURENESS, THRESHOLDS, Card, ReviewPage, percent
from .page_of_document import document_html

# The list


def _list_actions(request: Any) -> list[dict[str, Any]]:
    if not permissions.REVIEW.is_held_by(request.actor):
        return []
    return [{"label": _("Read a document"), "url": link("reading-new"), "icon": "file-import", "primary": True}]


class ReadDocumentScreens(Screens):
    """Only the list and the history are uniform; a document's own page depends on where its review stands."""

    model = ReadDocument
    name = "reading"
    path = "documents/read"
    icon = "file-search"
    may_view = permissions.VIEW_REVIEWS
    rows = reviews.reviews_for_list
    filters = ReadDocumentFilters
    title = gettext_lazy("Documents read")
    empty_text = gettext_lazy(
        "Bring a passport, a plan, a concept or an agreement: what it says is found and shown, and nothing is written "
        "down before you accept it."
    )
    list_actions = _list_actions
    table = Table(
        columns=(
            Column("file", gettext_lazy("File"), "file_name", is_link=True),
            Column("form", gettext_lazy("Known form"), form_label_of, is_secondary=True),
            Column(
                "state",
                gettext_lazy("State"),
                lambda document: Badge(capfirst(document.get_state_display()), ReviewState(document.state).tone),
                kind=Kind.BADGE,
            ),
            Column("open", gettext_lazy("To decide"), lambda one: one.counts.get("open"), kind=Kind.NUMBER),
            Column("accepted", gettext_lazy("Accepted"), lambda one: one.counts.get("accepted"), kind=Kind.NUMBER),
            Column("who", gettext_lazy("Who"), "brought_by", is_secondary=True),
            Column("when", gettext_lazy("When"), "brought_at", sort="brought_at", kind=Kind.MOMENT),
        ),
        order="-when",
    )


# Bringing files


@require_http_methods(["GET", "POST"])
def bring(request: Any) -> HttpResponse:
    """documents/read/new/ – one file or several; `?about=<model>:<key>` names the row they speak of."""
    require_role(request, permissions.REVIEW)
    about = _about(request)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            brought = [
                reviewing.bring_document(
                    request.network, actor=request.actor, data=upload.read(), name=upload.name, about=about
                )
                for upload in form.cleaned_data["documents"]
            ]
        except ValidationError as refusal:
            place_errors(form, refusal)
        else:
            one = brought[0] if len(brought) == 1 else None
            return redirect(link("reading-detail", one.pk) if one else link("reading-list"))
    context = {
        "page_title": _("Read a document"),
        "breadcrumbs": crumbs(),
        "form": form,
        "file_field": form["documents"],
        "max_bytes": MAX_BYTES,
        "most_files": MOST_FILES,
        "hint": _("Word (.docx, .doc), OpenDocument (.odt), PDF with text, Excel (.xlsx), web page or plain text"),
        "about": about,
        "kinds": [capfirst(str(kind.label_plural)) for kind in receivers() if kind.may.is_held_by(request.actor)],
        "cancel_url": link("reading-list"),
    }
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "documents/bring.html", context, status=status)


def _about(request: Any) -> Model | None:
    """The row of `?about=projects.project:17` that the actor sees; 404 for any other."""
    wanted = request.GET.get("about", "")
    if not wanted:
        return None
    label, _colon, number = wanted.partition(":")
    kind = next((one for one in receivers() if one.model._meta.label_lower == label.lower()), None)
    if kind is None or not is_number(number):
        raise Http404
    row = kind(request.network, request.actor, today=timezone.localdate()).look_up(int(number))
    if row is None:
        raise Http404
    return row  # type: ignore[no-any-return]


# One document


@require_GET
def show(request: Any, pk: int) -> HttpResponse:
    """documents/read/<pk>/ – where the document stands: at work, refused, or its review."""
    document = document_or_404(request, pk)
    if is_at_work(document):
        return _progress_page(request, document)
    if request.htmx and request.htmx.target == "job":
        # The page that was watching the work: now it shows the result.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if document.state in {ReviewState.READING, ReviewState.REFUSED}:
        return _refusal_page(request, document)
    is_part = bool(request.htmx) and not request.htmx.boosted
    template = "documents/review.html#findings" if is_part else "documents/review.html"
    return render(request, template, review_context(request, document, is_whole=not is_part))


@require_GET
def source(request: Any, pk: int) -> HttpResponse:
    """documents/read/<pk>/file/ – the file as it was brought."""
    file = files_of(document_or_404(request, pk)).first()
    if file is None:
        raise Http404
    return download_stored(file)


@require_GET
def show_row(request: Any, pk: int, finding_pk: int) -> HttpResponse:
    """documents/read/<pk>/findings/<finding_pk>/row/ – leads to the row of the network that a finding is.

    Where there is none, or none the actor sees, back to the review.
    """
    finding = finding_or_404(document_or_404(request, pk), finding_pk)
    receiver = receiver_of(request, finding.kind)
    row = receiver.look_up(finding.row_id) if receiver and finding.row_id else None
    if receiver is None or row is None:
        return redirect(link("reading-detail", pk))
    return redirect(receiver.url(row))


@require_GET
def export(request: Any, pk: int, kind: str) -> HttpResponse | FileResponse:
    """documents/read/<pk>/findings/file/<kind>/ – everything found, with its place and what was decided, as a file."""
    document = document_or_404(request, pk)
    if kind not in EXPORTS:
        raise Http404
    page = review_page(request, document)
    rows = [*page.cards(page.findings), *page.also()]
    return export_response(kind, title=document.file_name, table=_FOUND, rows=iter(rows), on=timezone.localdate())


def _both(card: Callable[[Card], Any], also: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda one: card(one) if isinstance(one, Card) else also(one)


def _in_one_line(card: Card) -> str:
    return "; ".join(f"{one.input.label}: {', '.join(one.shown.splitlines())}" for one in card.values if one.shown)


_FOUND = Table(
    columns=(
        Column("kind", gettext_lazy("Kind"), _both(lambda card: card.kind.label, lambda also: also.kind)),
        Column("what", gettext_lazy("Found"), _both(lambda card: card.finding.title, lambda also: also.text)),
        Column("values", gettext_lazy("What it says"), _both(_in_one_line, lambda also: "")),
        Column("percent", gettext_lazy("How sure"), _both(lambda card: card.percent, lambda also: "")),
        Column(
            "decision",
            gettext_lazy("Decision"),
            _both(lambda card: card.finding.get_decision_display(), lambda also: ""),
        ),
        Column("effect", gettext_lazy("In the network"), _both(lambda card: card.effect, lambda also: "")),
        Column("reason", gettext_lazy("Because"), _both(lambda card: card.finding.reason, lambda also: "")),
        Column("place", gettext_lazy("Place"), "place"),
    ),
    order="-kind",
)


# What all pages of a document share


def crumbs(document: ReadDocument | None = None) -> list[dict[str, Any]]:
    found = [{"label": _("Documents read"), "url": link("reading-list")}]
    if document is not None:
        found.append({"label": document.file_name, "url": link("reading-detail", document.pk)})
    return found


def document_or_404(request: Any, pk: int) -> ReadDocument:
    """A foreign, an invisible and a missing document are the same 404."""
    try:
        document = reviews.review_of(request.actor, pk)
    except OverflowError as missing:
        raise Http404 from missing
    if document is None:
        raise Http404
    return document


def finding_or_404(document: ReadDocument, pk: int) -> Candidate:
    try:
        finding: Candidate = document.candidates.get(pk=pk)
    except (Candidate.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing
    return finding


def receiver_of(request: Any, kind: str) -> Receiver | None:
    known = next((one for one in receivers() if one.key == kind), None)
    return known(request.network, request.actor, today=timezone.localdate()) if known else None


def is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18  # noqa: PLR2004 - fits a bigint


def is_at_work(document: ReadDocument) -> bool:
    """Whether the background is still at what was asked of it."""
    return document.job is not None and not document.job.is_over


def review_page(request: Any, document: ReadDocument) -> ReviewPage:
    may_review = document.state == ReviewState.OPEN and holds(request.actor, permissions.REVIEW, document)
    today = timezone.localdate()
    return ReviewPage(document, actor=request.actor, today=today, may_review=may_review)


def _progress_page(request: Any, document: ReadDocument) -> HttpResponse:
    job = document.job
    assert job is not None
    beat = last_beat(job.pk) if job.state == JobState.RUNNING else None
    context = {
        "page_title": document.file_name,
        "page_subtitle": job.title,
        "breadcrumbs": crumbs(),
        "job": {
            "state": job.state,
            "stage": beat.stage if beat else _("Beginning"),
            "percent": beat.percent if beat else None,
        },
        "poll_url": request.path,
    }
    is_poll = request.htmx and not request.htmx.boosted
    return render(request, "screens/job.html#state" if is_poll else "screens/job.html", context)


def _refusal_page(request: Any, document: ReadDocument) -> HttpResponse:
    """The file could not be read, or the background work gave up."""
    context = {
        "page_title": document.file_name,
        "breadcrumbs": crumbs(),
        "message": document.message or (document.job.message if document.job else ""),
        "again_url": link("reading-again", document.pk) if document.state == ReviewState.READING else "",
        "upload_url": link("reading-new") if permissions.REVIEW.is_held_by(request.actor) else "",
        "source_url": link("reading-file", document.pk),
    }
    return render(request, "documents/refusal.html", context)


# The review


def review_context(request: Any, document: ReadDocument, *, is_whole: bool = True) -> dict[str, Any]:
    """What `documents/review.html` and its parts show, with the filters of the address; `is_whole`: the text, too."""
    page = review_page(request, document)
    shown = _filtered(request, page)
    may_review = holds(request.actor, permissions.REVIEW, document)
    state = ReviewState(document.state)
    return {
        "page_title": document.file_name,
        "breadcrumbs": crumbs(),
        "document": document,
        "state": {"label": capfirst(state.label), "tone": state.tone},
        "form_label": form_label_of(document),
        "review": page,
        "html": document_html(page.blocks(), page.looks()) if is_whole else "",
        "groups": page.groups(shown),
        "shown": len(shown),
        "tabs": _tabs(request, page),
        "kept": kept_filters(request),
        "query": {name: request.GET.get(name, "") for name in ("kind", "sure", "q", "state")},
        "kinds": list(page.kinds.values()),
        "surenesses": _surenesses(),
        "thresholds": _thresholds(page),
        "conflicts": page.conflicts(),
        "also": page.also_by_kind(),
        "may_review": may_review,
        "is_open": state is ReviewState.OPEN,
        "is_undone": state is ReviewState.UNDONE,
        "has_accepted": page.counts[Decision.ACCEPTED] > 0,
        "results": _results(page),
        "failure": document.job.message if document.job and document.job.state == JobState.FAILED else "",
        "about_url": _about_url(request, document),
        "exports": [
            {
                "label": str(one.label),
                "icon": one.icon,
                "url": link("reading-findings-file", pk=document.pk, kind=kind),
            }
            for kind, one in EXPORTS.items()
            if kind in {"xlsx", "csv"}
        ],
    }


def kept_filters(request: Any) -> str:
    """The filters in force as the query of an address, so that an act comes back to them."""
    kept = {name: value for name in ("state", "kind", "sure", "q") if (value := request.GET.get(name))}
    return f"?{urlencode(kept)}" if kept else ""


def _filtered(request: Any, page: ReviewPage) -> list[Candidate]:
    """The findings that fit `state`, `kind`, `sure` and `q`; what these do not know filters nothing."""
    state, kind, sure = (request.GET.get(name, "") for name in ("state", "kind", "sure"))
    words = request.GET.get("q", "").casefold().split()
    least, below = SURENESS.get(sure, (0.0, 2.0))
    return [
        finding
        for finding in page.findings
        if (state not in Decision.values or finding.decision == state)
        and (kind not in page.kinds or finding.kind == kind)
        and least <= finding.confidence < below
        and all(word in finding.title.casefold() for word in words)
    ]


def _tabs(request: Any, page: ReviewPage) -> list[dict[str, Any]]:
    """Findings by decision; the other filters stay as they are."""
    chosen = request.GET.get("state", "")
    labels = [
        ("", _("All"), len(page.findings)),
        (Decision.OPEN, _("To decide"), page.counts[Decision.OPEN]),
        (Decision.SAME, _("Known already"), page.counts[Decision.SAME]),
        (Decision.ACCEPTED, _("Accepted"), page.counts[Decision.ACCEPTED]),
        (Decision.DROPPED, _("Left out"), page.counts[Decision.DROPPED]),
        (Decision.UNDONE, pgettext("findings", "Taken back"), page.counts[Decision.UNDONE]),
    ]
    return [
        {
            "key": str(key) or "all",
            "label": label,
            "count": count,
            "url": _url(request, state=str(key)),
            "active": key == chosen,
        }
        for key, label, count in labels
        if count or key in {"", Decision.OPEN}
    ]


def _url(request: Any, **changes: str) -> str:
    parameters = request.GET.copy()
    for name, value in changes.items():
        parameters[name] = value
        if not value:
            del parameters[name]
    return f"?{parameters.urlencode()}"


def _surenesses() -> list[tuple[str, str]]:
    return [
        ("sure", _("surely: 90 % and more")),
        ("likely", _("probably: 70 to 90 %")),
        ("doubtful", _("doubtful: less than 70 %")),
    ]


def _thresholds(page: ReviewPage) -> list[dict[str, Any]]:
    """What could be accepted at once, each with how many that are: from what is sure down to everything."""
    offered: list[dict[str, Any]] = []
    everything = len(page.open_at(0.0))
    for least in THRESHOLDS:
        number = len(page.open_at(least))
        if least and number not in {0, everything, offered[-1]["number"] if offered else 0}:
            words = ngettext(
                "%(least)s and more: %(number)s finding", "%(least)s and more: %(number)s findings", number
            )
            offered.append(
                {"value": least, "number": number, "label": words % {"least": percent(least), "number": number}}
            )
    if everything:
        words = ngettext("everything: %(number)s finding", "everything: %(number)s findings", everything)
        offered.append({"value": 0.0, "number": everything, "label": words % {"number": everything}})
    return offered


def _results(page: ReviewPage) -> list[dict[str, Any]]:
    """How many findings of each kind were accepted; that of which there is one and to which most lead, by name."""
    accepted = [one for one in page.findings if one.decision == Decision.ACCEPTED]
    found: list[dict[str, Any]] = [
        {"kind": kind, "number": len(own), "own": own}
        for kind in page.kinds.values()
        if (own := [one for one in accepted if one.kind == kind.key])
    ]
    leads = Counter(one.to for kind in page.kinds.values() if kind.receiver for one in kind.receiver.inputs if one.to)
    main = max(found, key=lambda one: (one["number"] == 1, leads[one["kind"].key]), default=None)
    if main is not None and main["number"] == 1:
        main["card"] = page.card(main["own"][0])
    return found


def _about_url(request: Any, document: ReadDocument) -> str:
    """The page of the row the document was brought about, where the actor sees it."""
    if not document.about_type or document.about_id is None:
        return ""
    kind = next((one for one in receivers() if one.model._meta.label == document.about_type), None)
    receiver = receiver_of(request, kind.key) if kind else None
    row = receiver.look_up(document.about_id) if receiver else None
    return receiver.url(row) if receiver and row is not None else ""


def changed_cards(
    page: ReviewPage, before: Mapping[int, tuple[Any, ...]], *, also: Iterable[int] = ()
) -> Sequence[Card]:
    """The cards that no longer look as they did, and those asked for."""
    wanted = set(also)
    return list(page.cards(one for one in page.findings if one.pk in wanted or before.get(one.pk) != look_of(one)))


def look_of(finding: Candidate) -> tuple[Any, ...]:
    """What decides how a card looks."""
    return finding.decision, finding.row_id, finding.version, finding.differences, finding.reason, finding.refusal
