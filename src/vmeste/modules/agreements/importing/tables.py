"""The register of agreements as a table people bring."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.exchange.columns import (
    LANGUAGES,
    Column,
    day,
    day_or_words,
    label_of,
    labels_of,
    one_of,
    plain_text,
    same_set,
    several,
    yes_or_no,
)
from vmeste.foundation.exchange.importers import Importer, Match, Objection, Settled, register_number
from vmeste.foundation.text.sorting import folded
from vmeste.modules.agreements import permissions
from vmeste.modules.agreements.choices import AgreementKind, Renewal, Stage, State
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.agreements.selectors.registers import with_parties
from vmeste.modules.agreements.services.drafting import draft_agreement, edit_agreement, remove_agreement
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.organisations.selectors.book import OrganisationBook
from vmeste.modules.reference.choices import DIRECTIONS_COLUMN
from vmeste.modules.reference.models import Direction
from vmeste.modules.reference.selectors import DirectionBook
from vmeste.pure.matching import normalise_name
from vmeste.pure.writing.tables.reading import Cell

from .steps import bring_to, set_parties

_WRITABLE = (Stage.DRAFT, Stage.ON_SIGNATURE, Stage.IN_FORCE)
_STAGE_OF = {State.NOT_STARTED: Stage.IN_FORCE, State.EXPIRING: Stage.IN_FORCE, State.ENDED: Stage.IN_FORCE}


def _stage(cell: Cell) -> Stage:
    """What people decided, from the words of a stage or of what the calendar makes of it («истекает»)."""
    text = folded(plain_text(cell))
    for state in (*Stage, *State):
        words = {state.value}
        for language in LANGUAGES:
            with translation.override(language):
                words.add(folded(str(state.label)))
        if text in words:
            return _STAGE_OF.get(state) or Stage(state.value)
    labels = ", ".join(str(stage.label) for stage in _WRITABLE)
    raise ValidationError(_("There is no such value. Choose one of: %(values)s.") % {"values": labels})


def _months(cell: Cell) -> int:
    text = plain_text(cell)
    if text.isascii() and text.isdecimal() and 0 < int(text[:5]) < 1200:  # noqa: PLR2004 - a century
        return int(text)
    raise ValidationError(_("A whole number of months, please."))


class AgreementImporter(Importer):
    key = "agreements"
    label = gettext_lazy("Agreements")
    what = gettext_lazy("The register of agreements: parties, dates, terms.")
    model = Agreement
    may = permissions.DRAFT
    list_url_name = "agreement-list"
    detail_url_name = "agreement-detail"
    identified_by = ("title", "number", "pk")
    columns = (
        register_number(),
        Column(
            "kind",
            gettext_lazy("kind"),
            gettext_lazy("Choose from the list."),
            AgreementKind.COOPERATION.label,
            one_of(AgreementKind),
            label_of(AgreementKind),
            empty=AgreementKind.COOPERATION.value,
            headings=("Вид", "Вид договора", "Тип", "Вид документа"),
            choices=labels_of(AgreementKind),
            width=26,
        ),
        Column(
            "title",
            gettext_lazy("title"),
            gettext_lazy("Required in new rows."),
            gettext_lazy("On joint engineering classes"),
            headings=("Название", "Соглашение", "Договор", "Наименование", "Agreement"),
            is_required=True,
            width=44,
        ),
        Column(
            "number",
            gettext_lazy("number"),
            "",
            "17/2026",
            headings=("Номер", "№", "№ договора", "Номер договора"),
            width=14,
        ),
        Column(
            "signed_on",
            gettext_lazy("signed on"),
            gettext_lazy("A day; when only the month or year is known, write that in words."),
            "01.09.2025",
            day_or_words,
            empty=None,
            headings=("Дата", "Дата подписания", "Подписано", "Signed"),
            is_date=True,
            width=14,
        ),
        Column(
            "signed_note",
            gettext_lazy("about the date"),
            gettext_lazy("What the document says instead of a date."),
            width=20,
        ),
        Column(
            "parties",
            gettext_lazy("parties"),
            gettext_lazy("Names or INN, separated by semicolons, in the order of the document."),
            gettext_lazy("School No. 4; Plant"),
            several,
            empty=(),
            fields=("organisations", "organisation"),
            is_same=same_set,
            headings=("Стороны", "Parties", "Партнёры", "Организации"),
            is_required=True,
            width=44,
        ),
        Column(
            "party_label",
            gettext_lazy("number of parties in words"),
            gettext_lazy("As the document says: “trilateral”."),
            headings=("Сторонность",),
            width=18,
        ),
        Column(
            "starts_on",
            gettext_lazy("in force from"),
            gettext_lazy("The first day."),
            "01.09.2025",
            day,
            empty=None,
            headings=("Начало", "Действует с"),
            is_date=True,
            width=14,
        ),
        Column(
            "ends_on",
            gettext_lazy("in force before"),
            gettext_lazy("The day after the last one; empty: until a party withdraws."),
            "01.09.2028",
            day,
            empty=None,
            headings=("Окончание", "Действует до"),
            is_date=True,
            width=14,
        ),
        Column(
            "renewal",
            gettext_lazy("renewal"),
            gettext_lazy("Choose from the list."),
            "",
            one_of(Renewal),
            label_of(Renewal),
            empty=Renewal.NONE.value,
            headings=("Продление", "Пролонгация"),
            choices=labels_of(Renewal),
            width=24,
        ),
        Column("renewal_months", gettext_lazy("renews for, months"), "", "", _months, empty=None, width=12),
        Column(
            "subject",
            gettext_lazy("subject"),
            "",
            "",
            headings=("Предмет", "Предмет соглашения", "Содержание"),
            width=40,
        ),
        DIRECTIONS_COLUMN,
        Column("place", gettext_lazy("place of signing"), "", "", headings=("Место заключения",), width=18),
        Column(
            "is_paid",
            gettext_lazy("paid"),
            gettext_lazy("Yes or no; no when empty."),
            "",
            yes_or_no,
            empty=False,
            choices=lambda: [_("yes"), _("no")],
            width=10,
        ),
        Column("responsible", gettext_lazy("responsible person"), "", "", headings=("Ответственный",), width=24),
        Column(
            "stage",
            gettext_lazy("state"),
            gettext_lazy("Draft, on signature or in force; draft when empty."),
            Stage.IN_FORCE.label,
            _stage,
            label_of(Stage),
            empty=Stage.DRAFT,
            headings=("Статус", "Состояние", "State"),
            choices=lambda: [stage.label for stage in _WRITABLE],
            width=16,
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = OrganisationBook(self.actor)
        self._directions = DirectionBook()
        self._rows = {row.pk: row for row in self.rows()}
        self._by_number: dict[str, list[Agreement]] = defaultdict(list)
        self._by_title: dict[str, list[Agreement]] = defaultdict(list)
        for row in self._rows.values():
            self._by_title[normalise_name(row.title)].append(row)
            if row.number:
                self._by_number[_number_key(row.number)].append(row)

    def rows(self) -> QuerySet[Agreement]:
        directions = Prefetch("directions", Direction.objects.order_by("sort_key", "id"))
        visible = rows_for(self.actor, permissions.VIEW, Agreement)
        return with_parties(visible).prefetch_related(directions).order_by("sort_key", "id")

    def look_up(self, pk: int) -> Agreement | None:
        return self._rows.get(pk)

    def title_of(self, values: Mapping[str, Any]) -> str:
        title, number = values.get("title", ""), values.get("number", "")
        return f"{title} № {number}".strip() if number else str(title)

    def identities(self, values: Mapping[str, Any]) -> Iterable[Any]:
        parties = frozenset(row.pk for row in values.get("parties", ()))
        title, number = normalise_name(values.get("title", "")), _number_key(values.get("number", ""))
        yield title, number, values.get("signed_on"), parties

    def settle(self, values: dict[str, Any], names_in_file: Mapping[str, int]) -> Settled:
        settled = Settled(values)
        if isinstance(values.get("signed_on"), str):
            values["signed_note"] = values.get("signed_note") or values["signed_on"]
            values["signed_on"] = None
        if "parties" in values:
            values["parties"] = self._parties(settled, values["parties"])
        if "directions" in values:
            values["directions"], unknown = self._directions.named(values["directions"])
            settled.objections += [Objection("directions", words) for words in unknown]
        return settled

    def _parties(self, settled: Settled, names: tuple[str, ...]) -> tuple[Organisation, ...]:
        parts = names
        if len(names) == 1 and not self.book.meant(names[0]):
            # Our own list on the screen and its downloads join the parties with commas.
            parts = self._apart(names[0].split(", ")) or names
        parties: dict[Organisation, None] = {}
        for name in parts:
            found = self.book.meant(name)
            if len(found) == 1:
                parties.setdefault(found[0])
            elif found:
                rows = "; ".join(f"“{row}” (№ {row.pk})" for row in found)
                words = _("Several organisations are called so: %(names)s. Write the INN.") % {"names": rows}
                settled.objections.append(Objection("parties", words))
            else:
                words = _("The register has no organisation “%(name)s”. Register it first, or correct the name.")
                settled.objections.append(Objection("parties", words % {"name": name}))
        return tuple(parties)

    def _apart(self, pieces: list[str]) -> tuple[str, ...] | None:
        """Pieces between commas joined to names the register knows, the longest first; None when some are unknown."""
        names: list[str] = []
        while pieces:
            known = (n for n in range(len(pieces), 0, -1) if self.book.meant(", ".join(pieces[:n])))
            if (length := next(known, None)) is None:
                return None
            names.append(", ".join(pieces[:length]))
            pieces = pieces[length:]
        return tuple(names)

    def find(self, values: Mapping[str, Any]) -> Match:
        number, title = values.get("number"), values.get("title", "")
        rows = self._by_title.get(normalise_name(title), []) if title else []
        numbered = self._by_number.get(_number_key(number), []) if number else []
        # A number alone is no proof beside another title: every school numbers its agreements from one.
        sure = [row for row in numbered if row in rows or not title]
        if number and not sure:
            rows = [row for row in rows if not row.number]
        rows = [row for row in sure or rows if _fits_day(row, values)]
        if not sure or len(rows) > 1:
            rows = [row for row in rows if _fits_parties(row, values)]
        if not rows:
            return Match()
        return Match(rows[0]) if len(rows) == 1 else Match(candidates=tuple(rows))

    def values_of(self, row: Agreement) -> dict[str, Any]:
        plain = ("kind", "title", "number", "signed_on", "signed_note", "party_label", "starts_on", "ends_on")
        more = ("renewal", "renewal_months", "subject", "place", "is_paid", "responsible", "stage")
        values = {key: getattr(row, key) for key in (*plain, *more)}
        parties = tuple(party.organisation for party in row.parties.all())
        return {"pk": row.pk, **values, "parties": parties, "directions": tuple(row.directions.all())}

    def add(self, values: dict[str, Any]) -> Agreement:
        parties = values.pop("parties", ())
        if not parties:
            raise ValidationError({"parties": _("Name the parties.")})
        stage = values.pop("stage", Stage.DRAFT)
        row = draft_agreement(self.network, actor=self.actor, organisations=parties, **values)
        return bring_to(row, stage, actor=self.actor)

    def change(self, row: Agreement, values: dict[str, Any], *, version: int | None) -> Agreement:
        plain = {key: value for key, value in values.items() if key not in {"parties", "stage"}}
        current = edit_agreement(row, actor=self.actor, version=version, **plain)
        if "parties" in values:
            try:
                set_parties(current, values["parties"], actor=self.actor)
            except ValidationError as refusal:
                raise ValidationError({"parties": refusal.messages}) from refusal
        return bring_to(current, values.get("stage", current.stage), actor=self.actor)

    def remove(self, row: Agreement, *, at: datetime) -> None:
        remove_agreement(row, actor=self.actor, at=at)


def _number_key(number: str) -> str:
    return "".join(folded(number).split())


def _fits_day(row: Agreement, values: Mapping[str, Any]) -> bool:
    signed_on: date | None = values.get("signed_on")
    return signed_on is None or row.signed_on is None or row.signed_on == signed_on


def _fits_parties(row: Agreement, values: Mapping[str, Any]) -> bool:
    """One side names no party, or both name the same ones."""
    wanted = {party.pk for party in values.get("parties", ())}
    present = {party.organisation_id for party in row.parties.all()}
    return not wanted or not present or wanted == present
