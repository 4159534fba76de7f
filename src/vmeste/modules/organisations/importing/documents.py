"""Organisations and their contacts as documents name them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.tenancy.links import link
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
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.choices import WITHOUT_PARENT, OrganisationKind
from vmeste.modules.organisations.models import Alias, Contact, Organisation
from vmeste.modules.organisations.selectors.book import OrganisationBook
from vmeste.modules.organisations.selectors.likeness import reason_words
from vmeste.modules.organisations.selectors.registers import organisations_for_list, where_found
from vmeste.modules.organisations.services.naming import ALIASES, CONTACTS
from vmeste.modules.organisations.services.registering import (
    edit_organisation,
    register_organisation,
    remove_organisation,
)
from vmeste.pure.grammar import split_person
from vmeste.pure.matching import VerdictKind, normalise_name
from vmeste.pure.reading import FoundField, Place, Reading
from vmeste.pure.reading.entries import Entry, Speaker, organisation_entries, speaker_of
from vmeste.pure.reading.officials import Official, officials_of

from .kinds import kind_of

ORGANISATION, CONTACT = "organisation", "contact"
_NUMBERS = ("inn", "ogrn", "kpp")
_IN_DOUBT = 0.6
_SHOWN_LIKE = 5
_FOUND = 20
_OUR_NAME = 0.5
_YOURS = 0.8


def _label(model: Any, name: str) -> Any:
    return model._meta.get_field(name).verbose_name


class OrganisationReceiver(Receiver):
    """An organisation once, however often and in whatever cases the document names it.

    A row that is there keeps what it says of itself; the document adds other names and fills what is empty.
    """

    key = ORGANISATION
    label = gettext_lazy("organisation")
    label_plural = gettext_lazy("organisations")
    order = 10
    may = permissions.REGISTER
    model = Organisation
    inputs = (
        Input("name", _label(Organisation, "name"), is_required=True),
        Input("short_name", _label(Organisation, "short_name")),
        Input(
            "kind",
            _label(Organisation, "kind"),
            InputKind.CHOICE,
            choices=tuple(OrganisationKind.choices),
            is_required=True,
        ),
        Input("is_legal_entity", _label(Organisation, "is_legal_entity"), InputKind.FLAG),
        Input("inn", _label(Organisation, "inn")),
        Input("ogrn", _label(Organisation, "ogrn")),
        Input("kpp", _label(Organisation, "kpp")),
        Input("address", _label(Organisation, "address")),
        Input("aliases", gettext_lazy("other names"), InputKind.LINES),
    )

    @cached_property
    def book(self) -> OrganisationBook:
        return OrganisationBook(self.actor)

    # Looking

    def propose(self, source: Source) -> Iterable[Proposal]:
        entries = organisation_entries(source.document, source.reading)
        speaker = speaker_of(source.document, source.reading)
        own = _own(entries, speaker)
        for number, entry in enumerate(entries):
            yield _proposal(entry, entries, is_own=number == own)
        if own is None and _needs_own(source.reading):
            yield _unnamed(source, speaker)

    def title_of(self, values: Mapping[str, Any]) -> str:
        return values.get("short_name") or values.get("name") or _("Our organisation")

    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        names = [name for name in (values.get("name"), values.get("short_name"), *values.get("aliases", ())) if name]
        if not names:
            mine = (self.book.rows.get(pk) for pk in sorted(self.actor.organisation_ids))
            words = _("You act for it, and the document speaks of “our” organisation.")
            return [Likeness(row, words, _YOURS) for row in mine if row is not None]
        found = sorted(
            self.book.verdicts(names, values), key=lambda pair: (*(-part for part in pair[1].rank), pair[0].pk)
        )
        is_clear = sum(verdict.kind is VerdictKind.SAME for _row, verdict in found) == 1
        return [
            Likeness(
                row,
                "; ".join(map(reason_words, verdict.reasons)),
                verdict.score,
                is_certain=is_clear and verdict.kind is VerdictKind.SAME,
            )
            for row, verdict in found[:_SHOWN_LIKE]
        ]

    def look_up(self, pk: int) -> Organisation | None:
        return self.book.rows.get(pk)

    def values_of(self, row: Organisation) -> dict[str, Any]:
        plain = ("name", "short_name", "kind", "is_legal_entity", *_NUMBERS, "address")
        return {**{name: getattr(row, name) for name in plain}, "aliases": list(self.book.aliases.get(row.pk, ()))}

    def onto(self, present: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
        known = {normalise_name(name) for name in (present["name"], present["short_name"], *present["aliases"])}
        told = filter(None, (stated.get("name"), stated.get("short_name"), *stated.get("aliases", ())))
        new = {normalise_name(name): name for name in reversed(list(told)) if normalise_name(name) not in known}
        fillable = _NUMBERS if present["is_legal_entity"] else ()
        filled = {name: stated[name] for name in fillable if stated.get(name) and not present[name]}
        return {**filled, "aliases": [*present["aliases"], *sorted(new.values())]} if new else filled

    def wants(self, text: str) -> Iterable[Organisation]:
        condition = where_found(self.actor, text)
        return () if condition is None else organisations_for_list(self.actor).filter(condition)[:_FOUND]

    def url(self, row: Organisation) -> str:
        return link("organisation-detail", row.pk)

    # Writing

    def add(self, values: Mapping[str, Any]) -> Organisation:
        plain = {name: value for name, value in values.items() if name != "aliases" and value not in (None, "")}
        if not plain.get("name"):
            raise ValidationError({"name": _("Name the organisation, or match it with one of the register.")})
        plain.setdefault("is_legal_entity", plain.get("kind") not in WITHOUT_PARENT)
        row = register_organisation(self.network, actor=self.actor, **plain)
        own = {row.name, row.short_name}
        names = [name for name in dict.fromkeys(values.get("aliases") or ()) if name not in own]
        self.book.take_in(row, [ALIASES.add(row, actor=self.actor, organisation=row, name=name) for name in names])
        return row

    def change(self, row: Organisation, values: Mapping[str, Any], *, version: int | None = None) -> Organisation:
        plain = {name: value for name, value in values.items() if name != "aliases"}
        changed = edit_organisation(row, actor=self.actor, version=version, **plain)
        if "aliases" in values:
            self._name(changed, values["aliases"] or ())
        self.book.take_in(changed, Alias.objects.filter(organisation=changed).order_by("sort_key", "pk"))
        return changed

    def _name(self, row: Organisation, wanted: Iterable[str]) -> None:
        """Give the organisation exactly these other names."""
        present = {alias.name: alias for alias in Alias.objects.filter(organisation=row).order_by("pk")}
        names = dict.fromkeys(wanted)
        for name in names:
            if name not in present:
                ALIASES.add(row, actor=self.actor, organisation=row, name=name)
        for name in present.keys() - names.keys():
            ALIASES.remove(present[name], actor=self.actor)

    def remove(self, row: Organisation, *, at: datetime) -> None:
        remove_organisation(row, actor=self.actor, at=at)
        self.__dict__.pop("book", None)


def _proposal(entry: Entry, entries: Sequence[Entry], *, is_own: bool) -> Proposal:
    kind = kind_of(f"{entry.name} {entry.short_name}", entry.sort)
    first = entry.mentions[0].place
    values = {
        "name": entry.name,
        "short_name": entry.short_name,
        "kind": kind.value,
        "is_legal_entity": kind not in WITHOUT_PARENT,
        "aliases": list(entry.aliases),
        "address": f"г. {entry.town}" if entry.town else "",
        **dict(entry.numbers),
    }
    note, confidence = "", entry.confidence
    if entry.resembles is not None:
        other, verdict = entry.resembles
        words = _("May be the same as “%(name)s” of this document: %(reason)s.")
        note = words % {"name": entries[other].name, "reason": reason_words(verdict.reasons[0])}
        confidence = min(confidence, _IN_DOUBT)
    return Proposal(
        key=f"{ORGANISATION}-{first.passage}-{first.start}",
        values=values,
        places=tuple(mention.place for mention in entry.mentions),
        confidence=confidence,
        names=(*entry.spellings, *((OWN,) if is_own else ())),
        note=note,
    )


def _own(entries: Sequence[Entry], speaker: Speaker | None) -> int | None:
    """Which entry is the one that writes; None when it is not named."""
    if speaker is None or not speaker.name:
        return None
    wanted = normalise_name(speaker.name)
    return next(
        (number for number, one in enumerate(entries) if wanted in map(normalise_name, one.spellings)),
        None,
    )


def _needs_own(reading: Reading) -> bool:
    """Whether the document tells of ties that need their other side."""
    partners = (*(one.partners for one in reading.directions), *(one.items for one in _partner_fields(reading)))
    return bool(reading.agreements or any(partners))


def _unnamed(source: Source, speaker: Speaker | None) -> Proposal:
    place = speaker.place if speaker is not None else _first_tie(source.reading)
    return Proposal(
        key=f"{ORGANISATION}-own",
        values={},
        places=(place,),
        confidence=_OUR_NAME,
        names=(OWN,),
        note=_("The document does not name the organisation it speaks for. Match it with yours first."),
    )


def _first_tie(reading: Reading) -> Place:
    places = [one.place for one in reading.agreements]
    places += [one.place for one in reading.directions]
    places += [one.place for one in _partner_fields(reading)]
    return min(places)


def _partner_fields(reading: Reading) -> tuple[FoundField, ...]:
    return tuple(field for field in reading.fields if field.key.startswith("partner"))


class ContactReceiver(Receiver):
    """Somebody with a post at an organisation the document makes clear; pupils and parents never."""

    key = CONTACT
    label = gettext_lazy("contact")
    label_plural = gettext_lazy("contacts")
    order = 14
    may = permissions.EDIT_CONTACTS
    model = Contact
    inputs = (
        Input("organisation", gettext_lazy("organisation"), InputKind.LINK, to=ORGANISATION, is_required=True),
        Input("full_name", _label(Contact, "full_name"), is_required=True),
        Input("post", _label(Contact, "post")),
    )

    def propose(self, source: Source) -> Iterator[Proposal]:
        for official in officials_of(source.document, source.reading):
            organisation = source.key_of(ORGANISATION, official.organisation or OWN)
            if organisation:
                yield _contact(official, organisation)

    def title_of(self, values: Mapping[str, Any]) -> str:
        return ", ".join(filter(None, (values.get("full_name", ""), values.get("post", ""))))

    def likely(self, values: Mapping[str, Any]) -> Sequence[Likeness]:
        organisation = values.get("organisation")
        if organisation is None or not values.get("full_name"):
            return []
        found = []
        for row in rows_for(self.actor, permissions.VIEW_CONTACTS, Contact).filter(organisation=organisation):
            if normalise_name(row.full_name) == normalise_name(values["full_name"]):
                found.append(Likeness(row, _("the same name at the same organisation"), 1.0, is_certain=True))
            elif _may_be_one(row.full_name, values["full_name"]):
                found.append(Likeness(row, _("the same surname and initials at the same organisation"), 0.9))
        return sorted(found, key=lambda one: (-one.score, one.row.pk))[:_SHOWN_LIKE]

    def look_up(self, pk: int) -> Contact | None:
        return rows_for(self.actor, permissions.VIEW_CONTACTS, Contact).filter(pk=pk).first()

    def values_of(self, row: Contact) -> dict[str, Any]:
        return {"organisation": f"{ROW}{row.organisation_id}", "full_name": row.full_name, "post": row.post}

    def onto(self, present: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
        """A full name replaces initials, never the other way round; another post is a difference to decide on."""
        told = stated.get("full_name", "")
        values = {"full_name": told} if told and "." in present["full_name"] and "." not in told else {}
        if stated.get("post") and normalise_name(stated["post"]) != normalise_name(present["post"]):
            values["post"] = stated["post"]
        return values

    def wants(self, text: str) -> Iterable[Contact]:
        rows = rows_for(self.actor, permissions.VIEW_CONTACTS, Contact).select_related("organisation")
        return (
            rows.filter(full_name__icontains=text.strip()).order_by("sort_key", "id")[:_FOUND] if text.strip() else ()
        )

    def url(self, row: Contact) -> str:
        return link("contact-detail", row.pk)

    def add(self, values: Mapping[str, Any]) -> Contact:
        organisation = values.get("organisation")
        if organisation is None:
            raise ValidationError({"organisation": _("Name the organisation.")})
        plain = {name: value for name, value in values.items() if value not in (None, "")}
        return CONTACTS.add(organisation, actor=self.actor, **plain)

    def change(self, row: Contact, values: Mapping[str, Any], *, version: int | None = None) -> Contact:
        return CONTACTS.change(row, actor=self.actor, version=version, **values)

    def remove(self, row: Contact, *, at: datetime) -> None:
        CONTACTS.remove(row, actor=self.actor, at=at)


def _contact(official: Official, organisation: str) -> Proposal:
    return Proposal(
        key=f"{CONTACT}-{official.place.passage}-{official.place.start}",
        values={"organisation": organisation, "full_name": official.name, "post": official.post},
        places=(official.place,),
        confidence=official.confidence,
        names=(official.name,),
        note=_("Personal data: keep it only if you turn to this person in this post."),
    )


def _may_be_one(known: str, told: str) -> bool:
    """The same surname, and initials that do not contradict: «Н. И. Ширенина» and «Ширенина Надежда Ивановна»."""
    one, other = split_person(known), split_person(told)
    if normalise_name(one.surname) != normalise_name(other.surname) or not one.surname:
        return False
    letters = [_letters(name.initials, name.first, name.patronymic) for name in (one, other)]
    shortest = min(map(len, letters))
    return letters[0][:shortest] == letters[1][:shortest]


def _letters(initials: str, first: str, patronymic: str) -> str:
    return "".join(letter for letter in initials if letter.isalpha()) or "".join(
        w[:1] for w in (first, patronymic) if w
    )
