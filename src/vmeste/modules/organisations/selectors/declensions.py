"""How a contact's name and position sound in documents."""

from dataclasses import dataclass

from vmeste.modules.organisations.choices import Gender
from vmeste.modules.organisations.models import Contact
from vmeste.pure import grammar

_GENDERS = {Gender.FEMALE: grammar.Gender.FEMININE, Gender.MALE: grammar.Gender.MASCULINE}


@dataclass(frozen=True, slots=True)
class ProposedForms:
    """The genitive of name and position as grammar makes them; `is_sure` when no part of them is a guess."""

    name: str
    post: str
    is_sure: bool


def proposed_forms(contact: Contact) -> ProposedForms:
    """What grammar proposes for a contact; empty texts for an empty one. No query."""
    if not contact.full_name:
        return ProposedForms("", "", is_sure=True)
    gender = _GENDERS[Gender(contact.gender)] if contact.gender else None
    name = grammar.decline_person(contact.full_name, grammar.Case.GENITIVE, gender)
    parts = [name]
    post = ""
    if contact.post:
        declined = grammar.decline_post(contact.post, grammar.Case.GENITIVE)
        parts.append(declined)
        post = declined.text
    return ProposedForms(name.text, post, all(part.sureness > grammar.Sureness.GUESS for part in parts))


def genitive_of(contact: Contact) -> tuple[str, str]:
    """Name and position as documents print them: what people wrote, else what grammar proposes. No query."""
    proposed = proposed_forms(contact)
    return contact.name_genitive or proposed.name, contact.post_genitive or proposed.post
