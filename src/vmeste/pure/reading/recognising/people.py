"""People and their posts: «директор Зинкевич Ирина Витальевна», «Кузягина Т.Н.», «Н. Е. Одинцова», «Вера Мальцева»."""

# A row of a table is one line.
# ruff: noqa: E501

import re
from collections.abc import Iterator
from dataclasses import replace

from vmeste.pure.grammar import split_person
from vmeste.pure.grammar.morphology import readings
from vmeste.pure.reading.candidates import FoundPerson, Mention
from vmeste.pure.reading.recognising.flow import Flow, Span
from vmeste.pure.reading.recognising.words import (
    describing_forms,
    has_grammeme,
    is_adjective,
    is_function,
    is_known,
    is_verb,
    noun_forms,
    noun_lemmas,
)

_CAPITAL = r"[А-ЯЁ][а-яё]+"
_SURNAME = rf"{_CAPITAL}(?:-{_CAPITAL})?"
_INITIAL = r"[А-ЯЁ]\."
_PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:вич|вич[ауем]|вичем|вна|вн[ыеуо]й?|ьич|ьич[ауем]|(?:ьм|ом|ук|ит|вв)ич[ауе]?|(?:ьм|ом|ук|ит|вв)ичем|ична|иничн[аыеу]|инична|ичн[ыеу]|ичем)"
_LAST_INITIAL = r"[А-ЯЁ](?:\.|(?=[,;)\s]|$))"
_PATTERNS = (
    ("full", rf"(?P<full>{_SURNAME} {_CAPITAL} {_PATRONYMIC})(?![а-яё])"),
    ("turned", rf"(?P<turned>{_CAPITAL} {_PATRONYMIC} {_SURNAME})(?![а-яё])"),
    ("after", rf"(?P<after>{_SURNAME} ?{_INITIAL} ?{_LAST_INITIAL})"),
    ("before", rf"(?P<before>(?<![А-ЯЁа-яё.]){_INITIAL} ?(?:{_INITIAL} ?)?{_SURNAME})(?![а-яё])"),
    ("given", rf"(?P<given>{_CAPITAL} {_PATRONYMIC})(?![а-яё])"),
    ("pair", rf"(?P<pair>{_CAPITAL} {_SURNAME})(?![а-яё])"),
)
_FINDER = re.compile("|".join(pattern for _, pattern in _PATTERNS))
_TITLE = (
    r"(?:дважды|геро[яй]\w*|советского|союза|труда|росси\w+|российской|федерации|ссср|рф|маршала|генерала(?:-\w+)?|адмирала|академика|профессора|"
    r"космонавта|л[её]тчика(?:-космонавта)?|поэта|писателя|народного|заслуженного|артиста|художника|учителя|полного|кавалера|"
    r"орденов?|славы|святого|святой|князя|почётного|почетного|гражданина|гвардии|старшего|младшего|лейтенанта|капитана|майора|"
    r"полковника|сержанта|рядового|конструктора|братьев|л[её]тчицы|партизана|подвига|композитора|архитектора|землепроходца)"
)
_MEMORIAL = re.compile(
    rf"(?:\bим\.|\bимени|улиц\w|ул\.|памяти|премии|пр\.|проспект\w?)(?:\s{_TITLE})*\s*$", re.IGNORECASE
)
_LIKE_SURNAME = re.compile(r"(?:[оеё]в|[иы]н|[сц]к)(?:а|ой|у|ым|ого|ому|ий|ая|ую|е)?$")
_TITLES = 90
_SURNAME_ENDING = re.compile(r"[а-яё](?:[оеё]в|[иы]н|[сц]к(?:ий|ого|ому|им|ая|ой|ую))(?:а|ой|у|ым|е)?$")
_SURE = {"full": 0.97, "turned": 0.97, "after": 0.95, "before": 0.92, "given": 0.8, "pair": 0.75}
_PAIR_UNKNOWN = 0.6

POSTS = frozenset({
    "директор", "завуч", "заместитель", "зам", "заведующий", "заведующая", "начальник", "министр", "глава", "губернатор",
    "мэр", "представитель", "председатель", "руководитель", "координатор", "куратор", "методист", "учитель",
    "учительница", "педагог", "преподаватель", "воспитатель", "воспитательница", "ректор", "проректор", "декан",
    "доцент", "профессор", "наставник", "тренер", "психолог", "логопед", "библиотекарь", "инженер", "мастер",
    "специалист", "эксперт", "сотрудник", "сотрудница", "президент", "депутат", "секретарь", "советник", "помощник",
    "ведущий", "организатор", "вожатый", "автор", "студент", "студентка", "ученик", "ученица", "выпускник",
    "выпускница", "настоятель", "командир", "полковник", "майор", "капитан", "врач", "управляющий",
    "директриса", "лаборант", "консультант", "менеджер", "бухгалтер", "юрист", "ответственный", "докладчик",
    "участник", "участница", "победитель", "призер", "школьник", "школьница", "десятиклассник", "волонтер", "доктор",
    "кандидат", "житель", "предприниматель", "основатель", "владелец", "исполнитель", "инспектор",
    "уполномоченный", "омбудсмен", "атаман", "тьютор", "старшеклассник", "вице-губернатор", "вице-премьер",
})  # fmt: skip
"""Words with which the description of a person begins."""
_BEFORE_POST = frozenset({"и", "о", ".", "-", "врио", "врид"})
_DEGREE_STOP = frozenset({",", ".", ";", ":", "(", ")", "«", "»"})
_MAX_ROLE_WORDS = 16


def find_people(flow: Flow) -> Iterator[FoundPerson]:
    """Every mention of a person by name, in order."""
    place = 0
    while match := _FINDER.search(flow.text, place):
        kind = str(match.lastgroup)
        span = match.span()
        confidence = _confidence(kind, match) or _announced(flow, kind, match)
        confidence = 0.0 if _is_namesake(flow, match) else confidence
        if not confidence or "\n" in match.group() or _MEMORIAL.search(flow.text, max(0, span[0] - _TITLES), span[0]):
            # A pair that is no name may hide one that begins with its second word.
            place = span[0] + len(match.group().split(" ", 1)[0]) if kind != "before" else span[1]
            place = max(place, match.start() + 1)
            if _MEMORIAL.search(flow.text, max(0, span[0] - _TITLES), span[0]):
                place = span[1]
            continue
        if kind == "pair" and _hides_name(flow, match):
            place = match.start() + len(match.group().split(" ", 1)[0])
            continue
        said = flow.said(*span)
        mention = flow.mention(*span)
        yield FoundPerson(said, mention.place, confidence, nominative_of(said), _role(flow, span), (mention,))
        place = span[1]


_NAMED_AFTER = re.compile(r"(?<!\w)(?:фонд|университет|академи|институт)\w{0,3} $", re.IGNORECASE)


def _is_namesake(flow: Flow, match: re.Match[str]) -> bool:
    """«Фонд Андрея Зотова»: a name in the genitive that an organisation bears."""
    first = match.group().split()[0]
    is_genitive = any(case == "gent" for case, _, _ in noun_forms(first)) and not any(
        case == "nomn" for case, _, _ in noun_forms(first)
    )
    return is_genitive and bool(_NAMED_AFTER.search(flow.text, max(0, match.start() - 20), match.start()))


def name_spans(text: str) -> list[Span]:
    """Where names stand in one line of folded text, by their written form alone."""
    spans: list[Span] = []
    place = 0
    while match := _FINDER.search(text, place):
        if _confidence(str(match.lastgroup), match):
            spans.append(match.span())
            place = match.end()
        else:
            # Two capitals that are no name may hide one that begins with the second.
            place = match.start() + len(match.group().split(" ", 1)[0])
    return spans


def _confidence(kind: str, match: re.Match[str]) -> float:
    words = [word for word in re.split(r"[ .]+", match.group()) if len(word) > 1]
    if kind == "after" and noun_lemmas(words[0]) & POSTS and not _LIKE_SURNAME.search(words[0]):
        return 0.0
    if kind in {"after", "before"}:
        return _SURE[kind] if _may_be_surname(words[0]) else 0.0
    if kind == "pair":
        return _pair(words)
    if kind == "full" and not _shares_case(words[0], words[1]):
        return 0.0
    if kind == "given" and not has_grammeme(words[0], "Name"):
        return 0.0
    return _SURE[kind]


def _hides_name(flow: Flow, match: re.Match[str]) -> bool:
    """«Администрации Мостовска Татьяна Зотова»: a town before a first name that has a surname of its own."""
    first, second = match.group().split(" ", 1)
    start = match.start() + len(first) + 1
    further = _FINDER.match(flow.text, start)
    if _is_first_name(first) or not _is_first_name(second) or further is None:
        return False
    return further.end() > match.end() and bool(_confidence(str(further.lastgroup), further))


def _announced(flow: Flow, kind: str, match: re.Match[str]) -> float:
    """«Куратора Ольгу Хан»: behind a post a first name and any capital are a person."""
    words = match.group().split()
    if kind != "pair" or not _is_first_name(words[0]) or is_verb(words[1]):
        return 0.0
    before = flow.tokens[flow.token_index(match.start()) - 1]
    is_post = 0 <= match.start() - before.end <= 1 and bool(noun_lemmas(before.text) & POSTS)
    return _PAIR_UNKNOWN if is_post else 0.0


def _pair(words: list[str]) -> float:
    """Two capitalised words: one must be a first name, the other must look like a surname and agree."""
    if is_function(words[0]) or is_function(words[1]):
        return 0.0
    if _is_first_name(words[0]) and _SURNAME_ENDING.search(words[1]) and not is_verb(words[1]):
        return _SURE["pair"]
    for first, other in ((words[0], words[1]), (words[1], words[0])):
        is_thing = is_known(other) and not has_grammeme(other, "Surn") and not is_adjective(other)
        is_living = first == words[0] and has_grammeme(other, "anim") and _same_case(first, other)
        if (
            _is_first_name(first)
            and _may_be_surname(other)
            and not _is_first_name(other)
            and (not is_thing or is_living)
        ):
            known = has_grammeme(other, "Surn") or not is_known(other)
            return _SURE["pair"] if known else _PAIR_UNKNOWN
    return 0.0


def _same_case(one: str, other: str) -> bool:
    """«Антон Мельник», «Антону Мельнику»."""
    cases = {case for case, number, _ in noun_forms(one) if number == "sing"}
    return bool(cases & {case for case, number, _ in noun_forms(other) if number == "sing"})


def _shares_case(surname: str, first: str) -> bool:
    """«Санкт-Петербурга Игорь Владимирович»: a town in another case is no surname."""
    if _LIKE_SURNAME.search(surname):
        return True
    if has_grammeme(surname.rpartition("-")[2], "Geox"):
        return False
    if not is_known(surname) or not is_known(first):
        return True
    cases = {case for case, _, _ in noun_forms(surname) | describing_forms(surname)}
    return bool(cases & {case for case, _, _ in noun_forms(first)})


def _is_first_name(word: str) -> bool:
    return any("Name" in reading.tag for reading in readings(word.lower())[:3])


def _may_be_surname(word: str) -> bool:
    """Not a word that only names a thing: «Авиазавод И.» is nobody."""
    if has_grammeme(word, "Surn"):
        return True
    if is_known(word):
        return (is_adjective(word) and not has_grammeme(word, "Apro")) or has_grammeme(word, "anim")
    return True


def nominative_of(name: str) -> str:
    """The name in the first case as far as the dictionary reaches; otherwise as it stands."""
    text = " ".join(name.replace("\u00a0", " ").split())
    parts = split_person(text)
    words = {parts.surname: "Surn", parts.first: "Name", parts.patronymic: "Patr"}
    gender = _gender(parts.first, parts.patronymic)
    for word, grammeme in words.items():
        if word:
            text = text.replace(word, _first_case(word, grammeme, gender), 1)
    return text


def _gender(first: str, patronymic: str) -> str:
    if patronymic:
        return "femn" if re.search(r"(?:вн|чн)[а-я]{1,2}$", patronymic) else "masc"
    for reading in readings(first.lower()) if first else ():
        if "Name" in reading.tag:
            return str(reading.tag.gender)
    return ""


def _first_case(word: str, grammeme: str, gender: str) -> str:
    candidates = [
        reading for reading in readings(word.lower()) if grammeme in reading.tag and reading.tag.number == "sing"
    ]
    if any("nomn" in reading.tag and (not gender or reading.tag.gender in {gender, None}) for reading in candidates):
        return word
    for reading in candidates:
        if gender and reading.tag.gender not in {gender, None}:
            continue
        form = reading.inflect({"nomn"})
        if form:
            return str(form.word).title() if "-" in word else str(form.word).capitalize()
    return word


def _role(flow: Flow, span: Span) -> str:
    before = _role_before(flow, span[0])
    # «Преподаватели Зотова О.В. и Ким Л.Н.»: the post of the second stands before the first.
    if others := name_spans(before):
        before = before[: others[0][0]]
    before = before.strip(" -–—:,")
    return before or _role_after(flow, span[1])


def _role_before(flow: Flow, name_start: int) -> str:
    """The words from the post up to the name: «начальником МКУ «…» » stands whole, with the quote in it."""
    sentence_start = flow.passage_span(flow.passage_at(name_start))[0]
    last = flow.token_index(name_start) - 1
    tokens = flow.tokens
    depth = 0
    best = -1
    for index in range(last, max(last - _MAX_ROLE_WORDS, -1), -1):
        token = tokens[index]
        if token.start < sentence_start:
            break
        if token.text == "»":
            depth += 1
        elif token.text == "«":
            depth -= 1
            if depth < 0:
                break
        elif (
            (depth == 0 and (token.text in ",;:!?()" or (token.text == "." and not _abbreviates(flow, index))))
            or (depth == 0 and token.text in {"и", "а", "-", "—"} and best >= 0)
            or (depth == 0 and is_verb(token.text) and not noun_lemmas(token.text) & POSTS)
        ):
            break
        elif depth == 0 and noun_lemmas(token.text) & POSTS:
            best = index
    if best < 0:
        return ""
    while best > 0 and tokens[best - 1].start >= sentence_start and _belongs(tokens[best - 1].text):
        best -= 1
    return flow.said(tokens[best].start, tokens[last].end).strip()


def _belongs(word: str) -> bool:
    """A word before the post that is part of it: «социальный педагог», «и.о. директора»."""
    return (is_adjective(word) and word[:1].islower() and not has_grammeme(word, "Apro", "Anum")) or word in {
        "врио",
        "и.о",
    }


def _abbreviates(flow: Flow, index: int) -> bool:
    """«г.», «им.», «ул.» and initials do not end a role."""
    before = flow.tokens[index - 1].text if index else ""
    return len(before) <= 2 and before.isalpha()  # noqa: PLR2004


def _role_after(flow: Flow, name_end: int) -> str:
    """«…, заместитель начальника отдела образования», «… - директор школы»."""
    match = re.compile(r"\s?(?:,|-|\()\s?(?P<role>[^,;.()\n]{4,120})").match(flow.text, name_end)
    if not match:
        return ""
    words = match["role"].split()
    head = next((word for word in words[:3] if noun_lemmas(word) & POSTS), "")
    if not head or not all(is_adjective(word) for word in words[: words.index(head)]):
        return ""
    role = flow.said(match.start("role"), match.end("role")).strip()
    verb = next((place for place, word in enumerate(words) if is_verb(word) and word != head), len(words))
    return role if verb == len(words) else ""


def merged_people(found: Iterator[FoundPerson]) -> tuple[FoundPerson, ...]:
    """One candidate a person: mentions with the same surname and initials that do not contradict each other."""
    merged: dict[tuple[str, str], FoundPerson] = {}
    for person in found:
        key = _identity(person.nominative)
        known = merged.get(key)
        if known is None:
            merged[key] = person
            continue
        mentions: tuple[Mention, ...] = (*known.mentions, *person.mentions)
        fuller = known if len(known.text) >= len(person.text) else person
        merged[key] = replace(
            fuller,
            role=known.role or person.role,
            confidence=max(known.confidence, person.confidence),
            mentions=mentions,
        )
    return tuple(merged.values())


def _identity(name: str) -> tuple[str, str]:
    parts = split_person(name if name.endswith(".") or not re.search(r"\.\s?[А-ЯЁ]$", name) else f"{name}.")
    letters = parts.initials or " ".join(word[:1] for word in (parts.first, parts.patronymic) if word)
    return parts.surname.lower().replace("ё", "е"), re.sub(r"[^А-ЯЁ]", "", letters)
