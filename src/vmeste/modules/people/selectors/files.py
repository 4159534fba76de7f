"""Everything that is kept of one person: for the person who asks, and for the act when it is destroyed."""

from typing import Any

from vmeste.modules.people.models import Guardian, PersonModel, Pupil, StaffMember
from vmeste.modules.people.selectors.consents import consents_of

# Official words: the act and the copy are Russian documents whatever the language of the page.
_WORDS = {
    "full_name": "фамилия, имя, отчество",
    "gender": "пол",
    "born_on": "дата рождения",
    "email": "адрес электронной почты",
    "phone": "номер телефона",
    "external_id": "идентификатор в другой системе",
    "user": "учётная запись",
}


def kept_of_pupil(pupil: Pupil) -> list[str]:
    """Which data of a child there are, in words and without what they say; 3 queries."""
    found = _kept(pupil)
    if pupil.guardianships.exists():
        found.append("сведения о законных представителях")
    if pupil.consents.exists():
        found.append("сведения о согласиях")
    if pupil.disclosed_in.exists():
        found.append("строки переданных списков")
    return found


def kept_of_guardian(guardian: Guardian) -> list[str]:
    """As `kept_of_pupil`; no query."""
    return _kept(guardian)


def kept_of_staff(member: StaffMember) -> list[str]:
    """As `kept_of_pupil`; no query."""
    return _kept(member)


def _kept(person: PersonModel) -> list[str]:
    return [words for name, words in _WORDS.items() if getattr(person, f"{name}_id" if name == "user" else name, None)]


def copy_of_pupil(pupil: Pupil) -> dict[str, Any]:
    """All data of a child as JSON-ready values, for the person who asks for the own data; 5 queries.

    Keys are English and stable; days are ISO text. Openings of names are told with who, when and why.
    """
    return {
        "number": pupil.number,
        "person": _person(pupil) | {"born_on": _day(pupil.born_on)},
        "guardians": [
            {
                **_person(tie.guardian),
                "kinship": tie.get_kinship_display(),
                "basis": tie.basis,
                "may_consent": tie.may_consent,
                "may_choose": tie.may_choose,
                "ends_on": _day(tie.ends_on),
            }
            for tie in pupil.guardianships.select_related("guardian")
        ],
        "attachments": [
            {
                "organisation": row.organisation.name,
                "class": str(row.school_class or ""),
                "kind": row.get_kind_display(),
                "starts_on": _day(row.starts_on),
                "ends_on": _day(row.ends_on),
                "order": row.order,
            }
            for row in pupil.attachments.select_related("organisation", "school_class")
        ],
        "consents": [
            {
                "purpose": row.get_purpose_display(),
                "controller": row.controller.name,
                "recipient": row.recipient.name if row.recipient else "",
                "guardian": row.guardian.full_name if row.guardian else "",
                "is_signed_by_pupil": row.is_signed_by_pupil,
                "signed_on": _day(row.signed_on),
                "valid_until": _day(row.valid_until),
                "withdrawn_on": _day(row.withdrawn_on),
                "note": row.note,
            }
            for row in consents_of(pupil)
        ],
        "disclosures": [
            {
                "recipient": line.disclosure.recipient.name,
                "disclosed_on": _day(line.disclosure.disclosed_on),
                "purpose": line.disclosure.purpose,
                "ground": line.disclosure.ground,
                "withdrawn_on": _day(line.disclosure.withdrawn_on),
            }
            for line in pupil.disclosed_in.select_related("disclosure__recipient")
        ],
    }


def _person(person: PersonModel) -> dict[str, str]:
    return {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "patronymic": person.patronymic,
        "gender": person.get_gender_display(),
        "email": person.email,
        "phone": person.phone,
        "external_id": person.external_id,
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
