"""Rows of a project that a table of the passport lists one by one, and the sections' own words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.modules.documents.choices.receiving import Input, InputKind, Likeness, Proposal, Source
from vmeste.modules.projects import models
from vmeste.modules.projects.choices import ResourceKind, Section
from vmeste.modules.projects.services import parts
from vmeste.modules.projects.services.keeping import write_section
from vmeste.pure.reading import Place
from vmeste.pure.reading.forms.practice import Practice, Row, addresses_of, amount_of, phone_and_mail
from vmeste.pure.reading.recognising.identities import nominative_of
from vmeste.pure.reading.recognising.people import name_spans

from .base import (
    ORDER,
    ORGANISATION,
    PROJECT_INPUT,
    PartReceiver,
    mentions_in,
    organisation_at,
    practice_in,
    project_of,
    shortened,
)
from .values import number_text

_LISTED, _TOLD, _DERIVED = 0.95, 0.9, 0.85
PASSPORT, MEANS = "project-passport", "project-means"


class FromTable(PartReceiver):
    """A kind whose rows are those of one table of the passport."""

    section: ClassVar[str]

    def propose(self, source: Source) -> Iterable[Proposal]:
        practice = practice_in(source)
        rows = practice.rows.get(self.section, []) if practice else []
        found = [(values, row.places) for row in rows for values in self.read(source, row)]
        for number, (values, places) in enumerate(found, start=1):
            yield self.proposed(number, values, places, _LISTED)

    def read(self, source: Source, row: Row) -> Iterator[dict[str, Any]]:
        """The values of the row or rows that one line of the table stands for: by default each cell its input."""
        yield dict(row.cells)


class OpportunityReceiver(FromTable):
    key = "opportunity"
    label = gettext_lazy("Opportunity")
    label_plural = gettext_lazy("Opportunities")
    order = ORDER + 20
    model, edits, page = models.Opportunity, parts.OPPORTUNITIES, PASSPORT
    section = "opportunities"
    said_by = ("text",)
    inputs = (PROJECT_INPUT, Input("text", gettext_lazy("Opportunity"), InputKind.TEXT, is_required=True))


class ApproachReceiver(FromTable):
    key = "approach"
    label = gettext_lazy("Approach")
    label_plural = gettext_lazy("Approaches")
    order = ORDER + 25
    model, edits, page = models.Approach, parts.APPROACHES, PASSPORT
    section = "approaches"
    said_by = ("text",)
    inputs = (PROJECT_INPUT, Input("text", gettext_lazy("Approach"), is_required=True))


class ParticipantReceiver(FromTable):
    key = "participant"
    label = gettext_lazy("Participant")
    label_plural = gettext_lazy("Participants")
    order = ORDER + 40
    model, edits = models.Participant, parts.PARTICIPANTS
    section = "participants"
    said_by = ("name",)
    inputs = (
        PROJECT_INPUT,
        Input("name", gettext_lazy("Participant"), is_required=True),
        Input("organisation", gettext_lazy("Organisation"), InputKind.LINK, to=ORGANISATION),
        Input("role", gettext_lazy("Role in the project"), InputKind.TEXT),
    )

    def read(self, source: Source, row: Row) -> Iterator[dict[str, Any]]:
        name = row.get("name")
        organisation = source.key_of(ORGANISATION, name) or organisation_at(source, row.places[0])
        yield {"name": name or row.get("role"), "organisation": organisation, "role": row.get("role")}

    def is_same(self, one: Input, before: Any, after: Any) -> bool:
        return keeps_organisation(one, before) or super().is_same(one, before, after)


class ResourceReceiver(FromTable):
    key = "project-resource"
    label = gettext_lazy("Resource")
    label_plural = gettext_lazy("Resources")
    order = ORDER + 90
    model, edits, page = models.ProjectResource, parts.RESOURCES, MEANS
    section = "resources"
    said_by = ("text",)
    inputs = (
        PROJECT_INPUT,
        Input("kind", gettext_lazy("Kind"), InputKind.CHOICE, ResourceKind.choices),
        Input("text", gettext_lazy("Resource"), InputKind.TEXT, is_required=True),
        Input("purpose", gettext_lazy("What it is for"), InputKind.TEXT),
    )
    _stems: ClassVar = (
        ("материальн", ResourceKind.MATERIAL),
        ("финансов", ResourceKind.FINANCIAL),
        ("кадров", ResourceKind.STAFF),
        ("методич", ResourceKind.METHODICAL),
    )

    def read(self, source: Source, row: Row) -> Iterator[dict[str, Any]]:
        text = row.get("text").lower()
        kind = next((kind.value for stem, kind in self._stems if text.startswith(stem)), "")
        yield {"kind": kind, **row.cells}


class BeneficiaryReceiver(FromTable):
    key = "beneficiary"
    label = gettext_lazy("Beneficiary")
    label_plural = gettext_lazy("Beneficiaries")
    order = ORDER + 95
    model, edits, page = models.Beneficiary, parts.BENEFICIARIES, PASSPORT
    section = "beneficiaries"
    said_by = ("name",)
    inputs = (
        PROJECT_INPUT,
        Input("name", gettext_lazy("Beneficiary"), is_required=True),
        Input("benefit", gettext_lazy("Benefit"), InputKind.TEXT),
    )


class CostReceiver(FromTable):
    key = "cost-item"
    label = gettext_lazy("Cost item")
    label_plural = gettext_lazy("Costs")
    order = ORDER + 100
    model, edits, page = models.CostItem, parts.COSTS, MEANS
    section = "costs"
    said_by = ("name", "number")
    inputs = (
        PROJECT_INPUT,
        Input("number", gettext_lazy("Number")),
        Input("name", gettext_lazy("Cost item"), is_required=True),
        Input("organisation", gettext_lazy("Organisation"), InputKind.LINK, to=ORGANISATION),
        Input("amount", gettext_lazy("Sum, ₽"), InputKind.NUMBER),
        Input("source", gettext_lazy("Source of funding"), InputKind.TEXT),
    )

    def read(self, source: Source, row: Row) -> Iterator[dict[str, Any]]:
        amount = amount_of(row.get("amount"))
        yield {
            "number": row.number.rstrip("."),
            "name": " ".join(row.get("name").split()),
            "organisation": organisation_at(source, row.places[0]) if row.get("name") else "",
            "amount": "" if amount is None else number_text(amount),
            "source": row.get("source"),
        }

    def is_same(self, one: Input, before: Any, after: Any) -> bool:
        """The passport numbers on paper what has no number of its own."""
        if one.name == "number" and not before:
            return True
        return keeps_organisation(one, before) or super().is_same(one, before, after)


class LinkReceiver(FromTable):
    key = "project-link"
    label = gettext_lazy("Link")
    label_plural = gettext_lazy("Links")
    order = ORDER + 110
    model, edits, page = models.ProjectLink, parts.LINKS, MEANS
    section = "links"
    said_by = ("url",)
    inputs = (
        PROJECT_INPUT,
        Input("name", gettext_lazy("Name of the resource"), is_required=True),
        Input("url", gettext_lazy("Address"), is_required=True),
    )

    def read(self, source: Source, row: Row) -> Iterator[dict[str, Any]]:
        for address in addresses_of(row.get("url")) or [""]:
            yield {"name": " ".join((row.get("name") or address).split()), "url": address}

    def title_of(self, values: Mapping[str, Any]) -> str:
        return shortened(" ".join(filter(None, (values.get("name", ""), values.get("url", "")))))

    def score(self, present: Mapping[str, Any], values: Mapping[str, Any]) -> float:
        """Another address is another page, unless it stands under a name that no other page has."""
        return 0.9 if present.get("name") == values.get("name") else 0.0


class ContactReceiver(FromTable):
    key = "project-contact"
    label = gettext_lazy("Contact")
    label_plural = gettext_lazy("Contacts")
    order = ORDER + 115
    model, edits, page = models.ProjectContact, parts.CONTACTS, MEANS
    section = "contacts"
    said_by = ("person_name", "post")
    inputs = (
        PROJECT_INPUT,
        Input("person_name", gettext_lazy("Name of the person")),
        Input("post", gettext_lazy("Position held")),
        Input("phone", gettext_lazy("Phone")),
        Input("email", gettext_lazy("E-mail")),
    )

    def read(self, source: Source, row: Row) -> Iterator[dict[str, Any]]:
        who = " ".join(row.get("who").split())
        spans = name_spans(who)
        is_named = bool(spans) and spans[0][0] == 0
        name, _comma, post = who.partition(",") if is_named else ("", "", who)
        phone, email = phone_and_mail(row.get("reach"))
        yield {"person_name": name.strip(), "post": post.strip(), "phone": phone, "email": email}

    def says_all(self, present: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
        """Somebody without a name is known by the position."""
        if values.get("person_name"):
            return super().says_all(present, values)
        return not present.get("person_name") and present.get("post") == values.get("post")


class CentreReceiver(PartReceiver):
    """Coordination centres are told of in sentences: «создание центра … на базе …»."""

    key = "coordination-centre"
    label = gettext_lazy("Coordination centre")
    label_plural = gettext_lazy("Coordination centres")
    order = ORDER + 30
    model, edits = models.CoordinationCentre, parts.CENTRES
    said_by = ("name",)
    inputs = (
        PROJECT_INPUT,
        Input("name", gettext_lazy("Coordination centre"), is_required=True),
        Input("host", gettext_lazy("On the base of"), InputKind.LINK, to=ORGANISATION),
        Input("offers", gettext_lazy("Programmes and forms of work"), InputKind.LINES),
    )

    def propose(self, source: Source) -> Iterable[Proposal]:
        practice = practice_in(source)
        for number, centre in enumerate(practice.centres if practice else (), start=1):
            first = nominative_of(centre.name)
            behind = Place(centre.place.passage, centre.host_at, 10**6)
            host = next((text for text, start in mentions_in(source, behind) if start - centre.host_at <= 1), "")
            values = {
                "name": f"{first[:1].upper()}{first[1:]}",
                "host": source.key_of(ORGANISATION, host) if host else "",
                "offers": list(centre.offers),
            }
            yield self.proposed(number, values, (centre.place,), _DERIVED)

    def is_same(self, one: Input, before: Any, after: Any) -> bool:
        """The passport has no line for centres: what is kept of one is better than what sentences let guess."""
        return (one.name in {"host", "offers"} and bool(before)) or super().is_same(one, before, after)


_SECTIONS = {
    "preconditions": Section.BACKGROUND,
    "before": Section.STATE_BEFORE,
    "interested": Section.HEADCOUNTS,
    "summary": Section.DESCRIPTION,
    "acts": Section.LEGAL_ACTS,
    "after": Section.STATE_AFTER,
}
"""Where the reading and the house call a section differently."""


class TextReceiver(PartReceiver):
    """A section's own words: what is in no table and no line of its form."""

    key = "project-text"
    label = gettext_lazy("Text of a section")
    label_plural = gettext_lazy("Texts of sections")
    order = ORDER + 120
    model, page = models.ProjectText, PASSPORT
    said_by = ("section",)
    inputs = (
        PROJECT_INPUT,
        Input("section", gettext_lazy("Section"), InputKind.CHOICE, Section.choices, is_required=True),
        Input("text", gettext_lazy("Text"), InputKind.TEXT, is_required=True),
    )

    def propose(self, source: Source) -> Iterable[Proposal]:
        practice = practice_in(source)
        for number, (section, words) in enumerate(self._said(practice) if practice else (), start=1):
            values = {"section": section.value, "text": words.text}
            yield self.proposed(number, values, words.places, _TOLD)

    @staticmethod
    def _said(practice: Practice) -> list[tuple[Section, Any]]:
        known = {_SECTIONS.get(key) or Section(key): words for key, words in practice.own.items()}
        return [(section, known[section]) for section in Section if section in known]

    def rows(self) -> Any:
        return self.visible().order_by("section", "pk")

    def title_of(self, values: Mapping[str, Any]) -> str:
        return str(Section(values["section"]).label) if values.get("section") in Section.values else str(self.label)

    def compared(self, rows: Iterable[Any], values: Mapping[str, Any]) -> list[Likeness]:
        found = [row for row in rows if row.section == values.get("section")]
        return [Likeness(row, _("The same section."), 1.0, is_certain=True) for row in found]

    def wants(self, text: str) -> Any:
        return self.rows().filter(text__icontains=text.strip())[:20]

    def add(self, values: Mapping[str, Any]) -> Any:
        """Raises ValidationError: somebody wrote the section meanwhile; words that are there are never written over."""
        project, section = project_of(values), Section(values["section"])
        self.forget(project)
        if project.texts.filter(section=section).exists():
            raise ValidationError(_("This section has a text already."))
        return write_section(project, section=section, text=values["text"], actor=self.actor)

    def change(self, row: Any, values: Mapping[str, Any], *, version: int | None = None) -> Any:
        self.forget(row.project)
        text = values.get("text", row.text)
        kept = write_section(row.project, section=Section(row.section), text=text, actor=self.actor, version=version)
        return kept or row

    def remove(self, row: Any, *, at: datetime) -> None:
        self.forget(row.project)
        write_section(row.project, section=Section(row.section), text="", actor=self.actor)


def keeps_organisation(one: Input, before: Any) -> bool:
    """Which organisation a row leads to is no word of the form: where one is known it stays."""
    return one.name == "organisation" and bool(before)
