"""Agreements as documents mention them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.tenancy.links import link
from vmeste.foundation.text.sorting import folded
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.choices import AgreementKind, Renewal, Stage
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.agreements.selectors.details import directions_of
from vmeste.modules.agreements.selectors.registers import agreements_for_list, with_parties
from vmeste.modules.agreements.services.drafting import (
    draft_agreement,
    edit_agreement,
    remove_agreement,
    set_directions,
)
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
from vmeste.pure.dates import PartialDate, Precision, from_code
from vmeste.pure.grammar.morphology import like, readings
from vmeste.pure.matching import normalise_name
from vmeste.pure.reading import FoundAgreement, FoundDirection, Passage
from vmeste.pure.reading.findings import end_of
from vmeste.pure.reading.recognising.flow import fold

from .steps import bring_to, set_parties

ORGANISATION, DIRECTION, AGREEMENT = "organisation", "direction", "agreement"
_FEWEST_PARTIES = 2
_SHOWN_LIKE = 5
_FOUND = 20
_LONGEST_WORDING = 500
_LONGEST_TITLE = 300
_LONGEST_SUBJECT = 4000
_ALIKE_ENOUGH = 0.4
_LABEL = re.compile(r"^(?:дву|двух|тр[её]х|четыр[её]х|пяти|шести|много)\w*сторонн\w+$", re.IGNORECASE)
_WITH_OTHERS = re.compile(r"[^.;]{0,80}?\bсо?\s")
_SIGNED = re.compile(r"подписан|заключ[её]н|в рамках|в соответствии с|на основании|согласно|действу", re.IGNORECASE)
_SUBJECT = re.compile(r"предмет\w*\s+(?:настоящего\s+)?(?:соглашени|договор|меморандум)\w*", re.IGNORECASE)
_UNTIL = re.compile(r"действу\w+[^.;]{0,30}?\b(?:до|по)\s*$", re.IGNORECASE)
_AUTOMATIC = re.compile(
    r"автоматическ\w+[^.;]{0,40}(?:продл|пролонг)|(?:продл|пролонг)\w+[^.;]{0,40}автоматическ", re.IGNORECASE
)
_BY_AGREEMENT = re.compile(r"(?:продл|пролонг)\w+[^.;]{0,60}соглашени\w+\s+сторон", re.IGNORECASE)
_KINDS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (AgreementKind.INTENT, r"намерени|меморандум"),
        (AgreementKind.NETWORK_FORM, r"сетев"),
        (AgreementKind.PRACTICAL_TRAINING, r"практическ\w+ подготовк"),
        (AgreementKind.DONATION, r"пожертвован|дарени|благотворит"),
        (AgreementKind.TWINNING, r"побратим|шефств"),
        (AgreementKind.RULES, r"регламент"),
        (AgreementKind.ORAL, r"устн"),
        (AgreementKind.PARTNERSHIP, r"партн[её]р"),
        (AgreementKind.COOPERATION, r"сотруднич|взаимодейств|совместн"),
    )
)


def _label(name: str) -> Any:
    field: Any = Agreement._meta.get_field(name)
    return field.verbose_name


class AgreementReceiver(Receiver):
    """An agreement with its parties; what the document says of number and date, and no more than that."""

    key = AGREEMENT
    label = gettext_lazy("agreement")
    label_plural = gettext_lazy("agreements")
    order = 30
    may = permissions.DRAFT
    model = Agreement
    inputs = (
        Input("title", _label("title"), is_required=True),
        Input("kind", _label("kind"), InputKind.CHOICE, choices=tuple(AgreementKind.choices), is_required=True),
        Input("number", _label("number")),
        Input("signed_on", _label("signed_on"), InputKind.DATE),
        Input("signed_note", _label("signed_note")),
        Input("parties", gettext_lazy("parties"), InputKind.LINKS, to=ORGANISATION, is_required=True),
        Input("party_label", _label("party_label")),
        Input(
            "stage",
            gettext_lazy("state"),
            InputKind.CHOICE,
            choices=tuple((stage.value, stage.label) for stage in (Stage.DRAFT, Stage.ON_SIGNATURE, Stage.IN_FORCE)),
        ),
        Input("ends_on", _label("ends_on"), InputKind.DATE),
        Input("renewal", _label("renewal"), InputKind.CHOICE, choices=tuple(Renewal.choices)),
        Input("subject", _label("subject"), InputKind.TEXT),
        Input("directions", gettext_lazy("directions"), InputKind.LINKS, to=DIRECTION),
        Input("wordings", gettext_lazy("directions in the words of the document"), InputKind.LINES),
    )

    # Looking

    def propose(self, source: Source) -> Iterator[Proposal]:
        passages = tuple(source.document.passages())
        found = source.reading.agreements
        titles = [_title(one) for one in found]
        for number, one in enumerate(found):
            parties = _parties(source, passages, one)
            title = titles[number]
            if titles.count(title) > 1 and one.parties:
                title = f"{title} ({', '.join(_named(source, party) for party in one.parties)})"[:_LONGEST_TITLE]
            below = [other.place for other in found[number + 1 :] if other.place > one.place]
            section = passages[one.place.passage : below[0].passage + 1 if below else len(passages)]
            yield Proposal(
                key="-".join((AGREEMENT, str(one.place.passage), str(one.place.start), *_other_keys(source, one))),
                values={
                    "title": title,
                    "kind": _kind(one.kind).value,
                    "number": one.number,
                    **_signing(passages, one),
                    "parties": parties,
                    "party_label": _party_label(one.kind),
                    "stage": self._stage(passages[one.place.passage], one),
                    **_term(source, section),
                    "subject": _subject(section, one),
                    **_directions(source, one),
                },
                places=(one.place, *((one.date.place,) if one.date else ())),
                confidence=one.confidence,
                note="" if one.number and one.date else _("The document gives no number or no full date."),
            )

    def _stage(self, passage: Passage, one: FoundAgreement) -> str:
        """In force where the document says so and the actor may record it; signing is not everybody's."""
        start, end = max(0, one.place.start - 80), one.place.end + 80
        is_said = bool(_SIGNED.search(passage.text[start:end]))
        return Stage.IN_FORCE.value if is_said and permissions.SIGN.is_held_by(self.actor) else Stage.DRAFT.value

    def title_of(self, values: Mapping[str, Any]) -> str:
        title, number = values.get("title", ""), values.get("number", "")
        return f"{title} № {number}" if number else str(title)

    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        parties = {row.pk for row in values.get("parties") or () if row is not None}
        number = _number_key(values.get("number") or "")
        same = Q(parties__organisation__in=parties, parties__removed_at=None)
        if values.get("number"):
            same |= Q(number__iexact=values["number"].strip())
        seen = rows_for(self.actor, permissions.VIEW, Agreement)
        rows = with_parties(seen.filter(pk__in=Agreement.objects.filter(same).values("pk"))).order_by("pk")
        found = [one for row in rows if (one := _likeness(row, values, parties, number)) is not None]
        found.sort(key=lambda one: (-one.score, one.row.pk))
        if sum(one.is_certain for one in found) > 1:  # two that fit as well: a person decides
            found = [Likeness(one.row, one.reason, one.score) for one in found]
        return found[:_SHOWN_LIKE]

    def look_up(self, pk: int) -> Agreement | None:
        return with_parties(rows_for(self.actor, permissions.VIEW, Agreement)).filter(pk=pk).first()

    def values_of(self, row: Agreement) -> dict[str, Any]:
        plain = ("title", "kind", "number", "signed_note", "party_label", "stage", "renewal", "subject")
        directions = list(directions_of(row))
        parties = sorted(row.parties.all(), key=lambda party: (party.position, party.pk))
        return {
            **{name: getattr(row, name) for name in plain},
            "signed_on": row.signed_on.isoformat() if row.signed_on else "",
            "ends_on": row.ends_on.isoformat() if row.ends_on else "",
            "parties": [f"{ROW}{party.organisation_id}" for party in parties],
            "directions": [f"{ROW}{one.direction_id}" for one in directions],
            "wordings": [one.wording or str(one.direction) for one in directions],
        }

    def onto(self, present: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
        """Parties and directions are added; a date, a term or a label that differs is a difference to decide on."""
        values: dict[str, Any] = {}
        for name in ("number", "subject", "signed_note"):
            if stated.get(name) and not present[name] and (name != "signed_note" or not present["signed_on"]):
                values[name] = stated[name]
        for name in ("signed_on", "ends_on", "party_label"):
            if stated.get(name) and stated[name] != present[name]:
                values[name] = stated[name]
        if stated.get("renewal") and present["renewal"] == Renewal.NONE:
            values["renewal"] = stated["renewal"]
        if new := [one for one in stated.get("parties", ()) if one not in present["parties"]]:
            values["parties"] = [*present["parties"], *new]
        told = stated.get("directions", ())
        if new := [one for one in told if one not in present["directions"]]:
            values["directions"] = [*present["directions"], *new]
            wordings = stated.get("wordings", ())
            is_aligned = len(wordings) == len(told)
            of_new = [words for one, words in zip(told, wordings, strict=True) if one in new] if is_aligned else []
            values["wordings"] = [*present["wordings"], *of_new]
        return values

    def wants(self, text: str) -> Iterable[Agreement]:
        seen: QuerySet[Agreement] = agreements_for_list(self.actor)
        for word in text.split():
            seen = seen.filter(Q(title__icontains=word) | Q(number__icontains=word))
        return seen[:_FOUND] if text.strip() else ()

    def url(self, row: Agreement) -> str:
        return link("agreement-detail", row.pk)

    # Writing

    def add(self, values: Mapping[str, Any]) -> Agreement:
        parties = [row for row in values.get("parties") or () if row is not None]
        if not parties:
            raise ValidationError({"parties": _("Name the parties.")})
        worded = _worded(values)
        row = draft_agreement(
            self.network,
            actor=self.actor,
            organisations=parties,
            directions=[direction for direction, _wording in worded],
            **_as_fields(values),
        )
        if worded:
            row = set_directions(row, actor=self.actor, directions=worded)
        return bring_to(row, values.get("stage") or Stage.DRAFT, actor=self.actor)

    def change(self, row: Agreement, values: Mapping[str, Any], *, version: int | None = None) -> Agreement:
        current = edit_agreement(row, actor=self.actor, version=version, **_as_fields(values))
        if "parties" in values:
            set_parties(current, [one for one in values["parties"] or () if one is not None], actor=self.actor)
        if "directions" in values or "wordings" in values:
            rows = [one.direction for one in directions_of(current)]
            worded = _worded({"directions": rows, **values})
            current = set_directions(current, actor=self.actor, directions=worded)
        return bring_to(current, values.get("stage") or current.stage, actor=self.actor)

    def remove(self, row: Agreement, *, at: datetime) -> None:
        remove_agreement(row, actor=self.actor, at=at)


_OTHERWISE = frozenset({"parties", "directions", "wordings", "stage"})


def _as_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in values.items() if name not in _OTHERWISE}
    for name in ("signed_on", "ends_on"):
        if name in fields:
            fields[name] = date.fromisoformat(fields[name]) if fields[name] else None
    for name in ("number", "signed_note", "party_label", "subject"):
        if fields.get(name) is None:
            fields.pop(name, None)
    if not fields.get("renewal"):
        fields.pop("renewal", None)
    return fields


def _worded(values: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Each direction with its wording: those that begin with its name, else in order when there are as many."""
    rows = list(values.get("directions") or ())
    wordings = list(values.get("wordings") or ())
    by_order = wordings if len(wordings) == len(rows) else [""] * len(rows)
    worded = []
    for row, in_turn in zip(rows, by_order, strict=True):
        if row is None:
            continue
        words = next((one for one in wordings if folded(one).startswith(folded(row.name))), in_turn)
        worded.append((row, "" if folded(words) == folded(row.name) else words[:_LONGEST_WORDING]))
    return worded


# Likeness


def _likeness(row: Agreement, values: Mapping[str, Any], parties: set[int], number: str) -> Likeness | None:
    """How an agreement fits. Beyond doubt: one number, one day and a common party, or nothing that differs."""
    present = {party.organisation_id for party in row.parties.all()}
    signed_on = values.get("signed_on") or ""
    is_same_number = bool(number) and _number_key(row.number) == number
    is_same_day = bool(signed_on) and row.signed_on is not None and row.signed_on.isoformat() == signed_on
    if is_same_number and is_same_day:
        if present & parties:
            return Likeness(row, _("the same number and day, a common party"), 1.0, is_certain=True)
        return Likeness(row, _("the same number and day, other parties"), 0.6)
    if number and row.number and not is_same_number:
        return None
    if _is_of_another_year(row, values):
        return None
    is_same_kind = row.kind == values.get("kind")
    if parties and present == parties and is_same_kind:
        if _says_the_same(row, values):
            return Likeness(row, _("the same parties, kind and title; nothing differs"), 0.95, is_certain=True)
        return Likeness(row, _("the same parties and kind"), 0.8)
    shared = len(present & parties) / len(present | parties) if present | parties else 0.0
    if is_same_number and shared:
        return Likeness(row, _("the same number, a common party"), 0.7)
    if is_same_kind and len(present & parties) >= _FEWEST_PARTIES and shared >= _ALIKE_ENOUGH:
        return Likeness(row, _("the same kind, common parties"), round(shared * 0.8, 3))
    return None


def _says_the_same(row: Agreement, values: Mapping[str, Any]) -> bool:
    known = (normalise_name(row.title), _number_key(row.number), row.signed_on.isoformat() if row.signed_on else "")
    told = (
        normalise_name(values.get("title") or ""),
        _number_key(values.get("number") or ""),
        values.get("signed_on") or "",
    )
    return known == told and folded(row.signed_note) == folded(values.get("signed_note") or "")


def _is_of_another_year(row: Agreement, values: Mapping[str, Any]) -> bool:
    told = values.get("signed_on") or values.get("signed_note") or ""
    year = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", told)
    return bool(year and row.signed_on and str(row.signed_on.year) != year.group())


def _number_key(number: str) -> str:
    return "".join(folded(number).split())


# What the document says


def _title(one: FoundAgreement) -> str:
    """«трехсторонний договор о сотрудничестве» → «Договор о сотрудничестве»."""
    words = [word for word in one.kind.split() if not _LABEL.match(word)]
    if words:
        words[0] = _first_case(words[0])
    title = " ".join(words) or str(AgreementKind.OTHER.label)
    return title[:1].upper() + title[1:]


def _first_case(word: str) -> str:
    noun = next((one for one in readings(word.lower()) if one.tag.POS in {"NOUN", "ADJF"}), None)
    return like(word, str(noun.normal_form)) if noun is not None else word


def _party_label(kind: str) -> str:
    word = next((word for word in kind.split() if _LABEL.match(word)), "")
    return _first_case(word).lower() if word else ""


def _kind(text: str) -> AgreementKind:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), AgreementKind.OTHER)


def _signing(passages: Sequence[Passage], one: FoundAgreement) -> dict[str, str]:
    """The day of signing, or what the document says instead of one."""
    if one.date is None:
        return {"signed_on": "", "signed_note": ""}
    value = from_code(one.date.code) if one.date.code else None
    if isinstance(value, PartialDate) and value.precision is Precision.DAY and not value.is_stretch and value.starts_on:
        return {"signed_on": value.starts_on.isoformat(), "signed_note": ""}
    text = passages[one.date.place.passage].text
    before = re.search(r"(?:^|[\s(])(со?)\s+$", text[: one.date.place.start], re.IGNORECASE)
    return {"signed_on": "", "signed_note": f"{before[1].lower()} {one.date.text}" if before else one.date.text}


def _parties(source: Source, passages: Sequence[Passage], one: FoundAgreement) -> list[str]:
    """Keys of the parties, the one that writes first where it signs with those it names."""
    named = [key for party in one.parties if (key := source.key_of(ORGANISATION, party))]
    own = source.key_of(ORGANISATION, OWN)
    after = fold(passages[one.place.passage].text)[end_of(one) :]
    is_with_others = len(set(named)) < _FEWEST_PARTIES or bool(_WITH_OTHERS.match(after))
    if own and own not in named and is_with_others:
        named.insert(0, own)
    return list(dict.fromkeys(named))


def _other_keys(source: Source, one: FoundAgreement) -> list[str]:
    """What tells several agreements of one phrase apart: «договоры с заводом, техникумом и БГУ»."""
    same = [other for other in source.reading.agreements if other.place == one.place]
    return [] if len(same) == 1 else [str(same.index(one))]


def _named(source: Source, party: str) -> str:
    key = source.key_of(ORGANISATION, party)
    proposal = next((other for other in source.proposals.get(ORGANISATION, ()) if other.key == key), None)
    values = proposal.values if proposal else {}
    return str(values.get("short_name") or values.get("name") or party)


def _directions(source: Source, one: FoundAgreement) -> dict[str, list[str]]:
    """The directions listed for this agreement, not those under which partners are listed."""
    own = [direction for direction in source.reading.directions if _agreement_of(source, direction) is one]
    keyed = {source.key_of(DIRECTION, direction.text): " ".join(direction.text.split()) for direction in own}
    keyed.pop("", None)
    return {"directions": list(keyed), "wordings": list(keyed.values())}


def _agreement_of(source: Source, direction: FoundDirection) -> FoundAgreement | None:
    """The last agreement above with the very parties the direction is listed with."""
    agreements = source.reading.agreements
    above = [one for one in agreements if one.parties == direction.partners and one.place < direction.place]
    return above[-1] if above and direction.partners else None


def _subject(section: Sequence[Passage], one: FoundAgreement) -> str:
    """The sentence that says what the agreement is about."""
    for passage in section:
        start = one.place.end if passage.number == one.place.passage else 0
        if match := _SUBJECT.search(passage.text, start):
            is_heading = match.end() >= len(passage.text.rstrip(" .:"))
            following = next((other.text for other in section if other.number == passage.number + 1), "")
            return " ".join((following if is_heading else passage.text).split())[:_LONGEST_SUBJECT]
    return ""


def _term(source: Source, section: Sequence[Passage]) -> dict[str, str]:
    """When it ends and whether it renews itself, as far as the text below the agreement says."""
    texts = {passage.number: passage.text for passage in section}
    ends_on = ""
    for one in source.reading.dates:
        text = texts.get(one.place.passage)
        value = from_code(one.code) if one.code else None
        if text is None or not isinstance(value, PartialDate) or value.ends_on is None:
            continue
        if match := _UNTIL.search(text[: one.place.start]):
            is_inclusive = match.group().rstrip().endswith("по") or value.precision is Precision.DAY
            ends_on = value.ends_on.isoformat() if is_inclusive else (value.starts_on or value.ends_on).isoformat()
            break
    whole = " ".join(texts.values())
    renewal = ""
    if _AUTOMATIC.search(whole):
        renewal = Renewal.AUTOMATIC.value
    elif _BY_AGREEMENT.search(whole):
        renewal = Renewal.BY_AGREEMENT.value
    return {"ends_on": ends_on, "renewal": renewal}
