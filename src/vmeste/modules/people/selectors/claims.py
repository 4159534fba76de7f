"""Codes that stand open, found by their digest alone."""

import hashlib
from datetime import datetime

from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.networks.models import Network
from vmeste.modules.people.models import Claim, Guardian, Pupil, StaffMember

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without the letters and digits that are taken for each other."""
_LONGEST_NUMBER = 9


def plain(code: str) -> str:
    """A code as it was made, however it was typed: case, spaces and dashes do not matter."""
    number, _dash, letters = code.strip().upper().replace(" ", "-").partition("-")
    return f"{number}-{letters.replace('-', '')}"


def digest_of(code: str) -> str:
    """Under which a code of 59 random bits is kept; tries are counted where it is typed."""
    return hashlib.sha256(plain(code).encode("utf-8", "surrogatepass")).hexdigest()


def network_of(code: str) -> Network | None:
    """The network a code names; 1 query."""
    number = plain(code).partition("-")[0]
    if not (number.isascii() and number.isdecimal()) or len(number) > _LONGEST_NUMBER:
        return None
    return Network.objects.filter(pk=int(number)).first()


def open_claim(digest: str, *, at: datetime) -> Claim | None:
    """The claim of a digest in the active network, if it still holds; 1 query."""
    return (
        Claim.objects.filter(digest=digest, used_at=None, withdrawn_at=None, expires_at__gt=at)
        .select_related("pupil", "guardian", "member")
        .first()
    )


def code_is_open(code: str, *, at: datetime) -> bool:
    """Whether a code still holds, in whatever network; 2 queries."""
    network = network_of(code)
    if network is None:
        return False
    with working_in(network):
        return open_claim(digest_of(code), at=at) is not None


def subject_of(claim: Claim) -> Pupil | Guardian | StaffMember:
    """Whose row the claim opens."""
    person = claim.pupil or claim.guardian or claim.member
    assert person is not None  # a constraint of the table
    return person
