"""Posts: «заместитель директора по учебной работе» → «заместителя директора по учебной работе»."""

import re

from .forms import Case, Form, Sureness
from .phrases import decline_phrase, tokens_of

_UNCHANGING = re.compile(
    r"\s*(?:(?:(?:вр\.?\s*)?и\.?\s*о\.?|врио|врид)(?=\s|$)|(?:зам|зав|нач|рук|пом|дир|пред)\.)", re.IGNORECASE
)
"""«И.о.», «врио», «зам.»: the abbreviated head does not change and what follows it is genitive already."""


def decline_post(phrase: str, case: Case) -> Form:
    """The post in the case, its attributes left alone; linear in its length, never fails.

    «И.о. директора» and «зам. директора» stay as they are, because only the abbreviated word would change. A post is a
    person, so its accusative is animate.
    """
    if case is Case.NOMINATIVE or _UNCHANGING.match(phrase):
        return Form(phrase, Sureness.CERTAIN)
    return decline_phrase(tokens_of(phrase), case, animate=True)
