"""The Russian forms that documents print of a party's signatory."""

from dataclasses import dataclass

from vmeste.modules.agreements.models import AgreementParty
from vmeste.modules.organisations.models import Contact
from vmeste.pure.grammar.forms import Case, Gender, Sureness
from vmeste.pure.grammar.persons import acting_word, decline_person, gender_of
from vmeste.pure.grammar.posts import decline_post

_GENDERS = {"f": Gender.FEMININE, "m": Gender.MASCULINE}


@dataclass(frozen=True, slots=True)
class ProposedForm:
    """A declined text: what stands in the document, and whether a person should look at it."""

    text: str
    is_certain: bool


def genitive_name(party: AgreementParty) -> ProposedForm:
    """The signatory's name after «в лице»: as corrected by a person, else as grammar has it."""
    if party.name_genitive or not party.signatory_name:
        return ProposedForm(party.name_genitive, is_certain=True)
    form = decline_person(party.signatory_name, Case.GENITIVE, _gender(party))
    return ProposedForm(form.text, form.sureness is Sureness.CERTAIN)


def genitive_post(party: AgreementParty) -> ProposedForm:
    """The signatory's position after «в лице»."""
    if party.post_genitive or not party.signatory_post:
        return ProposedForm(party.post_genitive, is_certain=True)
    form = decline_post(party.signatory_post, Case.GENITIVE)
    return ProposedForm(form.text, form.sureness is Sureness.CERTAIN)


def as_signatory(contact: Contact | None) -> dict[str, str]:
    """The fields of a party that say who signs, as the organisation's contact has them; empty without one."""
    if contact is None:
        return {}
    return {
        "signatory_name": contact.full_name,
        "signatory_post": contact.post,
        "signatory_gender": contact.gender,
        "authority_basis": contact.authority_basis,
        "name_genitive": contact.name_genitive,
        "post_genitive": contact.post_genitive,
    }


def acting(party: AgreementParty) -> str:
    """«действующего» or «действующей», by the signatory's gender; both endings when nothing tells it."""
    return acting_word(_gender(party)).text if party.signatory_name else ""


def _gender(party: AgreementParty) -> Gender | None:
    return _GENDERS.get(party.signatory_gender) or gender_of(party.signatory_name).gender
