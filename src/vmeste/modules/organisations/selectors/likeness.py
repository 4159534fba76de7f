"""Organisations that may be the same, with the reasons."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.search.finding import words_of
from vmeste.foundation.search.models import SearchWord
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.models import Alias, Comparison, DistinctPair, Organisation
from vmeste.pure.matching import Identity, Reason, ReasonCode, Verdict, VerdictKind, compare, find_duplicates

SHOWN_PAIRS = 100
KEPT_PAIRS = 5000
_PAIRS_AT_ONCE = 400
COMPARED_WHOLE = 500
COMPARED_AT_ONCE = 2000
_BEGINNING = 4
_UNCOMMON = 200
SHOWN_LOOKALIKES = 5

_REASONS: dict[ReasonCode, str | Promise] = {
    ReasonCode.SAME_INN: _("the same INN %(inn)s"),
    ReasonCode.SAME_OGRN: _("the same OGRN %(ogrn)s"),
    ReasonCode.DIFFERENT_INN: _("different INN: %(first)s and %(second)s"),
    ReasonCode.DIFFERENT_OGRN: _("different OGRN: %(first)s and %(second)s"),
    ReasonCode.DIFFERENT_KPP: _("different KPP: %(first)s and %(second)s"),
    ReasonCode.NUMBERS_DISAGREE: _("one registration number is the same, another is not"),
    ReasonCode.BRANCH: _("one of them is a branch: %(name)s"),
    ReasonCode.SAME_NAME: _("the names say the same"),
    ReasonCode.LEGAL_FORM_VARIANT: _("only the legal form is written otherwise: %(first)s and %(second)s"),
    ReasonCode.DIFFERENT_NUMBERS: _("different numbers in the names: %(first)s and %(second)s"),
    ReasonCode.NUMBER_MISSING: _("only one name has the number %(number)s"),
    ReasonCode.SAME_NUMBER: _("the same number %(number)s, one name says no more"),
    ReasonCode.DIFFERENT_TOWNS: _("different places: %(first)s and %(second)s"),
    ReasonCode.DIFFERENT_SORTS: _("organisations of different sorts"),
    ReasonCode.DIFFERENT_KINDS: _("different kinds in the register"),
    ReasonCode.NAME_CONTAINED: _("one name contains the other"),
    ReasonCode.ACRONYM: _("one name abbreviates the other"),
    ReasonCode.SHORTENED_WORD: _("a word is shortened"),
    ReasonCode.SPELLING: _("the names differ by a slip of the pen: “%(first)s” and “%(second)s”"),
    ReasonCode.SIMILAR_WORDS: _("the names share most words"),
    ReasonCode.DIFFERENT_NAMES: _("different names"),
}


def reason_words(reason: Reason) -> str:
    """A reason of the comparison in the active language."""
    return str(_REASONS[reason.code]) % dict(reason.parameters)


@dataclass(frozen=True, slots=True)
class Lookalike:
    """An organisation of the register that resembles the one asked about."""

    organisation: Organisation
    is_sure: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations of the register that may be one."""

    first: Organisation
    second: Organisation
    is_sure: bool
    reasons: tuple[str, ...]


def lookalikes(actor: Actor, values: Mapping[str, Any], *, besides: Organisation | None = None) -> list[Lookalike]:
    """Organisations the actor sees that resemble one with these values, the surest first, at most five.

    Up to `COMPARED_WHOLE` organisations are all compared: 3 queries. In a larger register only those are that share
    the beginning of an uncommon word, a number or the acronym with it: 3 queries and 1 for each word.
    """
    identity = Identity(
        names=tuple(filter(None, (values.get("name"), values.get("short_name")))),
        inn=values.get("inn") or "",
        ogrn=values.get("ogrn") or "",
        kpp=values.get("kpp") or "",
        territory=str(values.get("territory") or ""),
        kind=values.get("kind") or "",
    )
    parent = values.get("parent")
    kin = {row.pk for row in (besides, parent) if row is not None}
    rows = rows_for(actor, permissions.VIEW, Organisation)
    if rows.count() > COMPARED_WHOLE:
        rows = rows.filter(pk__in=_sharing_a_word(identity))
    known = [(row, other) for row, other in _identified(rows) if row.pk not in kin]
    verdicts = [(compare(identity, other), row) for row, other in known]
    alike = [(verdict, row) for verdict, row in verdicts if verdict.kind is not VerdictKind.DIFFERENT]
    alike.sort(key=lambda found: (*(-part for part in found[0].rank), found[1].sort_key))
    return [Lookalike(row, _is_sure(verdict), _words(verdict)) for verdict, row in alike[:SHOWN_LOOKALIKES]]


def mergeable_organisations(actor: Actor) -> QuerySet[Organisation]:
    """The organisations the actor may merge, by name; 1 query when read."""
    return rows_for(actor, permissions.MERGE, Organisation).order_by("sort_key", "id")


def duplicate_pairs(rows: QuerySet[Organisation]) -> list[Pair]:
    """Pairs of `rows` that look like one, the surest first, at most a hundred; 3 queries.

    Pairs somebody has told apart are left out, and so are an organisation and its own part. The comparison itself
    takes a second or two for a thousand rows: callers keep to `COMPARED_AT_ONCE`.
    """
    apart = _told_apart()
    known = _identified(rows)
    found = find_duplicates([identity for _row, identity in known], limit=SHOWN_PAIRS + len(apart) + len(known))
    pairs = []
    for candidate in found:
        first, second = known[candidate.first][0], known[candidate.second][0]
        if _are_two(first, second, apart):
            pairs.append(Pair(first, second, _is_sure(candidate.verdict), _words(candidate.verdict)))
    return pairs[:SHOWN_PAIRS]


def compare_register(rows: QuerySet[Organisation]) -> tuple[int, list[Any]]:
    """How many rows were compared, and the pairs that look like one as `Comparison.pairs` keeps them; 3 queries.

    Takes minutes for a hundred thousand rows: work for the background.
    """
    apart = _told_apart()
    known = _identified(rows)
    found = find_duplicates([identity for _row, identity in known], limit=KEPT_PAIRS + len(apart) + len(known))
    pairs = []
    for candidate in found:
        first, second = known[candidate.first][0], known[candidate.second][0]
        if _are_two(first, second, apart):
            reasons = [[reason.code.name, dict(reason.parameters)] for reason in candidate.verdict.reasons]
            pairs.append([first.pk, second.pk, _is_sure(candidate.verdict), reasons])
    return len(known), pairs[:KEPT_PAIRS]


def kept_pairs(comparison: Comparison, rows: QuerySet[Organisation]) -> list[Pair]:
    """The kept pairs of which both are among `rows` and still two, at most a hundred; 2 queries for each thousand."""
    apart, pairs = _told_apart(), []
    for start in range(0, len(comparison.pairs), _PAIRS_AT_ONCE):
        some = comparison.pairs[start : start + _PAIRS_AT_ONCE]
        wanted = {pk for first, second, *_rest in some for pk in (first, second)}
        present = {row.pk: row for row in rows.filter(pk__in=wanted).select_related("territory")}
        for first_id, second_id, is_sure, reasons in some:
            first, second = present.get(first_id), present.get(second_id)
            if first is not None and second is not None and _are_two(first, second, apart):
                words = (_REASONS[ReasonCode[code]] for code, _parameters in reasons)
                said = tuple(str(w) % p for w, (_code, p) in zip(words, reasons, strict=True))
                pairs.append(Pair(first, second, is_sure, said))
        if len(pairs) >= SHOWN_PAIRS:
            break
    return pairs[:SHOWN_PAIRS]


def last_comparison(actor: Actor) -> Comparison | None:
    """What the actor's last comparison of the whole register found; 1 query."""
    return Comparison.objects.filter(user_id=actor.user_id).first() if actor.user_id is not None else None


def _told_apart() -> set[frozenset[int]]:
    return {frozenset(pair) for pair in DistinctPair.objects.values_list("first", "second")}


def _are_two(first: Organisation, second: Organisation, apart: set[frozenset[int]]) -> bool:
    """Neither a part of the other nor told apart by somebody."""
    is_kin = first.pk == second.parent_id or second.pk == first.parent_id
    return not is_kin and frozenset({first.pk, second.pk}) not in apart


def likeness(first: Organisation, second: Organisation) -> Lookalike:
    """What the comparison says about two organisations, `second` seen from `first`; 1 query."""
    names = _other_names(Alias.objects.filter(organisation__in=[first, second]))
    verdict = compare(_identity(first, names[first.pk]), _identity(second, names[second.pk]))
    return Lookalike(second, _is_sure(verdict), _words(verdict))


def _sharing_a_word(identity: Identity) -> set[int]:
    """Ids of organisations with which it shares what few have: a beginning of a word, a number, the acronym."""
    words = list(dict.fromkeys(word for name in identity.names for word in words_of(name)))
    beginnings = [word if word.isdecimal() else word[:_BEGINNING] for word in words if len(word) >= _BEGINNING]
    exact = [word for word in words if word.isdecimal()] + ["".join(word[0] for word in words)]
    found: set[int] = set()
    conditions: list[dict[str, Any]] = [
        *({"word__gte": begin, "word__lt": begin + "\U0010ffff"} for begin in dict.fromkeys(beginnings)),
        {"word__in": [*exact, *filter(None, (identity.inn,))]},
    ]
    for condition in conditions:
        entries = SearchWord.objects.filter(**condition, entry__kind=Organisation._meta.label)
        ids = set(entries.values_list("entry__row_id", flat=True)[: _UNCOMMON + 1])
        if len(ids) <= _UNCOMMON:
            found |= ids
    return found


def _identified(rows: QuerySet[Organisation]) -> list[tuple[Organisation, Identity]]:
    names = _other_names(Alias.objects.all())
    shown = rows.select_related("territory").order_by("sort_key", "id")
    return [(row, _identity(row, names[row.pk])) for row in shown]


def _other_names(aliases: QuerySet[Alias]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    for organisation_id, name in aliases.values_list("organisation", "name"):
        names[organisation_id].append(name)
    return names


def _identity(row: Organisation, names: Iterable[str]) -> Identity:
    return Identity(
        names=tuple(filter(None, (row.name, row.short_name, *names))),
        inn=row.inn,
        ogrn=row.ogrn,
        kpp=row.kpp,
        territory=row.territory.name if row.territory else "",
        kind=row.kind,
    )


def _is_sure(verdict: Verdict) -> bool:
    return verdict.kind is VerdictKind.SAME


def _words(verdict: Verdict) -> tuple[str, ...]:
    return tuple(reason_words(reason) for reason in verdict.reasons)
