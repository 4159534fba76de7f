"""Organisations in running text, by the grammar of their names.

A name begins with a legal form («МБОУ»), a head («школа», «министерство») with its adjectives, an acronym («КАЭС»), or a
compound that says what it is («Авиазавод»); to the right it takes numbers, quotes, «имени …», a chain of genitives and
a territory. A head alone is no name: something must tell this school from another.
"""

# A row of a table is one line.
# ruff: noqa: E501

import re
from dataclasses import dataclass

from vmeste.pure.reading.recognising import lexicon
from vmeste.pure.reading.recognising.flow import Flow, Taken
from vmeste.pure.reading.recognising.words import (
    agrees,
    any_lemma,
    describing_forms,
    has_grammeme,
    is_adjective,
    is_function,
    is_known,
    is_noun,
    is_verb,
    lemma_of,
    may_be,
    noun_forms,
    noun_lemmas,
)

_FORM = re.compile(r"(?:[ФОМКРГЧСА]{0,3}[БАК]?[ДПН]?О{0,2}У(?:[КЗОСТ]|ДО|ДПО)?|[МГФ]{1,2}[БАК]?УДПО)")
_FEWEST_FORM_LETTERS = 3
_NUMBER = re.compile(r"\d{1,5}")
_QUOTE_LIMIT = 200
_LONGEST_TAIL = 14
_ACRONYM = re.compile(
    r"(?:[А-ЯЁ]{2,}[а-яё]{0,3}|(?=(?:[а-яё]*[А-ЯЁ]){3})[А-ЯЁ](?:[А-ЯЁ]|[а-яё]{1,4}(?=[А-ЯЁ]))+[а-яё]?|[А-ЯЁ]{3,}-\d{1,3}|[A-Z]{2,})"
)
_LONGEST_ACRONYM = 9
_COMPOUND = re.compile(
    r"(?:\w{3,}(?:завод|техникум|колледж|комбинат|кванториум|маш|пром|атом|банк|надзор|контроль|энерго)|кванториум|"
    r"мин(?:обр|просв|спорт|культ|здрав|труд|фин|пром|эконом|цифр|науки|молод)\w*|\w{3,}(?:нефть|газ)|"
    r"рос(?:обр|молод|потреб|тех|атом|космос|нано|стат|сет|рыб|лес|тур|гвард|архив|нефть|конгресс|союз)\w*|"
    r"гос(?:нарко|корпор|автоинсп|строй)\w*|(?:гор|обл|рай|кр[аa]й)(?:оно|совет|спорт|здрав)\w*)"
    r"(?:а|у|ом|ем|е|ы|и|ью|я|ю)?(?:-\d{1,3})?",
    re.IGNORECASE,
)
_GENERIC_COMPOUND = frozenset({"технопром", "госконтроль"})
_TERRITORY = frozenset({"город", "район", "область", "край", "республика", "округ", "село", "поселок", "деревня", "станица",
                        "муниципалитет", "поселение", "регион", "хутор", "пгт", "губерния"})  # fmt: skip
_TERRITORY_MARK = frozenset({"г", "п", "с", "пос", "ст", "д", "пгт", "обл", "р-н", "респ"})
_NOT_IN_NAME = frozenset({
    "наш", "этот", "каждый", "другой", "новый", "весь", "первый", "второй", "третий", "один", "такой", "сам", "свой",
    "их", "его", "ее", "мой", "ваш", "тот", "данный", "иной", "любой", "разный", "различный", "многий", "некоторый",
    "современный", "крупный", "ведущий", "соседний", "местный", "подведомственный", "указанный", "определенный",
    "последний", "следующий", "бывший", "родной", "хороший", "лучший", "настоящий", "совместный", "остальной",
    "вышеуказанный", "несколько", "все", "оба", "который", "чей", "какой", "выпускной",
})  # fmt: skip
_CHAIN_CASES = ("gent",)
_DATIVE_AFTER = frozenset({"содействие", "помощь", "поддержка", "обучение", "подготовка"})
_MAY_TAKE_PREPOSITION = frozenset({"центр", "отдел", "комитет", "комиссия", "управление", "служба", "агентство",
                                   "департамент", "школа", "инспекция", "институт", "министерство", "лаборатория",
                                   "фонд", "совет", "палата", "союз"})  # fmt: skip
_PLACES_OF_OTHERS = frozenset({"площадка", "встреча", "заседание", "экскурсия", "работа", "сайт", "портал", "урок", "занятие",
                               "направление", "система", "звание", "договор", "соглашение", "приказ"})  # fmt: skip
"""Things behind which a genitive with a quote is somebody else: «на площадке центра «Артек»»."""
_WITHOUT_NUMBER = frozenset({"правительство", "министерство", "департамент", "администрация", "дума", "комитет", "мэрия",
                             "управление", "совет", "палата", "парламент", "агентство"})  # fmt: skip
"""Heads behind which a number is the one of their order."""
_HEADS_OF_AUTHORITIES = frozenset({"глава", "губернатор", "президент", "мэр", "правительство", "министр"})
_LONGEST_ANNOUNCEMENT = 60


def _head_of(word: str) -> str:
    """The head a word is, or the one its last or first part is: «школа-лицей», «медиацентр»."""
    if head := any_lemma(word, lexicon.HEADS, singular=True):
        return head
    if "-" in word and (head := any_lemma(word.split("-", maxsplit=1)[0], lexicon.HEADS, singular=True)):
        return head
    for lemma in sorted(noun_lemmas(word, singular=True)):
        for ending in lexicon.COMPOUND_ENDINGS:
            if lemma.endswith(ending) and len(lemma) > len(ending) + 1 and lemma not in lexicon.NOT_ORGANISATIONS:
                return ending
    return ""


def _by_tail(tail: list[str]) -> float:
    """A number, a quote, «имени …» behind a head make a name without more."""
    if any(word.startswith("№") for word in tail):
        return 0.93
    return 0.9 if {"«", "имени", "им"} & set(tail) else 0.0


def _is_common(word: str) -> bool:
    """«ВУЗов», «ОО»: an abbreviation of school life, also with an ending."""
    word = word.replace("Ё", "Е")
    return word in lexicon.NOT_NAMES or re.sub(r"[а-яё]+$", "", word) in lexicon.NOT_NAMES


def _agreeing(adjective: str, forms: frozenset[tuple[str, str, str]]) -> frozenset[tuple[str, str, str]]:
    """The forms of a noun with which the adjective agrees."""
    return frozenset(
        form
        for form in forms
        if any(
            case == form[0] and number == form[1] and (number == "plur" or not gender or gender == form[2])
            for case, number, gender in describing_forms(adjective)
        )
    )


@dataclass(frozen=True, slots=True)
class Named:
    """A span of the flow that is the name of an organisation, and what the rules know of it."""

    start: int
    end: int
    confidence: float
    head: str = ""
    form: str = ""


class Reader:
    """Reads names at token positions of one flow; every method answers the index after what it took."""

    def __init__(self, flow: Flow, taken: Taken) -> None:
        self.flow = flow
        self.taken = taken
        self.tokens = flow.tokens
        self.text = flow.text
        self.free_from = 0
        """Where the last name ended: quotes before it are closed, however many signs say so."""

    def word(self, index: int) -> str:
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def adjoins(self, index: int) -> bool:
        """Whether the token stands in the same passage as the one before it."""
        if not 0 < index < len(self.tokens):
            return False
        return "\n" not in self.text[self.tokens[index - 1].end : self.tokens[index].start]

    # — pieces to the right —

    def quote(self, index: int) -> int:
        """After a balanced «…» that begins here, or the same index; after the first » where none balances.

        Names begin with a capital: «дорожная карта» is none.
        """
        if self.word(index) != "«" or not re.match(r"[А-ЯЁA-Z0-9«]", self.word(index + 1)):
            return index
        depth, first_close = 0, index
        for place in range(index, min(index + 40, len(self.tokens))):
            token = self.tokens[place]
            if (place > index and not self.adjoins(place)) or token.end - self.tokens[index].start > _QUOTE_LIMIT:
                break
            depth += (token.text == "«") - (token.text == "»")
            if token.text == "»" and first_close == index:
                first_close = place + 1
            if depth == 0:
                return place + 1
        return first_close

    def number(self, index: int) -> int:
        """After «№ 5», «N 5», «№ 1, 2 и 5», «№№ 4, 6»."""
        if self.word(index) not in {"№", "N", "#"} or not self.adjoins(index + 1):
            return index
        place = index + 1 + (self.word(index + 1) == "№")
        if not _NUMBER.fullmatch(self.word(place)) or not self.adjoins(place):
            return index
        place += 1
        while self.word(place) in {",", "и"} and self._is_bare_number(place + 1):
            place += 2
        return place

    def _is_bare_number(self, index: int) -> bool:
        """One more number of the list, and not «школа № 5 и 12 детских садов»."""
        if not _NUMBER.fullmatch(self.word(index)) or not self.adjoins(index) or not self.adjoins(index - 1):
            return False
        following = self.word(index + 1)
        if not self.adjoins(index + 1) or following in {",", "и"} or not following[:1].isalpha():
            return following not in {"-", "%"}
        counts = is_adjective(following) or is_noun(following)
        return following[:1].isupper() or self.territory(index + 1) > index + 1 or is_function(following) or not counts

    def memorial(self, index: int, *, is_named: bool = False) -> int:
        """After «им. Д.Ф. Устинова», «имени Героя Советского Союза А. Б. Петрова»; or after «ИП Петров А.Б.»."""
        if not is_named and (self.word(index).lower() not in {"им", "имени"} or not self.adjoins(index)):
            return index
        place = index + 1 + (self.word(index + 1) == ".")
        last = place
        while place < len(self.tokens) and self.adjoins(place) and place - index < 12:  # noqa: PLR2004
            word = self.word(place)
            if word == "." and self._is_short(place - 1):
                place += 1
                continue
            is_described = word.islower() and word.isalpha() and place == last and may_be(word, "gent")
            if not (word[:1].isupper() or (is_described and not is_function(word))):
                break
            place += 1
            last = place
        return last + (len(self.word(last - 1)) == 1 and self.word(last) == "." and self.adjoins(last))

    def _is_short(self, index: int) -> bool:
        """An initial, or a title cut short: «А.», «св.», «ген.»."""
        word = self.word(index)
        return len(word) == 1 or word.lower() in {"св", "ген", "ак", "акад", "проф", "адм", "кн"}

    def territory(self, index: int) -> int:
        """After «г. Рязани», «города Москвы», «Спасского муниципального района Рязанской области», «РФ», «России»."""
        place = index
        while place < len(self.tokens) and self.adjoins(place):
            after = self._one_territory(place)
            if after == place:
                break
            place = after
        return place

    def _one_territory(self, index: int) -> int:
        word = self.word(index)
        if is_function(word):
            return self._marked_territory(index)
        place = index
        while is_adjective(self.word(place)) and may_be(self.word(place), "gent") and self.adjoins(place):
            place += 1
        if place > index and self.word(index)[:1].isupper() and any_lemma(self.word(place), _TERRITORY):
            return place + 1 if may_be(self.word(place), "gent") else index
        is_town = (
            word[:1].isupper()
            and has_grammeme(word, "Geox")
            and may_be(word, "gent")
            and is_known(word.rpartition("-")[2])
        )
        if word in lexicon.REGIONS or is_town:
            return index + 1
        if any_lemma(word, _TERRITORY) and may_be(word, "gent"):
            return self._proper(index + 1)
        return self._marked_territory(index)

    def _marked_territory(self, index: int) -> int:
        """«г. Рязани», «п. Гумрак»."""
        if self.word(index) not in _TERRITORY_MARK:
            return index
        place = index + 1 + (self.word(index + 1) == ".")
        return self._proper(place) if self.word(place)[:1].isupper() and place > index + 1 else index

    def _proper(self, index: int) -> int:
        """After capitalised words: «Полярные Зори», «Санкт-Петербурга»."""
        place = index
        while place < len(self.tokens) and self.adjoins(place) and self.word(place)[:1].isupper():
            word = self.word(place)
            if not word.isalpha() and "-" not in word:
                break
            if self.taken.overlaps(self.tokens[place].start, self.tokens[place].end):
                break
            if self._is_form(place) or word in lexicon.TYPE_ABBREVIATIONS:
                break
            if place > index and not self._goes_with(self.word(place - 1), word):
                break
            place += 1
        return place

    def _goes_with(self, first: str, second: str) -> bool:
        """Two capitals are one town when the first describes the second: «Полярные Зори», «Нижний Новгород»."""
        return (
            agrees(first, second) or (not is_known(first) and not is_known(second)) or first.lower() in {"сан", "лос"}
        )

    def chain(self, index: int, head: str) -> int:
        """After a chain of genitives: «развития образования Омской области», «по работе с одаренными детьми»."""
        place = last = index
        is_territory = False
        while place < len(self.tokens) and self.adjoins(place) and place - index < _LONGEST_TAIL:
            word = self.word(place)
            if word in {"и", ","} and place > index and self._goes_on(place, word):
                place += 1
                continue
            if word == "по" and head in _MAY_TAKE_PREPOSITION and may_be(self.word(place + 1), "datv"):
                place = last = self._dative(place + 1)
                continue
            after = self._link(place)
            if after == place or (is_territory and word[:1].isupper() and not self.territory(place) > place):
                break
            is_territory = self.territory(place) == after
            place = last = after
        return last

    def _link(self, index: int) -> int:
        word = self.word(index)
        territory = self.territory(index)
        if territory > index:
            return territory
        if self._is_form(index) or not word.replace("-", "").isalpha() or lemma_of(word) in _NOT_IN_NAME:
            return index
        if is_function(word) or self.taken.overlaps(self.tokens[index].start, self.tokens[index].end):
            return index
        if word in {"г", "им", "имени"} or (word.isupper() and len(word) > 1):
            return index
        if is_adjective(word) and may_be(word, *_CHAIN_CASES) and not self._is_lone_adjective(index):
            return index + 1
        is_dative = may_be(word, "datv") and lemma_of(self.word(index - 1)) in _DATIVE_AFTER
        if is_noun(word) and (may_be(word, *_CHAIN_CASES) or is_dative) and not self._is_clause(index):
            return index + 1
        return index

    def _is_lone_adjective(self, index: int) -> bool:
        """An adjective must lead to a noun of the chain: «… образования, открытых» does not."""
        following = self.word(index + 1)
        if not self.adjoins(index + 1) or not following:
            return True
        return not (
            is_adjective(following) or (is_noun(following) and agrees(self.word(index), following)) or following == "и"
        )

    def _is_clause(self, index: int) -> bool:
        """A word that may be a genitive but here is the subject or a date: «образования мая», «школы команда»."""
        word = self.word(index)
        return is_verb(word) or lemma_of(word) in {"год", "рамка", "ход", "число", "цель", "время", "раз", "человек"}

    def _goes_on(self, index: int, sign: str) -> bool:
        """Whether «и …» is still the same name: another genitive that begins no organisation of its own."""
        following = self.word(index + 1)
        if sign == "," or not self.adjoins(index + 1):
            two_on = self.word(index + 2)
            return (
                sign == ","
                and following.islower()
                and may_be(following, "gent")
                and two_on == "и"
                and (lemma_of(following) in lexicon.FIELDS)
            )
        if not following.replace("-", "").isalpha() or following[:1].isupper():
            return False
        return (
            may_be(following, "gent")
            and not any_lemma(following, lexicon.HEADS - lexicon.FIELDS)
            and not is_verb(following)
        )

    def _dative(self, index: int) -> int:
        place = index
        while place < len(self.tokens) and self.adjoins(place) and place - index < _LONGEST_TAIL:
            word = self.word(place)
            if word in {"и", "с"} and self.adjoins(place + 1) and may_be(self.word(place + 1), "datv", "ablt", "gent"):
                place += 1
                continue
            if not word.isalpha() or not may_be(word, "datv", "gent", "ablt") or is_verb(word):
                break
            place += 1
        return place

    # — pieces to the left —

    def adjectives(self, head: int) -> tuple[int, frozenset[tuple[str, str, str]]]:
        """The index where the adjectives of a head begin, and the forms in which all of them agree with it."""
        place = head
        forms = noun_forms(self.word(head))
        while place > 0 and self.adjoins(place):
            word = self.word(place - 1)
            agreeing = _agreeing(word, forms)
            if not agreeing or lemma_of(word) in _NOT_IN_NAME or has_grammeme(word, "Apro", "Anum"):
                break
            if self.taken.overlaps(self.tokens[place - 1].start, self.tokens[place - 1].end):
                break
            place, forms = place - 1, agreeing
            if word[:1].isupper() and self._begins_here(place):
                break
        return place, forms

    def _begins_here(self, index: int) -> bool:
        before = self.word(index - 1)
        return not is_adjective(before)

    # — whole names —

    def _is_form(self, index: int) -> bool:
        word = self.word(index)
        first = word.split("-")[0]
        if first in lexicon.LISTED_FORMS:
            return True
        return (
            len(first) >= _FEWEST_FORM_LETTERS
            and bool(_FORM.fullmatch(first))
            and first not in {"УУ", "ОУ", "ДОУ", "ПОУ"}
        )

    def by_form(self, index: int) -> Named | None:
        """«МБОУ СОШ № 4», «ФГБОУ ВО «…»», «ООО «…»», «МБДОУ-ЦРР д/с №5», «МГОБУ ЦЗН Ковдорского района»."""
        if trader := self._trader(index):
            return trader
        if not self._is_form(index):
            return None
        place = index + 1
        has_name = "-" in self.word(index)
        if self.word(index) in lexicon.LISTED_FORMS and self._is_name(place) and not is_function(self.word(place)):
            is_own = not is_known(self.word(place)) or bool(_COMPOUND.fullmatch(self.word(place)))
            place, has_name = place + is_own, is_own
        while place < len(self.tokens) and self.adjoins(place):
            after = self._after_form(place)
            if after == place:
                break
            is_plain = self.word(place).isupper() and self.word(place) in {"ДО", "ДОД", "ДПО", "ВО", "ВПО", "СПО"}
            has_name = has_name or not is_plain
            place = after
        if not has_name:
            return None
        return self._named(index, place, 0.95, form=self.word(index))

    def _trader(self, index: int) -> Named | None:
        """«ИП Петров А.Б.», «Индивидуальный предприниматель Петров Антон Борисович»."""
        is_long = lemma_of(self.word(index)) == "предприниматель" and lemma_of(self.word(index - 1)) == "индивидуальный"
        if self.word(index) != "ИП" and not (is_long and self.adjoins(index)):
            return None
        after = self.memorial(index, is_named=True)
        return self._named(index - is_long, after, 0.9, form="ИП") if after > index + 1 else None

    def _after_form(self, index: int) -> int:
        for piece in (self.quote, self.number, self.memorial, self.territory):
            after = piece(index)
            if after > index:
                return after
        word = self.word(index)
        if word in lexicon.TYPE_ABBREVIATIONS or word.lower() in {"д/с", "детский", "детского", "детском", "детским"}:
            return index + 1
        if word.isupper() and word.isalpha() and 1 < len(word) <= 6 and not self._is_list_end(index):  # noqa: PLR2004
            return index + 1
        if word in {"-", "/"} and self.adjoins(index + 1) and self._goes_on_after_dash(index):
            return index + 1
        if any_lemma(word, lexicon.HEADS):
            return self.chain(index + 1, any_lemma(word, lexicon.HEADS))
        leads = is_adjective(word) and lemma_of(word) not in _NOT_IN_NAME and not is_verb(word)
        return index + 1 if leads and self._leads_to_head(index) else index

    def _goes_on_after_dash(self, index: int) -> bool:
        """«МБДОУ ЦРР-д/с №5», «Центр развития ребенка – детский сад № 5», and not «Лицей №4 – Школа №7»."""
        is_tight = self.tokens[index].end == self.tokens[index + 1].start
        following = self.word(index + 1)
        begins = is_tight or (following[:1].islower() and not self._is_owner(following))
        return begins and following != "«" and self._after_form(index + 1) > index + 1

    def _is_list_end(self, index: int) -> bool:
        return self._is_form(index) and self.word(index) not in lexicon.TYPE_ABBREVIATIONS and len(self.word(index)) > 3  # noqa: PLR2004

    def _leads_to_head(self, index: int) -> bool:
        for place in range(index + 1, index + 5):
            if not self.adjoins(place):
                return False
            if any_lemma(self.word(place), lexicon.HEADS) or self.word(place) in lexicon.TYPE_ABBREVIATIONS:
                return True
            if not is_adjective(self.word(place)):
                return False
        return False

    def by_full_form(self, index: int) -> Named | None:
        """«муниципальное бюджетное общеобразовательное учреждение «…»»."""
        if not any_lemma(self.word(index), {"учреждение", "организация", "предприятие"}, singular=True):
            return None
        start, _ = self.adjectives(index)
        owners = [self.word(place) for place in range(start, index) if self._is_owner(self.word(place))]
        if not owners:
            return None
        place = self.chain(index + 1, "учреждение")
        while place < len(self.tokens) and self.adjoins(place):
            after = self._after_form(place)
            if after == place:
                break
            place = after
        has_name = any(self.word(at) in {"«", "№"} or self.word(at)[:1].isupper() for at in range(index + 1, place))
        return self._named(start, place, 0.93, head="учреждение", form=" ".join(owners)) if has_name else None

    def _is_owner(self, word: str) -> bool:
        return word.lower().startswith(lexicon.OWNER_STEMS)

    def by_head(self, index: int) -> Named | None:
        """A noun that says what the organisation is, with what tells it from others."""
        word = self.word(index)
        head = _head_of(word)
        if not head and self.number(index + 1) > index + 1:
            head = any_lemma(word, lexicon.HEADS)
        if not head or (word.isupper() and len(word) <= 3):  # noqa: PLR2004
            return None
        start, forms = self.adjectives(index)
        numbers = {number for _, number, _ in forms}
        if numbers == {"plur"} and self.number(index + 1) == index + 1:
            return None
        if head == "сад" and "детск" not in self.text[self.tokens[start].start : self.tokens[index].start].lower():
            return None
        place = self._tail(start, index, head)
        if self._after_number(start) or (head == "организация" and start == index and self._is_deed(index + 1, place)):
            return None
        is_vague = "plur" in numbers
        confidence = self._told_apart(start, index, place, head, is_vague=is_vague)
        if not confidence and (start < index or place > index + 1) and self.in_list(start) and not is_vague:
            confidence = 0.6
        return self._named(start, place, confidence, head=head) if confidence else None

    def _is_deed(self, first: int, after: int) -> bool:
        """«Организация работы кружков», «Организация и проведение …»: to organise, and nobody."""
        return all(self.word(place).islower() for place in range(first, after))

    def _tail(self, start: int, index: int, head: str) -> int:
        """After everything that belongs to the head on its right."""
        place = index + 1
        while place < len(self.tokens) and self.adjoins(place):
            after = self._after_head(place, start, index, head)
            if after == place:
                break
            place = after
        return place

    def _after_head(self, place: int, start: int, index: int, head: str) -> int:
        quoted = place if place == index + 1 and self.of_another(start) else self.quote(place)
        is_order = (
            head in _WITHOUT_NUMBER and _head_of(self.word(place - 1)) not in lexicon.SCHOOLS | lexicon.PRESCHOOLS
        )
        numbered = place if is_order else self.number(place)
        after = max(numbered, quoted, self.memorial(place))
        if after > place:
            return after
        after = self.chain(place, head) if place == index + 1 else self.territory(place)
        if after > place:
            return after
        if self._is_acronym_tail(place) or self._is_strange(place, index):
            return place + 1
        if place == index + 1 and self._is_namesake(place):
            return place + 2
        inner = None
        if head in {"филиал", "отделение", "центр"} and self._is_form(place):
            inner = self.by_form(place)
        elif self.word(place) == "при" and may_be(self.word(place + 1), "loct"):
            inner = self.by_head(place + 1) or self.by_form(place + 1)
            if inner is None and lemma_of(self.word(place + 1)) in _HEADS_OF_AUTHORITIES:
                return self.chain(place + 2, head)
        elif self.word(place) == "(" and self.word(place + 2) == ")" and self.memorial(place + 3) > place + 3:
            # «университет нефти и газа (НИУ) имени …»
            return self.memorial(place + 3)
        elif self.word(place) == "(" and self.word(place + 1).lower() == "филиал" and self.word(place + 2) == ")":
            return place + 3 + (bool(self.word(place + 3)) and self._is_acronym_tail(place + 3))
        return self.flow.token_index(inner.end - 1) + 1 if inner else place

    def _is_namesake(self, index: int) -> bool:
        """«Фонд Андрея Зотова», «университет Петра Великого»: whose name it bears, without «имени»."""
        first, second = self.word(index), self.word(index + 1)
        is_genitive = may_be(first, "gent") and not may_be(first, "nomn")
        return first[:1].isupper() and has_grammeme(first, "Name") and is_genitive and second[:1].isupper()

    def _is_strange(self, index: int, head: int) -> bool:
        """«холдинг Технониколь»: a capital right behind the head that the dictionary has not."""
        word = self.word(index)
        is_capital = index == head + 1 and word[:1].isupper() and word.isalpha() and not is_known(word)
        return is_capital and not self.taken.overlaps(self.tokens[index].start, self.tokens[index].end)

    def _is_acronym_tail(self, index: int) -> bool:
        """«компания РЖД», «ИНФОцентр КАЭС», «Кванториум РЖД», «НИЯУ МИФИ»."""
        word = self.word(index)
        return bool(_ACRONYM.fullmatch(word)) and not _is_common(word) and not self._is_form(index)

    def _told_apart(self, start: int, index: int, end: int, head: str, *, is_vague: bool) -> float:
        """How surely the words around the head make a name of it; 0 when nothing does."""
        tail = [self.word(place) for place in range(index + 1, end)]
        if head in lexicon.DIRECTLY_NAMED:
            return 0.9 if tail and tail[0] in {"«", "№"} else 0.0
        if sure := _by_tail(tail):
            return sure
        is_capital = self._is_capital(start) or (start < index and bool(tail) and self._is_capital(index))
        if is_vague and not is_capital and head not in lexicon.GOVERNING:
            return 0.0
        if tail and self._is_acronym_tail(index + 1):
            return 0.85
        capitals = any(word[:1].isupper() for word in tail)
        if head in lexicon.GOVERNING and self._is_field(tail, is_lower=self.word(start).islower()):
            return 0.88 if self.word(start)[:1].isupper() or capitals else 0.75
        is_proper = any(self._is_proper_adjective(place) for place in range(start, index))
        is_opening = head in lexicon.OPENING and bool(tail) and self.word(index)[:1].isupper()
        if head in lexicon.ONLY_QUOTED and not is_opening:
            has_more = start < index or capitals
            return 0.8 if is_proper or (is_capital and has_more) or (capitals and start < index) else 0.0
        if capitals or is_proper or (is_capital and start < index):
            return 0.85
        return self._by_capital(start, index, tail, head, is_capital=is_capital)

    def _is_capital(self, index: int) -> bool:
        """A capital that no sentence and no line of capitals explains."""
        return self.word(index)[:1].isupper() and not self._opens_sentence(index) and not self._is_shouted(index)

    def _by_capital(self, start: int, index: int, tail: list[str], head: str, *, is_capital: bool) -> float:
        """A capital where a sentence begins says little: then the kind of head decides."""
        if not self.word(start)[:1].isupper():
            return 0.0
        if tail and start == index:
            return 0.7 if is_capital or head in lexicon.OPENING else 0.0
        if start < index and head in lexicon.HIGHER:
            return 0.8
        return 0.75 if tail and start < index else 0.0

    def _is_proper_adjective(self, index: int) -> bool:
        """«Бердянская», «Тверской», «старокиструсской»: made of a place or a name."""
        word = self.word(index)
        if has_grammeme(word, "Geox", "Surn") and word[:1].isupper():
            return True
        return not is_known(word) and bool(re.search(r"(?:ск|цк)\w{2,3}$", word.lower()))

    def _opens_sentence(self, index: int) -> bool:
        start = self.tokens[index].start
        sentence, _ = self.flow.sentence_of(start)
        return self.text[sentence:start].strip(" «-(") == ""

    def _is_field(self, tail: list[str], *, is_lower: bool) -> bool:
        return any(
            noun_lemmas(word) & lexicon.FIELDS or word[:1].isupper() for word in (tail[:1] if is_lower else tail)
        )

    def by_acronym(self, index: int) -> Named | None:
        """«КАЭС», «ДонНТУ», «БГТУ «ВОЕНМЕХ» им. Д.Ф. Устинова», «РЦ Асториум»."""
        word = self.word(index)
        if not self._is_abbreviation(index):
            return None
        is_placed = self._is_placed(index)
        place = self._subject(index + 1)
        is_plain = place == index + 1 and not is_placed
        while place < len(self.tokens) and self.adjoins(place):
            after = max(self.quote(place), self.memorial(place), self.number(place), self._region(place))
            if after == place and self._is_acronym_tail(place) and place == index + 1:
                after = place + 1
            if after == place and word in lexicon.LISTED_FORMS and self._is_name(place):
                after = place + 1
            if after == place and self.word(place) == "по":
                after = self._served(place)
            if after == place:
                break
            is_plain = False
            place = after
        if is_plain and (
            word in lexicon.TYPE_ABBREVIATIONS - lexicon.ONLY_ONE_IN_TOWN
            or word in lexicon.LISTED_FORMS
            or self._after_number(index)
        ):
            return None
        return self._named(index - is_placed, place, 0.72 if is_plain else 0.85)

    def _is_abbreviation(self, index: int) -> bool:
        """Capitals that may name an organisation; Latin ones only before a quote."""
        word = self.word(index)
        if not _ACRONYM.fullmatch(word) or len(word) > _LONGEST_ACRONYM or re.fullmatch(r"[IVXLCDM]+", word):
            return False
        if _is_common(word.split("-")[0]) and word not in lexicon.TYPE_ABBREVIATIONS:
            return False
        return not self._is_shouted(index) and not (word.isascii() and self.quote(index + 1) == index + 1)

    def _is_placed(self, index: int) -> bool:
        """«Ленинградская АЭС», «Ивановской ООШ»: a place as an adjective before an abbreviation."""
        word = self.word(index - 1)
        if not self.adjoins(index) or not is_adjective(word) or not re.search(r"(?:ск|цк)\w{2,3}$", word.lower()):
            return False
        return word[:1].isupper() or not is_known(word)

    def _subject(self, index: int) -> int:
        """«РГУ нефти и газа им. И.М. Губкина»: what is taught, where «имени …» follows."""
        place = index
        while self.adjoins(place) and place - index < 6:  # noqa: PLR2004
            word = self.word(place)
            if word in {"им", "имени"} or not (
                word == "и" or (word.islower() and word.isalpha() and may_be(word, "gent"))
            ):
                break
            place += 1
        after = self.memorial(place) if place > index and self.adjoins(place) else place
        return after if after > place else index

    def _served(self, index: int) -> int:
        """«УМВД по г. Вязьме», «УФНС по Тверской области»."""
        marked = self._marked_territory(index + 1)
        if marked > index + 1:
            return marked
        place = index + 1
        while self.adjoins(place) and may_be(self.word(place), "datv") and not is_function(self.word(place)):
            place += 1
        has_capital = any(self.word(at)[:1].isupper() for at in range(index + 1, place))
        return self.territory(place) if has_capital else index

    def _region(self, index: int) -> int:
        if self.word(index) in lexicon.REGIONS:
            return index + 1
        return self.territory(index)

    def _is_name(self, index: int) -> bool:
        return self.word(index)[:1].isupper() and self.word(index).isalpha() and self.adjoins(index)

    def _after_number(self, index: int) -> bool:
        return bool(re.fullmatch(r"\d+", self.word(index - 1))) and self.adjoins(index)

    def _is_shouted(self, index: int) -> bool:
        """Whether the line is written in capitals throughout, so that capitals say nothing."""
        start, end = self.flow.passage_span(self.flow.passage_at(self.tokens[index].start))
        letters = [sign for sign in self.text[start:end] if sign.isalpha()]
        return len(letters) > 12 and sum(sign.isupper() for sign in letters) > 0.7 * len(letters)  # noqa: PLR2004

    def by_unit(self, index: int) -> Named | None:
        """«В/Ч 98540», «войсковая часть 12345 железнодорожных войск п. Гумрак»."""
        word = self.word(index)
        if (
            word.lower() != "в/ч"
            and not (any_lemma(word, {"часть"}) and self.word(index - 1).lower().startswith("воинск"))
            and not (any_lemma(word, {"часть"}) and self.word(index - 1).lower().startswith("войсков"))
        ):
            return None
        first = index - (word.lower() != "в/ч")
        place = index + 1 + (self.word(index + 1) == "№")
        if not re.match(r"\d{3,6}", self.word(place)) or not self.adjoins(place):
            return None
        place += 1
        while (
            self.adjoins(place)
            and len(self.word(place)) > 1
            and (is_adjective(self.word(place)) or any_lemma(self.word(place), {"войско"}))
        ):
            place += 1
        return self._named(first, self.territory(place), 0.93, head="часть")

    def by_compound(self, index: int) -> Named | None:
        """«Авиазавод», «Ростех», «Минпросвещения РФ», «Кванториум РЖД»: one word that says what it is."""
        word = self.word(index)
        if not word[:1].isupper() or not _COMPOUND.fullmatch(word) or word.lower() in _GENERIC_COMPOUND:
            return None
        place = index + 1
        while place < len(self.tokens) and self.adjoins(place):
            after = self._region(place)
            if after == place and self._is_acronym_tail(place):
                after = place + 1
            if after == place:
                break
            place = after
        return self._named(index, place, 0.82)

    def by_quote(self, index: int) -> Named | None:
        """«Союз машиностроителей России», «Школа Росатома»: a quote that begins with a head or a form."""
        end = self.quote(index)
        first = self.word(index + 1)
        # A thing keeps its first case in quotes; «проект «Школьной лиги …»» is somebody's.
        is_owner = is_adjective(first) and may_be(first, "gent") and not may_be(first, "nomn")
        if end == index or (not is_owner and self.names_a_thing(index)):
            return None
        heads = lexicon.HEADS - {"дом", "группа", "часть", "парк", "лаборатория", "мастерская"}
        inner = (
            any_lemma(first, heads, singular=True)
            or self._is_form(index + 1)
            or (is_adjective(first) and any_lemma(self.word(index + 2), heads, singular=True))
        )
        return self._named(index, end, 0.8, head=str(inner or "")) if inner else None

    def names_a_thing(self, index: int) -> bool:
        """Whether the words before a quote say that it names a project, a contest, a course."""
        for back in range(1, _LONGEST_TAIL):
            if not self.adjoins(index - back + 1):
                return False
            word = self.word(index - back)
            if word.lower() in {"с", "со", "у", "от", "к", "между", "и"} or word in {".", ";", ":", ",", "»", "("}:
                return False
            lemmas = noun_lemmas(word)
            is_many = bool(lemmas & lexicon.HEADS) and not any_lemma(word, lexicon.HEADS, singular=True)
            if lemmas & lexicon.NOT_ORGANISATIONS or (is_many and back == 1):
                return True
            if lemmas & lexicon.HEADS and not may_be(word, "gent"):
                return False
            if is_verb(word) or (back > 4 and not may_be(word, "gent")):  # noqa: PLR2004
                return False
        return False

    def in_list(self, index: int) -> bool:
        """Whether this stands in a list of partners: behind «Партнёры: …», or in an item under such a line."""
        place = self.tokens[index].start
        number = self.flow.passage_at(place)
        start, _ = self.flow.passage_span(number)
        before = self.text[start:place].lower()
        colon = before.find(":")
        if colon >= 0 and lexicon.PARTNER_LIST.search(before[:colon]):
            return self.flow.sentence_of(place)[0] <= start + colon
        return is_partner_item(self.flow, number)

    def is_quoted(self, index: int) -> bool:
        """Whether the token stands inside a quote."""
        start, _ = self.flow.passage_span(self.flow.passage_at(self.tokens[index].start))
        before = self.text[max(start, self.free_from) : self.tokens[index].start]
        return before.count("«") > before.count("»")

    def of_another(self, index: int) -> bool:
        """«Ансамбль лицея «…»», «проекта лицея «…»»: the quote behind a genitive names what stands before it."""
        before = self.word(index - 1)
        if not self.adjoins(index) or not may_be(self.word(index), "gent"):
            return False
        return bool(noun_lemmas(before) & (lexicon.NOT_ORGANISATIONS | lexicon.DIRECTLY_NAMED) - _PLACES_OF_OTHERS)

    def several(self, index: int) -> list[Named]:
        """«Авиационный и Приборостроительный заводы»: two names with one head."""
        word = self.word(index)
        if index < 3 or not any_lemma(word, lexicon.HEADS) or {of for _, of, _ in noun_forms(word)} != {"plur"}:  # noqa: PLR2004
            return []
        first, link, second = (self.word(index - back) for back in (3, 2, 1))
        are_names = all(
            one[:1].isupper() and {of for _, of, _ in describing_forms(one)} == {"sing"} for one in (first, second)
        )
        if link != "и" or not are_names or not all(self.adjoins(index - back) for back in (2, 1, 0)):
            return []
        head = any_lemma(word, lexicon.HEADS)
        return [self._named(index - 3, index - 2, 0.7, head=head), self._named(index - 1, index + 1, 0.75, head=head)]

    def _named(self, first: int, after: int, confidence: float, *, head: str = "", form: str = "") -> Named:
        return Named(self.tokens[first].start, self.tokens[after - 1].end, confidence, head, form)


def is_partner_item(flow: Flow, number: int) -> bool:
    """Whether a passage is an item under a heading that announces partners, or stands among items that are such."""
    passages = flow.passages
    if not passages[number].label:
        return False
    for before in range(number - 1, max(number - 15, -1), -1):
        if passages[before].label:
            continue
        title = passages[before].text.strip().lower()
        announces = title.endswith(":") or len(title) <= _LONGEST_ANNOUNCEMENT
        return announces and bool(lexicon.PARTNER_LIST.search(title))
    return all(passage.label for passage in passages[: number + 1])
