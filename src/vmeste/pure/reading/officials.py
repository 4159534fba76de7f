"""People a document names with a post of an organisation: «Школа № 1228 (директор Зинкевич Ирина Витальевна)».

Only posts that speak for an organisation count, so pupils, parents and teachers are never among them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vmeste.pure.grammar.morphology import like, readings
from vmeste.pure.matching import normalise_name
from vmeste.pure.reading.candidates import FoundPerson, Place, Reading
from vmeste.pure.reading.recognising.flow import fold
from vmeste.pure.reading.recognising.words import lemma_of, may_be, noun_lemmas
from vmeste.pure.reading.tree import Document, Passage

_POSTS = frozenset({
    "директор", "заместитель", "зам", "заведующий", "заведующая", "начальник", "министр", "глава", "председатель",
    "руководитель", "ректор", "проректор", "декан", "президент", "настоятель", "командир", "управляющий", "директриса",
    "секретарь", "координатор",
})  # fmt: skip
_CHILDREN = re.compile(
    r"школьник|старшеклассник|ученическ|учени[кц]|учащ|обучающ|воспитанни[кц]|студен|класс|детск\w+\s+(?:совет|объедин|организ)"
    r"|победител|приз[её]р",
    re.IGNORECASE,
)
_OWN_KINDS = frozenset({
    "школа", "лицей", "гимназия", "сад", "колледж", "техникум", "учреждение", "организация", "центр", "интернат",
})  # fmt: skip
_MASCULINE_GENITIVE = re.compile(r"[А-ЯЁ][а-яё]+(?:ов|ев|ёв|ин|ын)а$")
_BEFORE_ROLE = re.compile(r"\s*[(,–-]\s*$")
_SPELLED = 3


@dataclass(frozen=True, slots=True)
class Official:
    """`organisation` as the document spells it; empty when the post is one of the organisation that writes."""

    name: str
    post: str
    organisation: str
    place: Place
    confidence: float


def officials_of(document: Document, reading: Reading) -> tuple[Official, ...]:
    """Officials in the order of the text, each person once; O(people · mentions)."""
    passages = tuple(document.passages())
    found: dict[str, Official] = {}
    for official in _officials(passages, reading):
        found.setdefault(normalise_name(official.name), official)
    return tuple(found.values())


def _officials(passages: tuple[Passage, ...], reading: Reading) -> Iterator[Official]:
    for person in reading.people:
        words = person.role.split()
        if not words or not _POSTS & {lemma_of(words[0]), *noun_lemmas(words[0])} or _CHILDREN.search(person.role):
            continue
        organisation, post, sureness = _whose(passages, reading, person)
        if organisation is None:
            continue
        yield Official(_name(person, words[0]), _post(post), organisation, person.place, person.confidence * sureness)


def _whose(passages: tuple[Passage, ...], reading: Reading, person: FoundPerson) -> tuple[str | None, str, float]:
    """The organisation, the post without it, and how sure that is; None where it is not clear."""
    role = fold(person.role)
    mentions = sorted((mention.place, mention.text) for one in reading.organisations for mention in one.mentions)
    inside = [text for _, text in mentions if len(text) > _SPELLED and fold(text) in role]
    if inside:
        longest = max(inside, key=len)
        post = role.replace(fold(longest), "").strip(" ,(")
        return longest, post, 1.0
    text = fold(passages[person.place.passage].text)
    start = text.rfind(role, 0, person.place.start)
    before = [pair for pair in mentions if pair[0].passage == person.place.passage and pair[0].end <= start]
    if before and _BEFORE_ROLE.fullmatch(text[before[-1][0].end : start]):
        return before[-1][1], role, 1.0
    words = role.split()
    if len(words) == 2 and _OWN_KINDS & noun_lemmas(words[1]):  # noqa: PLR2004 - «директор лицея»
        return "", words[0], 0.9
    return None, role, 0.0


def _post(role: str) -> str:
    """The post in the first case, as it is not when somebody else does something with its holder."""
    first, _, rest = role.partition(" ")
    noun = next((one for one in readings(first.lower()) if one.tag.POS == "NOUN"), None)
    if noun is not None and not may_be(first, "nomn"):
        first = like(first, str(noun.normal_form))
    return f"{first} {rest}".strip(" ,(")


def _name(person: FoundPerson, post: str) -> str:
    """The name in the first case; «председателя С. И. Стрелкова» is Стрелков, for a woman would be Стрелковой."""
    is_declined = not may_be(post, "nomn") and person.nominative == person.text
    if is_declined and _MASCULINE_GENITIVE.search(person.text):
        return person.text[:-1]
    return " ".join(person.nominative.split())
