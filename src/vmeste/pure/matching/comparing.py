"""Same, maybe or different: the rules, strongest first."""

from rapidfuzz.distance import DamerauLevenshtein

from .identity import Identity, Reason, ReasonCode, Verdict, VerdictKind
from .legal_forms import Sort
from .profiles import NameProfile, Profile, profile_of, stem

_SHORTEST_TYPO, _LONG_NAME = 5, 9
_SHORTEST_ACRONYM = 3
_SHORTEST_PREFIX = 3
_SIMILAR = 0.6
_FORM_BOUND = frozenset({Sort.PRESCHOOL, Sort.SCHOOL, Sort.SUPPLEMENTARY, Sort.VOCATIONAL, Sort.UNIVERSITY})


def compare(first: Identity, second: Identity) -> Verdict:
    """Whether two records are one organisation; symmetric in kind and score.

    Registry numbers decide when both sides have them; else the best pair of names does, unless numbers in the names,
    towns or sorts contradict it. O(names of the first · names of the second · length), milliseconds at most.
    """
    return compare_profiles(profile_of(first), profile_of(second))


def compare_profiles(first: Profile, second: Profile) -> Verdict:
    """As :func:`compare`, for records taken apart before."""
    registry = _by_registry_numbers(first, second)
    if registry and registry.kind is not VerdictKind.DIFFERENT:
        return registry
    branch = first if first.is_branch else second
    if registry and not branch.is_branch:
        return registry
    verdict = _by_names(first, second)
    if registry:
        reasons = (Reason.of(ReasonCode.BRANCH, name=branch.names[0].original), *registry.reasons)
        return _at_most_maybe(verdict, *reasons)
    kinds = first.identity.kind, second.identity.kind
    if all(kinds) and kinds[0] != kinds[1]:
        return _at_most_maybe(verdict, Reason.of(ReasonCode.DIFFERENT_KINDS, first=kinds[0], second=kinds[1]))
    return verdict


def _at_most_maybe(verdict: Verdict, *reasons: Reason) -> Verdict:
    kind = VerdictKind.MAYBE if verdict.kind is VerdictKind.SAME else verdict.kind
    return Verdict(kind, round(verdict.score * 0.8, 3), (*verdict.reasons, *reasons))


def _by_registry_numbers(first: Profile, second: Profile) -> Verdict | None:
    """A verdict when ИНН or ОГРН is known on both sides."""
    agree: list[Reason] = []
    differ: list[Reason] = []
    for one, other, same, different, name in (
        (first.inn, second.inn, ReasonCode.SAME_INN, ReasonCode.DIFFERENT_INN, "inn"),
        (first.ogrn, second.ogrn, ReasonCode.SAME_OGRN, ReasonCode.DIFFERENT_OGRN, "ogrn"),
    ):
        if one and one == other:
            agree.append(Reason.of(same, **{name: one}))
        elif one and other:
            differ.append(Reason.of(different, first=one, second=other))
    if agree and differ:
        return Verdict(VerdictKind.MAYBE, 0.5, (Reason.of(ReasonCode.NUMBERS_DISAGREE), *agree, *differ))
    if differ:
        return Verdict(VerdictKind.DIFFERENT, 0.0, tuple(differ))
    if not agree:
        return None
    if first.kpp and second.kpp and first.kpp != second.kpp:
        kpp = Reason.of(ReasonCode.DIFFERENT_KPP, first=first.kpp, second=second.kpp)
        return Verdict(VerdictKind.MAYBE, 0.7, (*agree, kpp))
    return Verdict(VerdictKind.SAME, 1.0, tuple(agree))


def _by_names(first: Profile, second: Profile) -> Verdict:
    if not (first.names and second.names):
        return Verdict(VerdictKind.DIFFERENT, 0.0, ())
    if first.numbers and second.numbers and not first.numbers & second.numbers:
        return _different(
            ReasonCode.DIFFERENT_NUMBERS, ", ".join(sorted(first.numbers)), ", ".join(sorted(second.numbers))
        )
    if _elsewhere(first.territory, second.territory):
        return _different(ReasonCode.DIFFERENT_TOWNS, first.identity.territory, second.identity.territory)
    verdicts = (
        _compare_names(one, other, first.territory, second.territory) for one in first.names for other in second.names
    )
    return max(verdicts, key=lambda verdict: verdict.rank)


def _elsewhere(first: frozenset[str], second: frozenset[str]) -> bool:
    """Two known places of which neither contains the other («Рязань» lies in «Рязанская область, г. Рязань»)."""
    return bool(first and second) and not (first <= second or second <= first)


def _different(code: ReasonCode, first: str, second: str, score: float = 0.0) -> Verdict:
    return Verdict(VerdictKind.DIFFERENT, score, (Reason.of(code, first=first, second=second),))


def _compare_names(
    one: NameProfile, other: NameProfile, territory: frozenset[str], other_territory: frozenset[str]
) -> Verdict:
    """Two names: what contradicts first, then what connects, strongest connection first."""
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return _different(
            ReasonCode.DIFFERENT_NUMBERS, ", ".join(sorted(one.numbers)), ", ".join(sorted(other.numbers))
        )
    if _elsewhere(one.place or territory, other.place or other_territory):
        return _different(ReasonCode.DIFFERENT_TOWNS, one.original, other.original)
    if one.sort in _FORM_BOUND and other.sort in _FORM_BOUND and one.sort != other.sort:
        return _different(ReasonCode.DIFFERENT_SORTS, str(one.sort), str(other.sort))
    verdict = _equal_words(one, other) or _same_number_only(one, other) or _connected(one, other)
    if verdict is None:
        shared = _overlap(one, other)
        return _different(ReasonCode.DIFFERENT_NAMES, one.original, other.original, round(shared / 2, 3))
    if one.numbers == other.numbers:
        return verdict
    number = ", ".join(sorted(one.numbers | other.numbers))
    return Verdict(
        VerdictKind.MAYBE,
        min(verdict.score, 0.6),
        (*verdict.reasons, Reason.of(ReasonCode.NUMBER_MISSING, number=number)),
    )


def _equal_words(one: NameProfile, other: NameProfile) -> Verdict | None:
    if one.stems != other.stems and one.compact != other.compact:
        return None
    reason = Reason.of(ReasonCode.SAME_NAME, first=one.original, second=other.original)
    if one.form and other.form and one.form != other.form:
        forms = Reason.of(ReasonCode.LEGAL_FORM_VARIANT, first=one.form.abbreviation, second=other.form.abbreviation)
        return Verdict(VerdictKind.SAME, 0.97 if one.form.successor == other.form.successor else 0.93, (reason, forms))
    return Verdict(VerdictKind.SAME, 0.99, (reason,))


def _same_number_only(one: NameProfile, other: NameProfile) -> Verdict | None:
    """«Школа № 1498» and «Школа № 1498 «Лингвист-М»»: one side has no words of its own."""
    if not one.numbers or one.numbers != other.numbers or (one.words and other.words):
        return None
    return _maybe(ReasonCode.SAME_NUMBER, 0.75, number=", ".join(sorted(one.numbers)))


def _connected(one: NameProfile, other: NameProfile) -> Verdict | None:
    """A maybe: one name inside the other, an acronym, a shortened word, a slip of the pen, many words in common."""
    pair = {"first": one.original, "second": other.original}
    if not (one.words and other.words):
        return None
    if _is_contained(one, other) or _is_contained(other, one):
        return _maybe(ReasonCode.NAME_CONTAINED, 0.6 + 0.3 * _overlap(one, other), **pair)
    if _is_acronym(one, other) or _is_acronym(other, one):
        return _maybe(ReasonCode.ACRONYM, 0.7, **pair)
    if _is_shortened(one, other) or _is_shortened(other, one):
        return _maybe(ReasonCode.SHORTENED_WORD, 0.75, **pair)
    slips = _slips(_own_words(one, other), _own_words(other, one))
    if slips is not None:
        return _maybe(ReasonCode.SPELLING, 0.95 - slips / max(len(one.compact), len(other.compact)), **pair)
    overlap = _overlap(one, other)
    if overlap >= _SIMILAR and one.telling & other.telling:
        return _maybe(ReasonCode.SIMILAR_WORDS, overlap * 0.8, **pair)
    return None


def _maybe(code: ReasonCode, score: float, **parameters: str) -> Verdict:
    return Verdict(VerdictKind.MAYBE, round(score, 3), (Reason.of(code, **parameters),))


def _overlap(one: NameProfile, other: NameProfile) -> float:
    """Share of common stems (Jaccard)."""
    union = one.stems | other.stems
    return len(one.stems & other.stems) / len(union) if union else 0.0


def _is_contained(part: NameProfile, whole: NameProfile) -> bool:
    """All words of one among the other's, and not only common ones – unless they carry the same number."""
    return part.stems < whole.stems and bool(part.telling or (part.numbers and part.numbers == whole.numbers))


def _own_words(one: NameProfile, other: NameProfile) -> str:
    """What one name says and the other does not, without blanks."""
    return "".join(word for word in one.words if stem(word) not in other.stems)


def _is_acronym(short: NameProfile, long: NameProfile) -> bool:
    """«БГУ» of «Бурятский государственный университет»; «РЦ Асториум» of «Региональный центр «Асториум»»."""
    if short.compact == long.initials and len(short.compact) >= _SHORTEST_ACRONYM:
        return True
    own = short.stems - long.stems
    shared = short.telling & long.telling
    return bool(own and shared) and all(len(word) > 1 and word in long.initials for word in own)


def _is_shortened(short: NameProfile, long: NameProfile) -> bool:
    """«Авиазавод» of «Авиационный завод»: the beginning of one word and the whole of the next."""
    if len(short.words) != 1 or len(long.words) != 2:  # noqa: PLR2004 - one word for two
        return False
    word, (beginning, end) = short.words[0], long.words
    prefix = word.removesuffix(end)
    return prefix != word and len(prefix) >= _SHORTEST_PREFIX and beginning.startswith(prefix)


def _slips(one: str, other: str) -> int | None:
    """Edits (Damerau–Levenshtein) between names that are long enough for so few: 1 from five letters, 2 from nine."""
    shortest = min(len(one), len(other))
    if shortest < _SHORTEST_TYPO:
        return None
    allowed = 1 if shortest < _LONG_NAME else 2
    distance = DamerauLevenshtein.distance(one, other, score_cutoff=allowed)
    return distance if distance <= allowed else None
