"""Codes by which people without an account take over their own row later."""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from vmeste.foundation.access.actor import Actor, Role
from vmeste.foundation.access.commands import command, locked, personal_command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.accounts.models import User
from vmeste.modules.networks.models import Membership, Network
from vmeste.modules.networks.services import invite_by_proof, join_by_proof
from vmeste.modules.people import permissions
from vmeste.modules.people.errors import CodeNotGood, TakenAlready
from vmeste.modules.people.events import CodesMade, CodeUsed
from vmeste.modules.people.models import Claim, Guardian, Pupil, SchoolClass, StaffMember
from vmeste.modules.people.selectors.claims import ALPHABET, digest_of, network_of, open_claim, subject_of
from vmeste.modules.people.selectors.placements import pupils_of_class

CODE_LIFE = timedelta(days=30)
_LETTERS = 12

Code = tuple[Pupil | Guardian | StaffMember, str]


@command(may=permissions.EDIT_CLASSES)
def make_codes_of_class(
    school_class: SchoolClass, *, actor: Actor, pupils: Iterable[Pupil], with_pupils: bool, at: datetime
) -> list[tuple[Pupil, list[Code]]]:
    """New codes for the guardians of pupils of a class, and for the pupils themselves when `with_pupils`.

    `pupils` are those whose files the actor has opened. Whoever has an account already gets none; earlier codes of
    the same person stop working. The codes are answered this once and nowhere kept.
    """
    here = set(pupils_of_class(school_class, on=at.date()).values_list("pk", flat=True))
    sheets: list[tuple[Pupil, list[Code]]] = []
    made = 0
    for pupil in pupils:
        if pupil.pk not in here:
            continue
        ties = pupil.guardianships.select_related("guardian").filter(guardian__user=None)
        people: list[Pupil | Guardian | StaffMember] = [tie.guardian for tie in ties]
        if with_pupils and pupil.user_id is None:
            people.append(pupil)
        codes = [(person, _new_code(person, at)) for person in people]
        made += len(codes)
        if codes:
            sheets.append((pupil, codes))
    announce(CodesMade(count=made), actor=actor, subject=school_class)
    return sheets


@command(may=permissions.EDIT_PUPILS)
def make_codes_of_pupil(pupil: Pupil, *, actor: Actor, with_pupil: bool, at: datetime) -> list[Code]:
    """As `make_codes_of_class`, for one child."""
    ties = pupil.guardianships.select_related("guardian").filter(guardian__user=None)
    people: list[Pupil | Guardian | StaffMember] = [tie.guardian for tie in ties]
    if with_pupil and pupil.user_id is None:
        people.append(pupil)
    codes = [(person, _new_code(person, at)) for person in people]
    announce(CodesMade(count=len(codes)), actor=actor, subject=pupil)
    return codes


@command(may=permissions.EDIT_STAFF)
def make_code_of_staff(member: StaffMember, *, actor: Actor, at: datetime) -> str:
    """A code for a member of staff; earlier ones stop working.

    Raises:
        TakenAlready: the person has an account here.
    """
    if member.user_id is not None:
        raise TakenAlready
    code = _new_code(member, at)
    announce(CodesMade(count=1), actor=actor, subject=member)
    return code


@personal_command
def take_over(user: User, *, code: str, at: datetime) -> Membership:
    """Link the account to the row of the code and give it the role that goes with it; the code is the right.

    Raises:
        CodeNotGood: unknown, used, withdrawn or expired.
        TakenAlready: another account holds the row.
    """
    network = network_of(code)
    if network is None:
        raise CodeNotGood
    with working_in(network):
        claim = open_claim(digest_of(code), at=at)
        if claim is None:
            raise CodeNotGood
        return _take(network, locked(claim), user, at)


@personal_command
def ask_for_account(code: str, *, email: str, at: datetime, site: str, language: str) -> None:
    """Offer the role of a code to a mailbox, so that its owner opens an account first; a letter goes there.

    A mailbox that is a member or was invited already gets none, and nobody is told the difference.

    Raises:
        CodeNotGood: unknown, used, withdrawn or expired.
    """
    network = network_of(code)
    if network is None:
        raise CodeNotGood
    with working_in(network):
        claim = open_claim(digest_of(code), at=at)
        if claim is None:
            raise CodeNotGood
        current = locked(claim)
        role, organisation_id = _role_of(current)
        offer = invite_by_proof(
            network,
            email=email,
            role=role,
            at=at,
            organisation_id=organisation_id,
            site=site,
            language=language,
        )
        if offer is not None:
            current.invitation_id = offer.pk
            current.save(update_fields=["invitation_id"])


@personal_command
def take_over_invited(network: Network, *, user: User, invitation_ids: Collection[int], at: datetime) -> int:
    """Link an account to the rows whose codes led to the invitations it has just accepted; answers how many."""
    taken = 0
    for claim in Claim.objects.filter(invitation_id__in=invitation_ids, used_at=None, withdrawn_at=None):
        if subject_of(claim).user_id is None:
            _link(locked(claim), user, at)
            taken += 1
    return taken


def _new_code(person: Pupil | Guardian | StaffMember, at: datetime) -> str:
    field = {Pupil: "pupil", Guardian: "guardian", StaffMember: "member"}[type(person)]
    Claim.objects.filter(**{field: person}, used_at=None, withdrawn_at=None).update(withdrawn_at=at)
    letters = "".join(secrets.choice(ALPHABET) for _each in range(_LETTERS))
    parts = [str(person.network_id), *(letters[n : n + 4] for n in range(0, _LETTERS, 4))]
    code = "-".join(parts)
    claim = Claim(**{field: person}, digest=digest_of(code), created_at=at, expires_at=at + CODE_LIFE)
    claim.save()
    return code


def _role_of(claim: Claim) -> tuple[Role, int | None]:
    if claim.guardian_id is not None:
        return Role.GUARDIAN, None
    if claim.pupil_id is not None:
        return Role.PUPIL, None
    post = claim.member.posts.order_by("-starts_on", "-pk").first() if claim.member else None
    if post is None:
        raise CodeNotGood
    return Role.TEACHER, post.organisation_id


def _take(network: Network, claim: Claim, user: User, at: datetime) -> Membership:
    person = subject_of(claim)
    if person.user_id not in {None, user.pk}:
        raise TakenAlready
    role, organisation_id = _role_of(claim)
    _link(claim, user, at)
    return join_by_proof(user, network=network, role=role, organisation_id=organisation_id)


def _link(claim: Claim, user: User, at: datetime) -> None:
    person = locked(subject_of(claim))
    person.user = user
    person.save(update_fields=["user"])
    claim.used_at = at
    claim.save(update_fields=["used_at"])
    actor = Actor(str(user), claim.network_id, frozenset(), user.pk)
    announce(CodeUsed(kind=person._meta.model_name or ""), actor=actor, subject=person)
