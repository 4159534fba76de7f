"""Russian forms for official documents: «в лице директора Климовой Веры Андреевны, действующей на основании Устава».

Every answer says how sure it is, and none fails: what cannot be inflected comes back as it was with ``Sureness.GUESS``,
so that a form can ask a person to look at it.
"""

from .forms import Case, Form, Gender, GenderAnswer, Sureness
from .numerals import agree_numeral, sum_in_words
from .organisations import decline_organisation
from .parties import ordinal_party, party_count_of_label
from .persons import Initials, PersonName, acting_word, decline_person, gender_of, initials, split_person
from .posts import decline_post

__all__ = [
    "Case",
    "Form",
    "Gender",
    "GenderAnswer",
    "Initials",
    "PersonName",
    "Sureness",
    "acting_word",
    "agree_numeral",
    "decline_organisation",
    "decline_person",
    "decline_post",
    "gender_of",
    "initials",
    "ordinal_party",
    "party_count_of_label",
    "split_person",
    "sum_in_words",
]
