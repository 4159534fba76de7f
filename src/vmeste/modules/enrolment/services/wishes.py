"""What a child wishes in a round: kept from the first touch, handed in once it is right."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import EditConflict, command
from vmeste.modules.courses.models import Programme
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.errors import (
    NothingWished,
    NotInRound,
    NotOffered,
    NotOpenNow,
    TooManyWishes,
    UnknownWord,
)
from vmeste.modules.enrolment.events import WishesHandedIn, WishesTakenBack
from vmeste.modules.enrolment.models import ChoiceRound, Wish, WishList
from vmeste.modules.enrolment.selectors.eligible import Standing, programmes_for, standing_of, takes_wishes
from vmeste.modules.people.models import Pupil

from .telling import tell, told_by

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read for another
WORD = 8
TOGETHER = 2
Blocked = tuple[int, int, int]


@command(may=permissions.CHOOSE)
def keep_wishes(
    pupil: Pupil,
    /,
    *,
    actor: Actor,
    round_: ChoiceRound,
    programmes: Sequence[Programme],
    at: datetime,
    key: Programme | None = None,
    most_courses: int = 1,
    blocked: Sequence[Blocked] = (),
    version: int | None = None,
) -> WishList:
    """Write down the whole list as it stands now: programmes, best first, the key wish, times that do not suit.

    It is kept and not handed in; a list that was handed in stays so, and what it says now is what counts. A `key`
    that is not among `programmes` is dropped. `blocked`: (day 1–7, start in minutes after midnight, minutes).

    Raises:
        NotOpenNow, NotInRound: the round takes no wishes at this moment, or none of this child.
        TooManyWishes, NotOffered: more than the round allows; a programme it does not have for the grade, or twice.
        EditConflict: somebody saved the list after `version` was read.
    """
    wish_list, standing = _own_list(pupil, round_, at)
    if version is not None and wish_list.version != version:
        raise EditConflict(wish_list)
    _check(round_, standing, programmes)
    wish_list.key = key if key is not None and key in programmes else None
    wish_list.most_courses = min(max(1, most_courses), round_.most_courses)
    wish_list.blocked = [list(one) for one in blocked]
    if not programmes:
        wish_list.submitted_at, wish_list.submitted_by = None, ""
    wish_list.version += 1
    wish_list.full_clean()
    wish_list.save()
    kept = [row.programme_id for row in wish_list.wishes.order_by("rank", "pk")]
    if kept != [programme.pk for programme in programmes]:
        wish_list.wishes.all().delete()
        Wish.objects.bulk_create(
            Wish(wish_list=wish_list, programme=programme, rank=rank) for rank, programme in enumerate(programmes, 1)
        )
    return wish_list


@command(may=permissions.CHOOSE)
def hand_in_wishes(pupil: Pupil, /, *, actor: Actor, round_: ChoiceRound, at: datetime) -> WishList:
    """Let the kept list count. Handing in again is no error.

    Raises:
        NotOpenNow, NotInRound: the round takes no wishes at this moment, or none of this child.
        NothingWished: the list is empty.
    """
    wish_list, _standing = _own_list(pupil, round_, at)
    wishes = wish_list.wishes.count()
    if not wishes:
        raise NothingWished
    if wish_list.submitted_at is None:
        wish_list.submitted_at, wish_list.submitted_by = at, told_by(actor)
        _save(wish_list, "submitted_at", "submitted_by")
        event = WishesHandedIn(round_id=round_.pk, pupil_id=pupil.pk, wishes=wishes)
        tell(event, actor=actor, subject=wish_list)
    return wish_list


@command(may=permissions.CHOOSE)
def take_back_wishes(pupil: Pupil, /, *, actor: Actor, round_: ChoiceRound, at: datetime) -> WishList:
    """Let the list count no longer; what it says is kept.

    Raises:
        NotOpenNow, NotInRound: the round takes no wishes at this moment, or none of this child.
    """
    wish_list, _standing = _own_list(pupil, round_, at)
    if wish_list.submitted_at is not None:
        wish_list.submitted_at, wish_list.submitted_by = None, ""
        _save(wish_list, "submitted_at", "submitted_by")
        tell(WishesTakenBack(round_id=round_.pk, pupil_id=pupil.pk), actor=actor, subject=wish_list)
    return wish_list


@command(may=permissions.CHOOSE)
def begin_together(pupil: Pupil, /, *, actor: Actor, round_: ChoiceRound, at: datetime) -> WishList:
    """Make the word another family enters so that both children go to the same groups or to none.

    Raises:
        NotOpenNow, NotInRound: the round takes no wishes at this moment, or none of this child.
    """
    wish_list, _standing = _own_list(pupil, round_, at)
    if not wish_list.party:
        wish_list.party = "".join(secrets.choice(LETTERS) for _letter in range(WORD))
        _save(wish_list, "party")
    return wish_list


@command(may=permissions.CHOOSE)
def join_together(pupil: Pupil, /, *, actor: Actor, round_: ChoiceRound, word: str, at: datetime) -> WishList:
    """Go together with the child whose family made the word; capitals and spaces do not matter.

    Raises:
        NotOpenNow, NotInRound: the round takes no wishes at this moment, or none of this child.
        UnknownWord: nobody has it, or two go together under it already.
    """
    # The round is the lock of all its words: two who enter one at once come one after the other.
    ChoiceRound.objects.select_for_update().get(pk=round_.pk)
    wish_list, _standing = _own_list(pupil, round_, at)
    said = "".join(word.split()).upper()
    others = WishList.objects.filter(round=round_, party=said).exclude(pk=wish_list.pk).count() if said else 0
    if not 0 < others < TOGETHER:
        raise UnknownWord
    if wish_list.party != said:
        wish_list.party = said
        _save(wish_list, "party")
    return wish_list


@command(may=permissions.CHOOSE)
def leave_together(pupil: Pupil, /, *, actor: Actor, round_: ChoiceRound, at: datetime) -> WishList:
    """Go alone again; the word dies with its last child.

    Raises:
        NotOpenNow, NotInRound: the round takes no wishes at this moment, or none of this child.
    """
    wish_list, _standing = _own_list(pupil, round_, at)
    if wish_list.party:
        wish_list.party = ""
        _save(wish_list, "party")
    return wish_list


def _own_list(pupil: Pupil, round_: ChoiceRound, at: datetime) -> tuple[WishList, Standing]:
    """The child's list in the round, made if it is the first touch, locked."""
    current = ChoiceRound.objects.select_related("year").get(pk=round_.pk)
    if not takes_wishes(current, at=at):
        raise NotOpenNow
    standing = standing_of(current, pupil.pk, on=timezone.localdate(at))
    if standing is None:
        raise NotInRound
    row = WishList.objects.select_for_update().filter(round=current, pupil=pupil).first()
    if row is None:
        row = WishList(round=current, pupil=pupil)
        row.save()
    return row, standing


def _check(round_: ChoiceRound, standing: Standing, programmes: Sequence[Programme]) -> None:
    if len(programmes) > round_.most_wishes:
        raise TooManyWishes(round_.most_wishes)
    offered = set(programmes_for(round_, standing.grade).values_list("pk", flat=True)) if programmes else set()
    for programme in programmes:
        if programme.pk not in offered:
            raise NotOffered(programme)
        offered.discard(programme.pk)


def _save(wish_list: WishList, *fields: str) -> None:
    wish_list.version += 1
    wish_list.save(update_fields=["version", *fields])
