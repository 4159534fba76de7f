"""Organisations looked up by what documents and tables write: a name, another name, an INN."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.models import Alias, Organisation
from vmeste.pure.matching import Identity, Verdict, VerdictKind, normalise_name
from vmeste.pure.matching.comparing import compare_profiles
from vmeste.pure.matching.profiles import Profile, profile_of

_BEGINNING, _LONG_WORD = 4, 6
_COMPARED = 24
"""A record is compared with at most so many that share its rarest words: names like «школа» are in all of them."""


class OrganisationBook:
    """Everything an actor sees, read once (2 queries), asked many times without a query."""

    def __init__(self, actor: Actor) -> None:
        visible = rows_for(actor, permissions.VIEW, Organisation).select_related("territory", "parent")
        self.rows: dict[int, Organisation] = {row.pk: row for row in visible.order_by("sort_key", "id")}
        self.aliases: dict[int, dict[str, Alias]] = defaultdict(dict)
        self.by_inn: dict[str, list[Organisation]] = defaultdict(list)
        self.by_ogrn: dict[str, list[Organisation]] = defaultdict(list)
        self._by_name: dict[str, dict[int, Organisation]] = defaultdict(dict)
        self._new: dict[str, Organisation] = {}
        self._profiles: dict[int, Profile] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for row in self.rows.values():
            self._learn_numbers(row)
            self._learn(row, (row.name, row.short_name))
        for alias in Alias.objects.filter(organisation__in=visible).order_by("sort_key", "id"):
            if (owner := self.rows.get(alias.organisation_id)) is not None:
                self.aliases[owner.pk][alias.name] = alias
                self._learn(owner, (alias.name,))

    def _learn_numbers(self, row: Organisation) -> None:
        for number, rows in ((row.inn, self.by_inn), (row.ogrn, self.by_ogrn)):
            if number and row not in rows[number]:
                rows[number].append(row)

    def take_in(self, row: Organisation, aliases: Iterable[Alias]) -> None:
        """Know a row as it is now, new or changed; whatever asks finds it."""
        self.rows[row.pk] = row
        self.aliases[row.pk] = {alias.name: alias for alias in aliases}
        self._learn_numbers(row)
        self._learn(row, (row.name, row.short_name, *self.aliases[row.pk]))
        if self._profiles:
            self._profile(row)

    def _learn(self, row: Organisation, names: Iterable[str]) -> None:
        for name in filter(None, names):
            self._by_name[normalise_name(name)][row.pk] = row

    def learn_new(self, row: Organisation) -> None:
        """Let `meant` find a row that was not there when the book was read; `named` and `alike` do not."""
        for name in {normalise_name(name) for name in (row.name, row.short_name, row.inn) if name}:
            self._new[name] = row

    def forget_new(self) -> None:
        """The new rows are gone again."""
        self._new.clear()

    def named(self, *texts: str) -> list[Organisation]:
        """The rows one of whose names is one of the texts, whatever the quotes, case and signs."""
        found: dict[int, Organisation] = {}
        for text in filter(None, texts):
            found |= self._by_name.get(normalise_name(text), {})
        return list(found.values())

    def meant(self, text: str) -> list[Organisation]:
        """The rows a reference may mean: by INN when it is digits, else by name; the head before its units."""
        digits = "".join(text.split())
        if digits.isascii() and digits.isdecimal():
            rows = self.by_inn.get(digits, [])
            found = [row for row in rows if row.parent_id is None] or rows
        else:
            found = self.named(text)
        new = self._new.get(normalise_name(text))
        return found if found or new is None else [new]

    def alike(self, values: Mapping[str, Any]) -> tuple[list[Organisation], list[Organisation]]:
        """The rows that the names say are the same, and those that may be; about 2 ms."""
        names = [name for name in (values.get("name"), values.get("short_name"), values.get("known_as")) if name]
        kind = values.get("kind") or ""
        verdicts = self.verdicts(names, values, territory=str(values.get("territory") or ""), kind=kind)
        same = [row for row, verdict in verdicts if verdict.kind is VerdictKind.SAME]
        return same, [row for row, verdict in verdicts if verdict.kind is VerdictKind.MAYBE]

    def verdicts(
        self, names: Sequence[str], numbers: Mapping[str, Any], *, territory: str = "", kind: str = ""
    ) -> list[tuple[Organisation, Verdict]]:
        """The rows that are or may be the one with these names and numbers (`inn`, `ogrn`, `kpp`); about 2 ms."""
        inn, ogrn, kpp = (numbers.get(key) or "" for key in ("inn", "ogrn", "kpp"))
        if not names:
            return []
        profile = profile_of(Identity(names=tuple(names), inn=inn, ogrn=ogrn, kpp=kpp, territory=territory, kind=kind))
        numbered = [row.pk for row in (*self.by_inn.get(inn, ()), *self.by_ogrn.get(ogrn, ()))]
        near = dict.fromkeys((*numbered, *self._neighbours(profile)))
        verdicts = [(self.rows[pk], compare_profiles(profile, self._profiles[pk])) for pk in near]
        return [(row, verdict) for row, verdict in verdicts if verdict.kind is not VerdictKind.DIFFERENT]

    def _neighbours(self, profile: Profile) -> Iterator[int]:
        self._take_apart()
        blocks = sorted((self._by_word.get(word, []) for word in _words(profile)), key=len)
        seen: dict[int, None] = {}
        for block in blocks:
            for pk in block:
                seen.setdefault(pk)
                if len(seen) >= _COMPARED:
                    yield from seen
                    return
        yield from seen

    def _take_apart(self) -> None:
        if not self._profiles:
            for row in self.rows.values():
                self._profile(row)

    def _profile(self, row: Organisation) -> None:
        profile = profile_of(
            Identity(
                names=tuple(filter(None, (row.name, row.short_name, *self.aliases.get(row.pk, ())))),
                inn=row.inn,
                ogrn=row.ogrn,
                kpp=row.kpp,
                territory=row.territory.name if row.territory else "",
                kind=row.kind,
            )
        )
        self._profiles[row.pk] = profile
        for word in _words(profile):
            self._by_word[word].append(row.pk)


def _words(profile: Profile) -> set[str]:
    """What two names of one organisation share: a telling word, a number with the sort, the initials."""
    words: set[str] = set()
    for name in profile.names:
        own = name.telling or name.stems
        words |= own
        words |= {
            f"{word[:_BEGINNING]}…" for word in own if len(word) >= _LONG_WORD
        }  # «авиазавод», «авиационный завод»
        if name.numbers:
            words.add(f"{'-'.join(sorted(name.numbers))} {name.sort or ''}")
        if len(name.initials) > 1:
            words.add(name.initials)
    return words
