"""What people do with the findings of a document: each act a resource of its own, each answered with what changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.screens.acts import CONFLICT, UNPROCESSABLE, act_without_form, require_early
from vmeste.foundation.screens.screens import place_errors
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents import permissions
from vmeste.modules.documents.choices.receiving import ROW, Receiver
from vmeste.modules.documents.choices.reviewing import Decision, ReviewState
from vmeste.modules.documents.forms import FindingForm, MatchForm, Target, Targets
from vmeste.modules.documents.models import Candidate, ReadDocument
from vmeste.modules.documents.services import reviewing
from vmeste.modules.documents.services.proposing import Pass

from .cards import THRESHOLDS, ReviewPage, percent
from .reviewing import (
    changed_cards,
    crumbs,
    document_or_404,
    finding_or_404,
    is_number,
    kept_filters,
    look_of,
    receiver_of,
    review_context,
    review_page,
)

_MOST_TOLD = 5
_MOST_CHOICES = 20

# Many findings at once


@require_http_methods(["GET", "POST"])
def accept(request: Any, pk: int) -> HttpResponse:
    """documents/read/<pk>/acceptance/

    POST with `finding`: those. With `confidence`, and `kind` if need be: everything open at or above; GET of the same
    shows first how much that is.
    """
    document = document_or_404(request, pk)
    require_early(request, permissions.REVIEW, document)
    if request.method == "POST" and "confidence" not in request.POST:
        return _decide(
            request,
            document,
            lambda chosen: reviewing.accept(document, candidates=chosen, actor=request.actor, at=_now()),
            _told_of_accepting,
        )
    asked = request.POST if request.method == "POST" else request.GET
    least, kinds = _least(asked.get("confidence", "0.0")), asked.getlist("kind") or None
    back = link("reading-detail", document.pk)
    if request.method == "POST":
        return act_without_form(
            request,
            lambda: reviewing.accept_above(document, confidence=least, kinds=kinds, actor=request.actor, at=_now()),
            done=_("You agreed; what was found is being taken over."),
            back=back,
        )
    return _preview(request, review_page(request, document), least, kinds)


def _preview(request: Any, page: ReviewPage, least: float, kinds: Sequence[str] | None) -> HttpResponse:
    """How much would be taken over, by kind, before anybody agrees."""
    document, wanted = page.document, page.open_at(least, kinds)
    counts = [
        (
            kind,
            sum(one.kind == kind.key for one in wanted),
            sum(one.kind == kind.key and one.row_id is not None for one in wanted),
        )
        for kind in page.kinds.values()
    ]
    number = len(wanted)
    context = {
        "page_title": ngettext("Accept %(number)s finding?", "Accept %(number)s findings?", number)
        % {"number": number},
        "page_subtitle": _("%(least)s sure and more") % {"least": percent(least)}
        if least
        else _("Everything to decide"),
        "breadcrumbs": crumbs(document),
        "counts": [(kind, all_, known) for kind, all_, known in counts if all_],
        "number": number,
        "confidence": least,
        "chosen_kinds": kinds or [],
        "conflicts": page.conflicts(),
        "cancel_url": link("reading-detail", document.pk),
    }
    return render(request, "documents/accept_above.html", context)


def _least(text: str) -> float:
    """The threshold that was chosen; everything else is none of ours."""
    offered = {str(value): value for value in THRESHOLDS}
    if text not in offered:
        raise Http404
    return offered[text]


def _told_of_accepting(outcome: Any) -> str:
    number = outcome.accepted
    words = ngettext("Accepted: %(number)s finding.", "Accepted: %(number)s findings.", number) % {"number": number}
    if along := outcome.brought_along:
        words += " " + ngettext(
            "%(number)s more was accepted with it, because it stands on it.",
            "%(number)s more were accepted with it, because it stands on them.",
            along,
        ) % {"number": along}
    return words if number or along else ""


@require_POST
def drop(request: Any, pk: int) -> HttpResponse:
    """POST documents/read/<pk>/dropping/ – leave findings out."""
    document = document_or_404(request, pk)
    return _decide(
        request,
        document,
        lambda chosen: reviewing.drop(document, candidates=chosen, actor=request.actor, at=_now()),
        lambda outcome: _("Left out. You can bring it back."),
    )


@require_POST
def reconsider(request: Any, pk: int) -> HttpResponse:
    """POST documents/read/<pk>/reconsideration/ – bring left-out findings back."""
    document = document_or_404(request, pk)
    return _decide(
        request,
        document,
        lambda chosen: reviewing.reconsider(document, candidates=chosen, actor=request.actor),
        lambda outcome: _("Brought back: it waits for a decision again."),
    )


def _decide(
    request: Any,
    document: ReadDocument,
    run: Callable[[list[int]], Any],
    told: Callable[[Any], str],
) -> HttpResponse:
    """Run an act on the findings that were sent, then show what changed: cards for htmx, else the page again."""
    chosen = [int(number) for number in request.POST.getlist("finding") if is_number(number)]
    before = {one.pk: look_of(one) for one in document.candidates.order_by("position")} if request.htmx else {}
    refusals: dict[int, str] = {}
    words, tone = "", "success"
    try:
        outcome = run(chosen)
    except ValidationError as refusal:
        words, tone = " ".join(refusal.messages), "danger"
    else:
        refusals = dict(getattr(outcome, "refused", ()))
        words = told(outcome)
    if request.htmx:
        return _changes(request, document, before, refusals, chosen, words, tone)
    if words:
        messages.add_message(request, messages.SUCCESS if tone == "success" else messages.ERROR, words)
    _tell_refusals(request, document, refusals)
    return redirect(_back(request, document, chosen))


def _changes(
    request: Any,
    document: ReadDocument,
    before: Mapping[int, tuple[Any, ...]],
    refusals: Mapping[int, str],
    chosen: Iterable[int],
    words: str,
    tone: str,
) -> HttpResponse:
    fresh = document_or_404(request, document.pk)
    context = review_context(request, fresh, is_whole=False)
    context["changed"] = changed_cards(context["review"], before, also=[*chosen, *refusals])
    response = render(request, "documents/review_changes.html", context)
    if words:
        # What went well is said beside the cards; a message in the corner would lie over the next one.
        trigger_client_event(response, "said" if tone == "success" else "toast", {"text": words, "tone": tone})
    return response


def _tell_refusals(request: Any, document: ReadDocument, refusals: Mapping[int, str]) -> None:
    titles = dict(document.candidates.filter(pk__in=refusals).values_list("pk", "title"))
    for number, (pk, reason) in enumerate(refusals.items()):
        if number == _MOST_TOLD:
            more = len(refusals) - _MOST_TOLD
            messages.error(
                request, ngettext("… and %(number)s more.", "… and %(number)s more.", more) % {"number": more}
            )
            return
        messages.error(request, f"{titles.get(pk, '')}: {reason}")


def _back(request: Any, document: ReadDocument, chosen: Sequence[int]) -> str:
    """The review with the filters it had, at the finding that was decided."""
    return f"{link('reading-detail', document.pk)}{kept_filters(request)}{f'#candidate-{chosen[0]}' if chosen else ''}"


def _now() -> Any:
    return timezone.now()


# The whole review


@require_POST
def close(request: Any, pk: int) -> HttpResponse:
    """POST documents/read/<pk>/closing/"""
    document = document_or_404(request, pk)
    return act_without_form(
        request,
        lambda: reviewing.close_review(document, actor=request.actor, at=_now()),
        done=_("The review is finished. You can open it again at any time."),
        back=link("reading-detail", pk),
    )


@require_POST
def reopen(request: Any, pk: int) -> HttpResponse:
    """POST documents/read/<pk>/reopening/"""
    document = document_or_404(request, pk)
    return act_without_form(
        request,
        lambda: reviewing.reopen_review(document, actor=request.actor),
        done=_("The review is open again."),
        back=link("reading-detail", pk),
    )


@require_http_methods(["GET", "POST"])
def undo(request: Any, pk: int) -> HttpResponse:
    """documents/read/<pk>/undoing/ – take back everything the review wrote; asked before it is done."""
    document = document_or_404(request, pk)
    require_early(request, permissions.REVIEW, document)
    back = link("reading-detail", pk)
    if request.method == "POST":
        return act_without_form(
            request,
            lambda: reviewing.undo_review(document, actor=request.actor, at=_now()),
            done=_("What was taken over is being taken back."),
            back=back,
        )
    accepted = document.candidates.filter(decision=Decision.ACCEPTED).count()
    context = {
        "page_title": _("Take back everything accepted from “%(file)s”?") % {"file": document.file_name},
        "breadcrumbs": crumbs(document),
        "text": ngettext("%(number)s finding was accepted.", "%(number)s findings were accepted.", accepted)
        % {"number": accepted},
        "consequences": [
            _("Records this document added leave the lists."),
            _("Records it corrected get their former values back."),
            _("What somebody has changed since stays as it is, and the review says so."),
        ],
        "submit_label": _("Take everything back"),
        "danger": True,
        "cancel_url": back,
    }
    return render(request, "screens/confirm.html", context)


@require_POST
def read_again(request: Any, pk: int) -> HttpResponse:
    """POST documents/read/<pk>/reading/ – once more, after the work gave up."""
    document = document_or_404(request, pk)
    return act_without_form(
        request,
        lambda: reviewing.read_again(document, actor=request.actor),
        done=_("The document is being read again."),
        back=link("reading-detail", pk),
    )


# One finding


@require_http_methods(["GET", "POST"])
def correct(request: Any, pk: int, finding_pk: int) -> HttpResponse:
    """documents/read/<pk>/findings/<finding_pk>/correction/ – what it says, input by input."""
    document, finding, receiver = _undecided(request, pk, finding_pk)
    links = _Links(request, document)
    form = FindingForm(
        request.POST or None,
        initial={**finding.values, "version": finding.version},
        inputs=receiver.inputs,
        targets=links.targets,
        several=links.several,
    )
    meanwhile: Candidate | None = None
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.correct(
                document,
                candidate=finding.pk,
                version=form.cleaned_data["version"],
                values=form.values,
                actor=request.actor,
            )
        except ValidationError as refusal:
            place_errors(form, refusal)
        except EditConflict as conflict:
            meanwhile = _moved_on(form, conflict)
        else:
            messages.success(request, _("Corrected: %(what)s.") % {"what": finding.title})
            return redirect(_back(request, document, [finding.pk]))
    title = _("Correct: %(what)s") % {"what": finding.title}
    return _form_page(request, document, finding, form, "documents/finding_form.html", title=title, meanwhile=meanwhile)


@require_http_methods(["GET", "POST"])
def match(request: Any, pk: int, finding_pk: int) -> HttpResponse:
    """documents/read/<pk>/findings/<finding_pk>/match/ – which record of the network it is."""
    document, finding, receiver = _undecided(request, pk, finding_pk)
    likely = _likenesses(request, document, finding)
    offered = [(f"{ROW}{one.row.pk}", _of_likeness(one)) for one in likely]
    chosen = f"{ROW}{finding.row_id}" if finding.row_id else MatchForm.NEW
    if finding.row_id and chosen not in dict(offered) and (row := receiver.look_up(finding.row_id)) is not None:
        offered.insert(0, (chosen, str(row)))
    form = MatchForm(
        request.POST or None,
        initial={"row": chosen, "version": finding.version},
        offered=offered,
        targets=_Links(request, document).targets(finding.kind, only_rows=True),
    )
    meanwhile: Candidate | None = None
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.match(
                document,
                candidate=finding.pk,
                version=form.cleaned_data["version"],
                row_id=int(form.key.removeprefix(ROW)) if form.key else None,
                actor=request.actor,
            )
        except ValidationError as refusal:
            place_errors(form, refusal)
        except EditConflict as conflict:
            meanwhile = _moved_on(form, conflict)
        else:
            messages.success(request, _("Matched: %(what)s.") % {"what": finding.title})
            return redirect(_back(request, document, [finding.pk]))
    title = _("Match: %(what)s") % {"what": finding.title}
    return _form_page(request, document, finding, form, "documents/finding_form.html", title=title, meanwhile=meanwhile)


def _of_likeness(one: Any) -> str:
    return _("%(row)s – %(percent)s, because: %(reason)s") % {
        "row": one.row,
        "percent": percent(one.score),
        "reason": one.reason,
    }


def _likenesses(request: Any, document: ReadDocument, finding: Candidate) -> Sequence[Any]:
    """Rows the finding may be, each with its reason, as the reading itself weighs them."""
    every = list(document.candidates.order_by("position"))
    look = Pass(document, every, actor=request.actor, today=timezone.localdate())
    return look.likenesses(next(one for one in every if one.pk == finding.pk))


@require_GET
def show_targets(request: Any, pk: int, kind: str) -> HttpResponse:
    """documents/read/<pk>/targets/<kind>/?field=…: the options of a combobox, `only=rows` those of the network."""
    document = document_or_404(request, pk)
    query = request.GET.get(request.GET.get("field", "q"), "")
    found = _Links(request, document).find(kind, query, only_rows=request.GET.get("only") == "rows")
    options = [{"value": one.key, "label": one.label, "detail": one.detail} for one in found]
    return render(request, "screens/widgets/row_options.html", {"options": options, "query": query})


class _Links:
    """Where the links of a document's findings may lead."""

    def __init__(self, request: Any, document: ReadDocument) -> None:
        self.request, self.document = request, document
        self._findings: list[Candidate] | None = None
        self._receivers: dict[str, Receiver | None] = {}

    def targets(self, kind: str, *, only_rows: bool = False) -> Targets:
        url = link("finding-targets", pk=self.document.pk, kind=kind)
        return Targets(
            find=lambda query: self.find(kind, query, only_rows=only_rows),
            name=lambda key: self.name(kind, key),
            url=f"{url}?only=rows" if only_rows else url,
        )

    def find(self, kind: str, query: str, *, only_rows: bool = False) -> list[Target]:
        """Findings of the document first, then rows of the network; at most a screenful."""
        receiver = self._receiver(kind)
        rows = (
            [Target(f"{ROW}{row.pk}", str(row), _("in the network")) for row in receiver.wants(query)]
            if receiver
            else []
        )
        words = query.casefold().split()
        found = [
            Target(one.key, one.title, _("in this document"))
            for one in ([] if only_rows else self.findings)
            if one.kind == kind
            and one.decision != Decision.DROPPED
            and all(word in one.title.casefold() for word in words)
        ]
        return [*found[:_MOST_CHOICES], *rows]

    def several(self, kind: str, kept: Iterable[str]) -> list[Target]:
        """Everything the document has of a kind, and what a value names already."""
        offered = [Target(one.key, one.title) for one in self.findings if one.kind == kind]
        known = {target.key for target in offered}
        return offered + [Target(key, name) for key in kept if key not in known and (name := self.name(kind, key))]

    def name(self, kind: str, key: str) -> str:
        if not key.startswith(ROW):
            return next((one.title for one in self.findings if one.kind == kind and one.key == key), "")
        number, receiver = key.removeprefix(ROW), self._receiver(kind)
        row = receiver.look_up(int(number)) if receiver and is_number(number) else None
        return "" if row is None else str(row)

    @property
    def findings(self) -> list[Candidate]:
        if self._findings is None:
            self._findings = list(self.document.candidates.order_by("position"))
        return self._findings

    def _receiver(self, kind: str) -> Receiver | None:
        if kind not in self._receivers:
            self._receivers[kind] = receiver_of(self.request, kind)
        return self._receivers[kind]


def _undecided(request: Any, pk: int, finding_pk: int) -> tuple[ReadDocument, Candidate, Receiver]:
    """A finding that may still be changed, with its receiver.

    Raises:
        Http404: it is not there, decided already, or of a kind no module keeps any more.
    """
    document = document_or_404(request, pk)
    finding = finding_or_404(document, finding_pk)
    require_early(request, permissions.REVIEW, document)
    receiver = receiver_of(request, finding.kind)
    is_open = document.state == ReviewState.OPEN and finding.decision in {Decision.OPEN, Decision.SAME}
    if receiver is None or not is_open:
        raise Http404
    return document, finding, receiver


def _moved_on(form: Any, conflict: EditConflict) -> Candidate:
    """What the finding is now; the form's hidden version moves on, so that saving once more is a decision."""
    current: Candidate = conflict.row
    form.data = form.data.copy()
    form.data["version"] = str(current.version)
    return current


def _form_page(
    request: Any,
    document: ReadDocument,
    finding: Candidate,
    form: Any,
    template: str,
    *,
    title: str,
    meanwhile: Candidate | None,
) -> HttpResponse:
    page = review_page(request, document)
    context = {
        "page_title": title,
        "breadcrumbs": crumbs(document),
        "form": form,
        "card": page.card(next(one for one in page.findings if one.pk == finding.pk)),
        "quotes": _quotes(page, finding),
        "meanwhile": page.card(meanwhile) if meanwhile else None,
        "cancel_url": _back(request, document, [finding.pk]),
    }
    status = CONFLICT if meanwhile else UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)


_MOST_QUOTED = 6


def _quotes(page: ReviewPage, finding: Candidate) -> list[str]:
    """The passages of the document a finding stands on, as they read."""
    numbers = dict.fromkeys(place[0] for place in finding.places)
    passages = [page.passages[number] for number in numbers if number in page.passages]
    return [f"{one.label} {one.text}".strip() for one in passages[:_MOST_QUOTED]]
