"""Directions and partnerships as documents tell of them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.tenancy.links import link
from vmeste.foundation.text.sorting import folded
from vmeste.modules.documents.choices.receiving import (
    OWN,
    ROW,
    Input,
    InputKind,
    Likeness,
    Proposal,
    Receiver,
    Source,
)
from vmeste.modules.partnerships import permissions
from vmeste.modules.partnerships.choices import SYMMETRIC, PartnershipKind
from vmeste.modules.partnerships.models import Partnership
from vmeste.modules.partnerships.selectors.registers import partnerships_for_list
from vmeste.modules.partnerships.services import EDITS, edit_partnership, record_partnership
from vmeste.modules.reference import permissions as reference_permissions
from vmeste.modules.reference.models import Direction
from vmeste.modules.reference.services import DIRECTIONS
from vmeste.pure.dates import PartialDate, Precision, from_code
from vmeste.pure.matching.profiles import stem
from vmeste.pure.reading import FoundDirection, Passage, Place
from vmeste.pure.reading.recognising.flow import fold

ORGANISATION, DIRECTION, PARTNERSHIP = "organisation", "direction", "partnership"
_LONG_NAME = 60
_LONGEST_NAME = 120
_LONGEST_NOTE = 300
_FROM_HEADING = 0.9
_SHOWN_LIKE = 3
_ALIKE = 0.75
_TELLING = 7
_FOUND = 20
_AFTER_HEADING = 3
_CLAUSE = re.compile(r"\s*(?:[(,;:]|\b(?:в том числе|в целях|направленн\w+|а также|по обмену)\b)")
_SINCE = re.compile(r"(?:^|[\s(,])[Сс]о?\s+$")
_MENTORED = re.compile(r"наставни|шефств|с низкими результатами", re.IGNORECASE)


def direction_name(text: str) -> str:
    """What a direction is called: hyphens as in a dictionary, a capital first, a long sentence cut to its first clause.

    «Социально – педагогическое» → «Социально-педагогическое»; «Обмен делегациями в целях изучения …» → «Обмен
    делегациями». At most 120 letters, as names of directions are.
    """
    plain = re.sub(r"(?<=о)\s*-\s*(?=[а-яё])", "-", " ".join(fold(text).split())).strip(" .;:,")
    if len(plain) > _LONG_NAME and (clause := _CLAUSE.search(plain)) and clause.start():
        plain = plain[: clause.start()]
    if len(plain) > _LONGEST_NAME:
        plain = plain[:_LONGEST_NAME].rpartition(" ")[0]
    return plain[:1].upper() + plain[1:]


class DirectionReceiver(Receiver):
    """A direction of cooperation, of the network's own list where it is there under whatever spelling."""

    key = DIRECTION
    label = Direction._meta.verbose_name or ""
    label_plural = Direction._meta.verbose_name_plural or ""
    order = 12
    may = reference_permissions.EDIT_DIRECTIONS
    model = Direction
    inputs = (Input("name", Direction._meta.get_field("name").verbose_name, is_required=True),)

    @cached_property
    def rows(self) -> dict[int, Direction]:
        visible = rows_for(self.actor, reference_permissions.VIEW_DIRECTIONS, Direction)
        return {row.pk: row for row in visible.order_by("sort_key", "id")}

    def propose(self, source: Source) -> Iterator[Proposal]:
        found: dict[str, list[FoundDirection]] = {}
        for one in source.reading.directions:
            if name := direction_name(one.text):
                found.setdefault(folded(name), []).append(one)
        for same in found.values():
            first = same[0]
            yield Proposal(
                key=f"{DIRECTION}-{first.place.passage}-{first.place.start}",
                values={"name": direction_name(first.text)},
                places=tuple(one.place for one in same),
                confidence=first.confidence,
                names=tuple(dict.fromkeys(name for one in same for name in (one.text, direction_name(one.text)))),
            )

    def title_of(self, values: Mapping[str, Any]) -> str:
        return str(values.get("name", ""))

    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        name = values.get("name") or ""
        found = [likeness for row in self.rows.values() if (likeness := _likeness(row, name)) is not None]
        return sorted(found, key=lambda one: (-one.score, str(one.row)))[:_SHOWN_LIKE]

    def look_up(self, pk: int) -> Direction | None:
        return self.rows.get(pk)

    def values_of(self, row: Direction) -> dict[str, Any]:
        return {"name": row.name}

    def onto(self, present: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
        """The network's own word for it stays."""
        return {}

    def wants(self, text: str) -> Iterable[Direction]:
        words = folded(text).split()
        return [row for row in self.rows.values() if all(word in folded(row.name) for word in words)][:_FOUND]

    def url(self, row: Direction) -> str:
        return link("direction-detail", row.pk)

    def add(self, values: Mapping[str, Any]) -> Direction:
        row = DIRECTIONS.add(self.network, actor=self.actor, name=values.get("name", ""))
        self._read_anew()
        return row

    def change(self, row: Direction, values: Mapping[str, Any], *, version: int | None = None) -> Direction:
        changed = DIRECTIONS.change(row, actor=self.actor, version=version, **values)
        self._read_anew()
        return changed

    def remove(self, row: Direction, *, at: datetime) -> None:
        DIRECTIONS.remove(row, actor=self.actor, at=at)
        self._read_anew()

    def _read_anew(self) -> None:
        self.__dict__.pop("rows", None)


def _likeness(row: Direction, name: str) -> Likeness | None:
    known, told = _plain(row.name), _plain(name)
    if known == told:
        return Likeness(row, _("the same name"), 1.0, is_certain=True)
    ratio = SequenceMatcher(None, known, told, autojunk=False).ratio()
    if ratio >= _ALIKE:
        return Likeness(row, _("a similar name"), round(ratio, 3))
    if shared := sorted(_telling(known) & _telling(told), key=len):
        return Likeness(row, _("both names speak of “%(word)s…”") % {"word": shared[-1]}, 0.5)
    return None


def _plain(name: str) -> str:
    words = re.findall(r"\w+", folded(direction_name(name)))
    return " ".join(word for word in words if word not in {"направление", "деятельность"})


def _telling(plain: str) -> set[str]:
    return {stem(word) for word in plain.split() if len(word) >= _TELLING}


@dataclass(slots=True)
class _Tie:
    """One partnership as it gathers from several places of a document."""

    organisation: str
    partner: str
    kind: PartnershipKind = PartnershipKind.COOPERATION
    directions: list[str] = field(default_factory=list)
    starts_on: str = ""
    note: str = ""
    places: list[Place] = field(default_factory=list)
    confidence: float = 0.0


class PartnershipReceiver(Receiver):
    """Two organisations that work together, in the directions a document lists them under. Maturity stays open."""

    key = PARTNERSHIP
    label = gettext_lazy("partnership")
    label_plural = gettext_lazy("partnerships")
    order = 20
    may = permissions.EDIT
    model = Partnership
    inputs = (
        Input("organisation", gettext_lazy("organisation"), InputKind.LINK, to=ORGANISATION, is_required=True),
        Input("partner", gettext_lazy("partner"), InputKind.LINK, to=ORGANISATION, is_required=True),
        Input(
            "kind",
            Partnership._meta.get_field("kind").verbose_name,
            InputKind.CHOICE,
            choices=tuple(PartnershipKind.choices),
            is_required=True,
        ),
        Input("directions", gettext_lazy("directions"), InputKind.LINKS, to=DIRECTION),
        Input("starts_on", gettext_lazy("since"), InputKind.DATE),
        Input("note", gettext_lazy("note"), InputKind.TEXT),
    )

    # Looking

    def propose(self, source: Source) -> Iterator[Proposal]:
        ties: dict[frozenset[str], _Tie] = {}
        for tie in (*_from_headings(source), *_from_directions(source), *_from_reports(source)):
            _gather(ties, tie)
        for tie in ties.values():
            sides = f"{tie.organisation}-{tie.partner}".replace(f"{ORGANISATION}-", "")
            yield Proposal(
                key=f"{PARTNERSHIP}-{sides}",
                values={
                    "organisation": tie.organisation,
                    "partner": tie.partner,
                    "kind": tie.kind.value,
                    "directions": tie.directions,
                    "starts_on": tie.starts_on,
                    "note": tie.note,
                },
                places=tuple(dict.fromkeys(tie.places)),
                confidence=tie.confidence,
            )

    def title_of(self, values: Mapping[str, Any]) -> str:
        return " — ".join(filter(None, (values.get("organisation"), values.get("partner"))))

    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        organisation, partner = values.get("organisation"), values.get("partner")
        if organisation is None or partner is None:
            return []
        turned = Q(organisation=partner, partner=organisation)
        rows = partnerships_for_list(self.actor).filter(Q(organisation=organisation, partner=partner) | turned)
        found = [_same_sides(row, organisation, values.get("kind") or PartnershipKind.COOPERATION) for row in rows]
        return sorted(found, key=lambda one: (-one.score, one.row.pk))

    def look_up(self, pk: int) -> Partnership | None:
        return partnerships_for_list(self.actor).filter(pk=pk).first()

    def values_of(self, row: Partnership) -> dict[str, Any]:
        return {
            "organisation": f"{ROW}{row.organisation_id}",
            "partner": f"{ROW}{row.partner_id}",
            "kind": row.kind,
            "directions": [f"{ROW}{one.pk}" for one in row.directions.order_by("sort_key", "pk")],
            "starts_on": row.starts_on.isoformat() if row.starts_on else "",
            "note": row.note,
        }

    def onto(self, present: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
        """Directions are added, and what nobody has written down yet; sides and kind are what the row says."""
        new = [one for one in stated.get("directions", ()) if one not in present["directions"]]
        values: dict[str, Any] = {"directions": [*present["directions"], *new]} if new else {}
        if stated.get("starts_on") and not present["starts_on"]:
            values["starts_on"] = stated["starts_on"]
            if stated.get("note") and not present["note"]:
                values["note"] = stated["note"]  # it says how exactly the document knows the day
        return values

    def wants(self, text: str) -> Iterable[Partnership]:
        seen: QuerySet[Partnership] = partnerships_for_list(self.actor)
        for word in text.split():
            one = Q(organisation__name__icontains=word) | Q(organisation__short_name__icontains=word)
            seen = seen.filter(one | Q(partner__name__icontains=word) | Q(partner__short_name__icontains=word))
        return seen[:_FOUND] if text.strip() else ()

    def url(self, row: Partnership) -> str:
        return link("partnership-detail", row.pk)

    # Writing

    def add(self, values: Mapping[str, Any]) -> Partnership:
        sides = {name: values.get(name) for name in ("organisation", "partner")}
        missing = {name: _("Name the organisation.") for name, row in sides.items() if row is None}
        if missing:
            raise ValidationError(missing)
        return record_partnership(self.network, actor=self.actor, **_as_fields(values))

    def change(self, row: Partnership, values: Mapping[str, Any], *, version: int | None = None) -> Partnership:
        return edit_partnership(row, actor=self.actor, version=version, **_as_fields(values))

    def remove(self, row: Partnership, *, at: datetime) -> None:
        EDITS.remove(row, actor=self.actor, at=at)


def _as_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(values)
    if "starts_on" in fields:
        fields["starts_on"] = date.fromisoformat(fields["starts_on"]) if fields["starts_on"] else None
    if "directions" in fields:
        fields["directions"] = [row for row in fields["directions"] or () if row is not None]
    return fields


def _same_sides(row: Partnership, organisation: Any, kind: str) -> Likeness:
    """The register has two organisations once in each way of working together, whichever is named first."""
    is_turned = row.organisation_id != organisation.pk
    if row.ends_on is not None:
        return Likeness(row, _("the same organisations; it has ended"), 0.5)
    if row.kind != kind:
        return Likeness(row, _("the same organisations; another kind of partnership"), 0.7)
    if is_turned and kind not in SYMMETRIC:
        return Likeness(row, _("the same organisations the other way round"), 0.6)
    return Likeness(row, _("the same organisations and kind"), 1.0, is_certain=True)


# What a document says of ties


def _gather(ties: dict[frozenset[str], _Tie], tie: _Tie) -> None:
    """Into one what several places say of the same two."""
    known = ties.setdefault(frozenset((tie.organisation, tie.partner)), tie)
    if known is not tie:
        known.directions += [one for one in tie.directions if one not in known.directions]
        known.starts_on = known.starts_on or tie.starts_on
        known.note = known.note or tie.note
        known.places += tie.places
        known.confidence = max(known.confidence, tie.confidence)


def _from_headings(source: Source) -> Iterator[_Tie]:
    """«Лицей № 4 – Старокиструсская школа»: a heading that joins two, and what follows it up to the next."""
    own = source.key_of(ORGANISATION, OWN)
    fields = [one for one in source.reading.fields if one.key == "partnership" and len(one.items) == 2]  # noqa: PLR2004
    passages = list(source.document.passages())
    starts = [one.place.passage for one in fields]
    for number, one in enumerate(fields, start=1):
        end = starts[number] if number < len(starts) else len(passages)
        first, second = (source.key_of(ORGANISATION, name) for name in one.items)
        if second == own:
            first, second = second, first
        if not first or not second or first == second:
            continue
        below = passages[one.place.passage : end]
        text = " ".join(passage.text for passage in below[:_AFTER_HEADING])
        kind = PartnershipKind.MENTORING if _MENTORED.search(text) else PartnershipKind.COOPERATION
        tie = _Tie(first, second, kind, places=[one.place], confidence=_FROM_HEADING)
        _set_since(tie, source, below[:_AFTER_HEADING])
        yield tie


def _from_directions(source: Source) -> Iterator[_Tie]:
    """Lists of partners by direction; directions of an agreement belong to the agreement."""
    own = source.key_of(ORGANISATION, OWN)
    passages = list(source.document.passages())
    for one in source.reading.directions:
        if any(one.partners == agreement.parties for agreement in source.reading.agreements):
            continue
        direction = source.key_of(DIRECTION, one.text)
        for name in one.partners:
            place = _named_below(passages, name, one.place)
            partner = source.key_of(ORGANISATION, name) or _named_within(source, place)
            if own and partner and partner != own:
                tie = _Tie(own, partner, directions=[direction], places=[place], confidence=one.confidence)
                _set_since(tie, source, [passages[place.passage]])
                yield tie


def _from_reports(source: Source) -> Iterator[_Tie]:
    """Earlier and new partners of a report, each with the words that say so."""
    own = source.key_of(ORGANISATION, OWN)
    passages = list(source.document.passages())
    before = Place(-1, 0, 0)
    for one in source.reading.fields:
        if not one.key.startswith("partners_"):
            continue
        start = before.end if before.passage == one.place.passage else 0
        text = " ".join(passages[one.place.passage].text[start : one.place.start].split())
        before = one.place
        said = re.split(r"(?<=[.!?;])\s+", text)[-1].strip(" –-—:,").removesuffix("это").strip(" –-—:,")
        said = re.sub(r"^(?:а также|а|и)\s+", "", said)
        for name in one.items:
            partner = source.key_of(ORGANISATION, name)
            if own and partner and partner != own:
                note = f"«{said[:_LONGEST_NOTE]}»" if said else ""
                yield _Tie(own, partner, note=note, places=[one.place], confidence=one.confidence)


def _named_below(passages: Sequence[Passage], name: str, near: Place) -> Place:
    for passage in passages[near.passage : near.passage + 40]:
        start = passage.text.find(name)
        if start >= 0:
            return Place(passage.number, start, start + len(name))
    return near


def _named_within(source: Source, line: Place) -> str:
    """The only organisation that a line of more words names: «с 2019 года ДЮСШОР № 3»."""
    inside = {
        one.key
        for one in source.proposals.get(ORGANISATION, ())
        for place in one.places
        if place.passage == line.passage and line.start <= place.start and place.end <= line.end
    }
    return inside.pop() if len(inside) == 1 else ""


def _set_since(tie: _Tie, source: Source, passages: Sequence[Passage]) -> None:
    """«С 2016 года»: the first day of it, and a note with the words where they do not name the day."""
    by_number = {passage.number: passage.text for passage in passages}
    for one in source.reading.dates:
        text = by_number.get(one.place.passage)
        if text is None or not one.code:
            continue
        before = _SINCE.search(fold(text)[: one.place.start])
        value = from_code(one.code)
        if before and isinstance(value, PartialDate) and value.starts_on:
            tie.starts_on = value.starts_on.isoformat()
            tie.places.append(one.place)
            if value.precision is not Precision.DAY:
                tie.note = f"«{before.group().strip(' (,')} {one.text}»"
            return
