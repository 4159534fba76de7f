"""A child's page of a round: what there is, the ranked list that saves itself, the week, handing in."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.screens.acts import CONFLICT, UNPROCESSABLE
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses.choices import Weekday
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.models import ChoiceRound, WishList
from vmeste.modules.enrolment.selectors.families import Choice, Offer, choice_of
from vmeste.modules.enrolment.selectors.weeks import Span, SpanKind, clock, picture_of, spans_of_busy_times
from vmeste.modules.enrolment.services.wishes import (
    begin_together,
    hand_in_wishes,
    join_together,
    keep_wishes,
    leave_together,
    take_back_wishes,
)
from vmeste.modules.people.choices import OpeningPurpose
from vmeste.modules.people.models import Pupil

from .children import called, child_or_404

FIRST_VERSION = 1
_SLOTS = tuple((start, 120) for start in range(13 * 60, 21 * 60, 120))
_DAYS = range(1, 7)
_MOVES = ("add", "up", "down", "remove")
Busy = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Typed:
    """The list as it stands on the page."""

    programmes: tuple[int, ...]
    key: int | None
    most_courses: int
    blocked: tuple[Busy, ...]
    version: int


def _kept(wish_list: WishList | None) -> Typed:
    if wish_list is None:
        return Typed((), None, 1, (), FIRST_VERSION)
    return Typed(
        tuple(wish_list.wishes.order_by("rank", "pk").values_list("programme_id", flat=True)),
        wish_list.key_id,
        wish_list.most_courses,
        tuple((day, start, minutes) for day, start, minutes in wish_list.blocked),
        wish_list.version,
    )


def _typed(data: Any) -> Typed:
    """What the form says; whatever is no number is left out."""
    wished = dict.fromkeys(int(text) for text in data.getlist("wish") if text.isdecimal())
    busy = [tuple(int(part) for part in text.split("-") if part.isdecimal()) for text in data.getlist("blocked")]
    slots = {(day, start, minutes) for day in _DAYS for start, minutes in _SLOTS}
    return _moved(
        Typed(
            tuple(wished),
            _number(data.get("key")),
            _number(data.get("most_courses")) or 1,
            tuple(sorted(one for one in set(busy) if one in slots)),
            _number(data.get("version")) or FIRST_VERSION,
        ),
        data,
    )


def _moved(typed: Typed, data: Any) -> Typed:
    """What the pressed button does to the list, for pages without a script."""
    for name in _MOVES:
        pk = _number(data.get(name))
        if pk is None:
            continue
        rest = [one for one in typed.programmes if one != pk]
        place = typed.programmes.index(pk) if pk in typed.programmes else len(rest)
        if name != "remove":
            rest.insert(max(0, place + {"add": 0, "up": -1, "down": 1}[name]), pk)
        typed = replace(typed, programmes=tuple(rest))
    return typed


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < len(str(2**63)) else None


@require_http_methods(["GET", "POST"])
def choose(request: Any, pk: int, round_pk: int) -> HttpResponse:
    """pupils/<pk>/choice/<round_pk>/ – everything on one page; each change saves the whole list."""
    pupil, choice = _choice(request, pk, round_pk)
    if request.method == "GET":
        return render(request, "enrolment/family/choice.html", _page(request, pupil, choice, _kept(choice.wish_list)))
    typed = _typed(request.POST)
    status, conflict = 200, None
    try:
        _keep(request, pupil, choice, typed)
        said = _act(request, pupil, choice.round)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        status = UNPROCESSABLE
    except EditConflict as meanwhile:
        conflict, status = meanwhile.row, CONFLICT
    else:
        if not request.htmx:
            messages.success(request, said)
            name = "choice-summary" if "hand_in" in request.POST else "choice"
            return redirect(link(name, pk=pk, round_pk=round_pk))
    choice = _choice(request, pk, round_pk)[1]
    shown = typed if status != 200 else _kept(choice.wish_list)  # noqa: PLR2004 - the status of success
    if conflict is not None:
        shown = replace(typed, version=conflict.version)
    context = _page(request, pupil, choice, shown) | {"conflict": _of_others(choice, conflict)}
    template = "enrolment/family/choice.html"
    return render(request, f"{template}#saved" if request.htmx else template, context, status=status)


def _keep(request: Any, pupil: Pupil, choice: Choice, typed: Typed) -> None:
    """Save the list; what arrives twice is no conflict, such as the last words of a page that was left."""
    known = {offer.programme.pk: offer.programme for offer in choice.offers}
    try:
        keep_wishes(
            pupil,
            actor=request.actor,
            round_=choice.round,
            programmes=[known[one] for one in typed.programmes if one in known],
            key=known.get(typed.key) if typed.key else None,
            most_courses=typed.most_courses,
            blocked=typed.blocked,
            version=typed.version,
            at=timezone.now(),
        )
    except EditConflict as meanwhile:
        if replace(typed, version=meanwhile.row.version) != _kept(meanwhile.row):
            raise


def _act(request: Any, pupil: Pupil, round_: ChoiceRound) -> str:
    """What a button beside the list asks for, after the list is kept; answers what to say."""
    asked: dict[str, Any] = {"actor": request.actor, "round_": round_, "at": timezone.now()}
    if "hand_in" in request.POST:
        hand_in_wishes(pupil, **asked)
        return _("The list is handed in. It can be changed until the round closes.")
    if "take_back" in request.POST:
        take_back_wishes(pupil, **asked)
        return _("The list is taken back; it is kept here.")
    if "begin_together" in request.POST:
        begin_together(pupil, **asked)
        return _("The word is made. Hand it on to the other family.")
    if "leave_together" in request.POST:
        leave_together(pupil, **asked)
        return _("The child goes alone again.")
    is_entered = "save" in request.POST and request.POST.get("word", "").strip()  # Enter in the field of the word
    if "join_together" in request.POST or is_entered:
        join_together(pupil, word=request.POST.get("word", "")[:40], **asked)
        return _("The two go together.")
    return _("The list is saved.")


@require_GET
def show_summary(request: HttpRequest, pk: int, round_pk: int) -> HttpResponse:
    """pupils/<pk>/choice/<round_pk>/summary/ – what is handed in, to look at and to print."""
    pupil, choice = _choice(request, pk, round_pk)
    return render(request, "enrolment/family/summary.html", _page(request, pupil, choice, _kept(choice.wish_list)))


def _choice(request: Any, pk: int, round_pk: int) -> tuple[Pupil, Choice]:
    pupil = child_or_404(request, permissions.CHOOSE, pk)
    round_ = ChoiceRound.objects.select_related("year").filter(pk=round_pk).first()
    choice = round_ and choice_of(pupil, round_, at=timezone.now(), on=timezone.localdate())
    if not choice:
        raise Http404
    return pupil, choice


def _page(request: Any, pupil: Pupil, choice: Choice, typed: Typed) -> dict[str, Any]:
    wished = [offer for one in typed.programmes if (offer := choice.offer_of(one)) is not None]
    busy = spans_of_busy_times(typed.blocked, _("Does not suit"))
    spans = [replace(s, mark=str(rank)) for rank, offer in enumerate(wished, 1) for s in offer.spans]
    is_in = {offer.programme.pk for offer in wished}
    return {
        "page_title": _("Choice of courses"),
        "pupil": pupil,
        "called": called(request, pupil, purpose=OpeningPurpose.ENROLMENT, what=str(choice.round)),
        "choice": choice,
        "round": choice.round,
        "wish_list": choice.wish_list,
        "typed": typed,
        "wished": wished,
        "rest": [offer for offer in choice.offers if offer.programme.pk not in is_in],
        "offers": [(offer, offer.programme.pk in is_in) for offer in choice.offers],
        "count": len(wished),
        "most_courses": range(1, choice.round.most_courses + 1),
        "slots": [
            (
                clock(start),
                clock(start + minutes),
                [
                    (f"{day}-{start}-{minutes}", Weekday(day).label, (day, start, minutes) in typed.blocked)
                    for day in _DAYS
                ],
            )
            for start, minutes in _SLOTS
        ],
        "day_names": [Weekday(day).label for day in _DAYS],
        "week": picture_of([*choice.bound, *busy, *spans]),
        "week_lines": in_words([*choice.bound, *busy, *spans]),
        "obstacles": _obstacles(wished, [*choice.bound, *busy]),
        "hours": sum(offer.hours for offer in wished),
        "time_left": time_left(choice.round),
        "conflict": None,
    }


def in_words(spans: list[Span]) -> list[tuple[str, list[Span]]]:
    """The week in words: each day with what it holds."""
    shown = sorted((span for span in spans if span.kind is not SpanKind.LESSONS), key=lambda s: (s.start, s.label))
    days = [(Weekday(day).label, [span for span in shown if span.day == day]) for day in range(1, 8)]
    return [(str(label), found) for label, found in days if found]


def _obstacles(wished: list[Offer], bound: list[Span]) -> list[str]:
    """Wishes that cannot come true as they stand, or not both."""
    found = []
    for place, offer in enumerate(wished):
        if bound and not offer.is_apart_from(bound):
            found.append(_("“%(course)s” has no group at a free time.") % {"course": offer.programme})
        for other in wished[place + 1 :]:
            if not any(other.is_apart_from(offered.times) for offered in offer.groups):
                words = {"first": offer.programme, "second": other.programme}
                found.append(_("“%(first)s” and “%(second)s” are at the same time: only one can be given.") % words)
    return found


def _of_others(choice: Choice, saved: WishList | None) -> list[str] | None:
    """The list somebody else of the family saved meanwhile, in words."""
    if saved is None:
        return None
    return [str(wish.programme) for wish in saved.wishes.select_related("programme").order_by("rank", "pk")]


def time_left(round_: ChoiceRound) -> str:
    left = round_.closes_at - timezone.now()
    if left.days > 0:
        return ngettext("%(count)s day left", "%(count)s days left", left.days) % {"count": left.days}
    hours = max(0, left.seconds // 3600) if left.days == 0 else 0
    if left.days < 0:
        return _("closed")
    return (
        ngettext("%(count)s hour left", "%(count)s hours left", hours) % {"count": hours}
        if hours
        else _("less than an hour left")
    )
