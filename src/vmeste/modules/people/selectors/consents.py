"""Which consents hold, for whom, on which day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.choices import ConsentPurpose
from vmeste.modules.people.models import Consent, Guardianship, Pupil, PupilAttachment

from .headcounts import in_force

OWN_SIGNATURE_FROM = 14
"""From this age the pupil signs beside the representative (practice of consents of minors, Family Code art. 64)."""
SOON = timedelta(days=30)


def where_in_force(on: date) -> Q:
    """Signed, neither ended nor withdrawn on that day."""
    return (
        Q(signed_on__lte=on)
        & (Q(valid_until=None) | Q(valid_until__gt=on))
        & (Q(withdrawn_on=None) | Q(withdrawn_on__gt=on))
    )


def allows(
    pupil_ids: Collection[int], purpose: ConsentPurpose, *, on: date, recipient: Organisation | None = None
) -> set[int]:
    """Those of the pupils for whom a consent to this purpose is in force on that day; 1 query.

    A consent to a disclosure names its recipient; for another one it says nothing.
    """
    rows = Consent.objects.filter(where_in_force(on), pupil__in=pupil_ids, purpose=purpose)
    if purpose == ConsentPurpose.TRANSFER:
        rows = rows.filter(recipient=recipient)
    return set(rows.values_list("pupil_id", flat=True))


def signs_too(pupil: Pupil, on: date) -> bool:
    """Whether the pupil is of the age to sign; False when the date of birth is not known."""
    born = pupil.born_on
    if born is None:
        return False
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return age >= OWN_SIGNATURE_FROM


@dataclass(frozen=True, slots=True)
class ConsentCount:
    """Of how many children of a class a consent holds, and of how many of these it ends soon."""

    purpose: ConsentPurpose
    given: int
    ending: int
    missing: int


GENERAL = tuple(purpose for purpose in ConsentPurpose if purpose != ConsentPurpose.TRANSFER)
"""The purposes every child is asked about; a disclosure is asked about partner by partner."""


def latest_ends(pupil_ids: Collection[int], *, on: date) -> dict[tuple[int, str], date | None]:
    """(Pupil id, purpose) → the day before which the consent in force holds, None without end; 1 query."""
    rows = Consent.objects.filter(where_in_force(on), pupil__in=pupil_ids, purpose__in=GENERAL)
    found: dict[tuple[int, str], date | None] = {}
    for pupil_id, purpose, valid_until in rows.values_list("pupil_id", "purpose", "valid_until"):
        key = pupil_id, purpose
        if key not in found:
            found[key] = valid_until
        elif (known := found[key]) is not None:
            found[key] = max(known, valid_until) if valid_until else None
    return found


def consent_counts(class_ids: Collection[int], *, on: date) -> dict[int, list[ConsentCount]]:
    """Class id → the numbers of every general purpose; a class without pupils is left out. 2 queries."""
    pupils_of: dict[int, set[int]] = {}
    present = PupilAttachment.objects.filter(
        in_force(on), school_class__in=class_ids, pupil__removed_at=None, pupil__erased_at=None
    )
    for class_id, pupil_id in present.values_list("school_class_id", "pupil_id"):
        if class_id is not None:
            pupils_of.setdefault(class_id, set()).add(pupil_id)
    ends = latest_ends({pk for pks in pupils_of.values() for pk in pks}, on=on)
    counts: dict[int, list[ConsentCount]] = {}
    for class_id, pupil_ids in pupils_of.items():
        counts[class_id] = []
        for purpose in GENERAL:
            held = [ends[pk, purpose.value] for pk in pupil_ids if (pk, purpose.value) in ends]
            ending = sum(is_due(end, on=on) for end in held)
            counts[class_id].append(ConsentCount(purpose, len(held), ending, len(pupil_ids) - len(held)))
    return counts


def is_due(end: date | None, *, on: date) -> bool:
    """Whether a consent that holds until `end` is to be asked for anew."""
    return end is not None and end <= on + SOON


def pupils_to_ask(pupils: Iterable[Pupil], purpose: ConsentPurpose, *, on: date) -> list[Pupil]:
    """Those of the pupils whose consent to this purpose is missing or ends soon, in their order; 1 query."""
    rows = list(pupils)
    ends = latest_ends([pupil.pk for pupil in rows], on=on)
    keys = [(pupil, (pupil.pk, purpose.value)) for pupil in rows]
    return [pupil for pupil, key in keys if key not in ends or is_due(ends[key], on=on)]


def signatories_of(pupils: Iterable[Pupil], *, on: date) -> dict[int, list[Guardianship]]:
    """Pupil id → who may consent for the child on that day, each with the person; 1 query."""
    found: dict[int, list[Guardianship]] = {}
    rows = Guardianship.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), pupil__in=list(pupils), may_consent=True)
    for tie in rows.select_related("guardian").order_by("pk"):
        found.setdefault(tie.pupil_id, []).append(tie)
    return found


def consents_of(pupil: Pupil) -> QuerySet[Consent]:
    """Everything that was signed for a child, the latest first, withdrawn ones too; 1 query."""
    return Consent.objects.filter(pupil=pupil).select_related("controller", "recipient", "guardian")


def consents_ending(organisation_ids: Collection[int], *, on: date, until: date) -> dict[date, int]:
    """Day → how many consents of these controllers end on it; the earliest first. 1 query.

    Counts consents that are in force on `on`.
    """
    rows = Consent.objects.filter(
        where_in_force(on), controller__in=organisation_ids, valid_until__lte=until, pupil__erased_at=None
    )
    found: dict[date, int] = {}
    for (day,) in rows.order_by("valid_until").values_list("valid_until"):
        if day is not None:
            found[day] = found.get(day, 0) + 1
    return found
