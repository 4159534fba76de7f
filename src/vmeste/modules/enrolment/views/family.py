"""The family's own pages: the children with everything that waits, the result of a round, seats and lines."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form, ModelChoiceField
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.actor import Role
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_early, require_role, row_or_404
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import HOLDING, EnrolmentState
from vmeste.modules.enrolment.models import ChoiceRound, Enrolment
from vmeste.modules.enrolment.selectors.families import affairs_of, results_of, seats_of
from vmeste.modules.enrolment.selectors.weeks import SpanKind, picture_of, spans_of_lessons, spans_of_meetings
from vmeste.modules.enrolment.services.seats import confirm_seat, decline_seat, withdraw
from vmeste.modules.enrolment.services.waiting import join_line, leave_line
from vmeste.modules.people import permissions as people
from vmeste.modules.people.models import Pupil
from vmeste.modules.people.selectors.families import Child, children_of

from .children import own_child
from .choosing import in_words, time_left


@require_GET
def show_home(request: Any) -> HttpResponse:
    """family/ – the own children: what waits for an answer, seats, lines, the week."""
    require_role(request, people.VIEW_FAMILY)
    today, now = timezone.localdate(), timezone.now()
    children = children_of(request.actor, today)
    affairs = affairs_of([child.pupil for child in children], at=now, on=today)
    shown = [_card(child, affairs[child.pupil.pk]) for child in children]
    title = _("My children") if Role.GUARDIAN in request.actor.roles else _("My studies")
    return render(request, "enrolment/family/home.html", {"page_title": title, "children": shown})


def _card(child: Child, affairs: Any) -> dict[str, Any]:
    spans = [
        *spans_of_lessons(child.school_class, _("Lessons")),
        *spans_of_meetings(affairs.meetings, SpanKind.HELD),
    ]
    return {
        "child": child,
        "rounds": [
            {
                "round": round_,
                "list": affairs.lists.get(round_.pk),
                "left": time_left(round_),
                "url": link("choice", pk=child.pupil.pk, round_pk=round_.pk),
            }
            for round_ in affairs.rounds
        ],
        "results": [
            {"round": round_, "url": link("family-result", pk=child.pupil.pk, round_pk=round_.pk)}
            for round_ in affairs.results
        ],
        "offered": affairs.offered,
        "seats": affairs.seats,
        "waiting": [(place, ahead + 1) for place, ahead in affairs.waiting],
        "week": picture_of(spans) if affairs.meetings else None,
        "week_lines": in_words(spans),
    }


@require_GET
def show_result(request: Any, pk: int, round_pk: int) -> HttpResponse:
    """family/<pk>/results/<round_pk>/ – what was given, why the rest was not, and what can be done."""
    child = own_child(request, pk)
    round_ = ChoiceRound.objects.filter(pk=round_pk, published_run__isnull=False).select_related("year").first()
    results = round_ and results_of(round_, child.pupil, on=timezone.localdate())
    if not results:
        raise Http404
    context = {
        "page_title": _("Result of the choice"),
        "child": child,
        "round": round_,
        "results": results,
        "held": seats_of([child.pupil.pk]),
        "breadcrumbs": [{"label": _("Courses and choices"), "url": link("family-home")}],
    }
    return render(request, "enrolment/family/result.html", context)


# Seats


def _home(request: Any, group: int) -> str:
    """Where somebody who answers for a child goes on: the family to its children, the school to the group."""
    if people.VIEW_FAMILY.is_held_by(request.actor):
        return link("family-home")
    return link("study-group-detail", group)


def _seat(request: Any, pk: int) -> Enrolment:
    enrolment = row_or_404(request, permissions.VIEW_ENROLMENTS, Enrolment, pk)
    require_early(request, permissions.ANSWER, enrolment)
    return enrolment  # type: ignore[no-any-return]


@require_POST
def confirm(request: Any, pk: int) -> HttpResponse:
    """POST family/seats/<pk>/confirmation/"""
    enrolment = _seat(request, pk)
    return act_without_form(
        request,
        lambda: confirm_seat(enrolment, actor=request.actor, at=timezone.now()),
        done=_("The seat is confirmed."),
        back=_home(request, enrolment.group_id),
    )


@require_http_methods(["GET", "POST"])
def leave(request: Any, pk: int) -> HttpResponse:
    """family/seats/<pk>/leaving/ – decline an offer or leave a group, after a question."""
    enrolment = _seat(request, pk)
    is_offer = enrolment.state == EnrolmentState.OFFERED
    act = decline_seat if is_offer else withdraw
    if request.method == "POST":
        return act_without_form(
            request,
            lambda: act(enrolment, actor=request.actor, at=timezone.now()),
            done=_("The seat is given back."),
            back=_home(request, enrolment.group_id),
        )
    context = {
        "page_title": _("Decline the seat?") if is_offer else _("Leave the group?"),
        "text": _("“%(course)s”, %(group)s") % {"course": enrolment.group.programme, "group": enrolment.group},
        "consequences": [
            _("The seat goes to the next one in the waiting list at once."),
            _("It cannot be taken back: who changes their mind stands at the end of the line."),
        ],
        "submit_label": _("Decline the seat") if is_offer else _("Leave the group"),
        "danger": True,
        "cancel_url": _home(request, enrolment.group_id),
    }
    return render(request, "screens/confirm.html", context)


# Lines


class LineForm(Form):
    """Waiting for a group, and the seat that would be left for it."""

    gives_up = ModelChoiceField(
        Enrolment.objects.none(),
        label=gettext_lazy("Leave for it, when the seat comes"),
        required=False,
        empty_label=gettext_lazy("nothing: keep everything"),
    )

    def __init__(self, *args: Any, pupil: Pupil, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["gives_up"]
        field.queryset = Enrolment.objects.filter(pupil=pupil, state__in=HOLDING).select_related("group__programme")
        field.label_from_instance = lambda enrolment: f"{enrolment.group.programme}, {enrolment.group}"


def _chooser_of(request: Any, pk: int) -> Pupil:
    child = own_child(request, pk)
    if not child.may_choose:
        raise PermissionDenied(permissions.WAIT.name)
    return child.pupil


def _group(pk: int) -> StudyGroup:
    group = StudyGroup.objects.select_related("programme__organisation").filter(pk=pk).first()
    if group is None:
        raise Http404
    return group


@require_http_methods(["GET", "POST"])
def join(request: Any, pk: int, group_pk: int) -> HttpResponse:
    """family/<pk>/lines/<group_pk>/ – take a free seat, or wait for one, perhaps while holding another."""
    pupil, group = _chooser_of(request, pk), _group(group_pk)
    return act_with_form(
        request,
        LineForm(request.POST or None, pupil=pupil),
        lambda form: join_line(pupil, actor=request.actor, group=group, at=timezone.now(), **form.cleaned_data),
        title=_("A seat in “%(course)s”") % {"course": group.programme},
        done=_("Done: the seat or the place in the line stands on this page."),
        back=link("family-home"),
        intro=_(
            "If a seat is free it is given at once, else the child stands at the end of the line. If somebody in this "
            "group would leave it for the seat named below, the two are exchanged at once."
        ),
        submit=_("Take a seat or a place in the line"),
    )


@require_POST
def leave_queue(request: Any, pk: int, group_pk: int) -> HttpResponse:
    """POST family/<pk>/lines/<group_pk>/leaving/"""
    pupil, group = _chooser_of(request, pk), _group(group_pk)
    return act_without_form(
        request,
        lambda: leave_line(pupil, actor=request.actor, group=group, at=timezone.now()),
        done=_("The child waits for this group no longer."),
        back=link("family-home"),
    )
