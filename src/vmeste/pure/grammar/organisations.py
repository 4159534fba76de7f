"""Names of organisations: the words before the quotes take the case, quoted names and abbreviations do not."""

from .forms import Case, Form, Sureness
from .phrases import decline_phrase, is_abbreviation, tokens_of

_QUOTES = frozenset("«„“”\"'")


def decline_organisation(name: str, case: Case) -> Form:
    """The name in the case; linear in its length, never fails.

    «Муниципальное бюджетное учреждение «Лицей № 4»» → «Муниципального бюджетного учреждения «Лицей № 4»». A name that
    begins with quotes or has only abbreviations before them does not change (CERTAIN); one that begins with an
    abbreviation and goes on with its attribute («ГБОУ города Москвы») probably does not (LIKELY).
    """
    tokens = tokens_of(name)
    first_quote = next((place for place, token in enumerate(tokens) if token in _QUOTES), len(tokens))
    before = tokens[:first_quote]
    if case is Case.NOMINATIVE or not any(_is_word(token) for token in before):
        return Form(name, Sureness.CERTAIN)
    form = decline_phrase(before, case, animate=False)
    if form.sureness is Sureness.GUESS and is_abbreviation(before[0]):
        form = Form(form.text, Sureness.LIKELY)
    return Form(form.text + "".join(tokens[first_quote:]), form.sureness)


def _is_word(token: str) -> bool:
    """A word that could be a head; «г.», «им.» and their like never are."""
    return token.replace("-", "").isalpha() and not is_abbreviation(token)
