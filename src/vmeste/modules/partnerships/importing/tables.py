"""The register of partnerships as a table people bring."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.exchange.columns import (
    LANGUAGES,
    Column,
    day,
    label_of,
    labels_of,
    one_of,
    plain_text,
)
from vmeste.foundation.exchange.importers import Importer, Match, Objection, Settled, register_number
from vmeste.foundation.text.sorting import folded
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.organisations.selectors.book import OrganisationBook
from vmeste.modules.partnerships import permissions
from vmeste.modules.partnerships.choices import SYMMETRIC, Maturity, PartnershipKind
from vmeste.modules.partnerships.models import Partnership
from vmeste.modules.partnerships.selectors.registers import partnerships_for_list
from vmeste.modules.partnerships.services import (
    EDITS,
    advance_maturity,
    edit_partnership,
    end_partnership,
    record_partnership,
    resume_partnership,
    take_back_maturity_step,
)
from vmeste.modules.reference.choices import DIRECTIONS_COLUMN
from vmeste.modules.reference.selectors import DirectionBook
from vmeste.pure.writing.tables.reading import Cell

_SIDES = ("organisation", "partner")
_BY_OTHER_COMMANDS = frozenset({"maturity", "ends_on", "end_reason"})


def _stage(cell: Cell) -> int:
    """A stage by its number or its name in either language."""
    text = folded(plain_text(cell))
    for stage in Maturity:
        words = {str(stage.value)}
        for language in LANGUAGES:
            with translation.override(language):
                words.add(folded(str(stage.label)))
        if text in words:
            return int(stage.value)
    labels = ", ".join(str(label) for label in Maturity.labels)
    raise ValidationError(_("There is no such value. Choose one of: %(values)s.") % {"values": labels})


class PartnershipImporter(Importer):
    key = "partnerships"
    label = gettext_lazy("Partnerships")
    what = gettext_lazy("Who works with whom: directions, stage of maturity, since when.")
    model = Partnership
    may = permissions.EDIT
    list_url_name = "partnership-list"
    detail_url_name = "partnership-detail"
    identified_by = ("partner", "pk")
    columns = (
        register_number(),
        Column(
            "organisation",
            gettext_lazy("organisation"),
            gettext_lazy("Name or INN. In mentoring and support: the one that gives. Required in new rows."),
            gettext_lazy("School No. 4"),
            empty=None,
            headings=("Организация", "Школа", "Учреждение", "Organisation"),
            is_required=True,
            width=40,
        ),
        Column(
            "partner",
            gettext_lazy("partner"),
            gettext_lazy("Name or INN. Required in new rows."),
            gettext_lazy("Plant"),
            empty=None,
            headings=("Партнёр", "Организация-партнёр", "Partner"),
            is_required=True,
            width=40,
        ),
        Column(
            "kind",
            gettext_lazy("kind"),
            gettext_lazy("Choose from the list; cooperation when empty."),
            PartnershipKind.COOPERATION.label,
            one_of(PartnershipKind),
            label_of(PartnershipKind),
            empty=PartnershipKind.COOPERATION.value,
            headings=("Вид", "Вид партнёрства", "Тип"),
            choices=labels_of(PartnershipKind),
            width=26,
        ),
        DIRECTIONS_COLUMN,
        Column(
            "maturity",
            gettext_lazy("stage of maturity"),
            gettext_lazy("Choose from the list; empty when it is not known."),
            Maturity.JOINT_WORK.label,
            _stage,
            label_of(Maturity),
            empty=None,
            fields=("stage",),
            headings=("Стадия", "Стадия зрелости", "Зрелость", "Этап", "Maturity", "Stage"),
            choices=labels_of(Maturity),
            width=22,
        ),
        Column(
            "starts_on",
            gettext_lazy("since"),
            gettext_lazy("The first day, such as 01.09.2024."),
            "01.09.2024",
            day,
            empty=None,
            headings=("С", "Начало", "Дата начала", "Партнёры с", "From"),
            is_date=True,
            width=14,
        ),
        Column(
            "ends_on",
            gettext_lazy("ended on"),
            gettext_lazy("The day from which they no longer work together; empty while it goes on."),
            "",
            day,
            empty=None,
            headings=("До", "По", "Окончание", "Дата окончания", "Until", "To"),
            is_date=True,
            width=14,
        ),
        Column(
            "end_reason",
            gettext_lazy("why it ended"),
            "",
            "",
            headings=("Причина окончания", "Причина"),
            width=28,
        ),
        Column("product", gettext_lazy("what comes of it"), "", "", headings=("Результат", "Продукт"), width=32),
        Column("note", gettext_lazy("note"), "", "", headings=("Примечание", "Комментарий", "Comment"), width=32),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = OrganisationBook(self.actor)
        self._directions = DirectionBook()
        self._rows: dict[int, Partnership] = {row.pk: row for row in self.rows()}
        self._by_sides: dict[tuple[int, int], list[Partnership]] = defaultdict(list)
        for row in self._rows.values():
            self._by_sides[row.organisation_id, row.partner_id].append(row)

    def rows(self) -> QuerySet[Partnership]:
        return partnerships_for_list(self.actor)

    def look_up(self, pk: int) -> Partnership | None:
        return self._rows.get(pk)

    def title_of(self, values: Mapping[str, Any]) -> str:
        return " — ".join(str(values[name]) for name in _SIDES if values.get(name))

    def identities(self, values: Mapping[str, Any]) -> Iterable[Any]:
        if all(values.get(name) for name in _SIDES):
            kind = values.get("kind", PartnershipKind.COOPERATION)
            sides = tuple(values[name].pk for name in _SIDES)
            ends_on = values.get("ends_on")
            period = (values.get("starts_on"), ends_on) if ends_on else None
            yield (tuple(sorted(sides)) if kind in SYMMETRIC else sides), kind, period

    def settle(self, values: dict[str, Any], names_in_file: Mapping[str, int]) -> Settled:
        settled = Settled(values)
        for name in _SIDES:
            if values.get(name):
                values[name] = self._organisation(settled, name, values[name])
        if "directions" in values:
            values["directions"], unknown = self._directions.named(values["directions"])
            settled.objections += [Objection("directions", words) for words in unknown]
        if all(isinstance(values.get(name), Organisation) for name in _SIDES):
            self._turn(values)
        return settled

    def _organisation(self, settled: Settled, column: str, text: str) -> Organisation | None:
        found = self.book.meant(text)
        if len(found) == 1:
            return found[0]
        if found:
            names = "; ".join(f"“{row}” (№ {row.pk})" for row in found)
            words = _("Several organisations are called so: %(names)s. Write the INN.") % {"names": names}
        else:
            words = _("The register has no organisation “%(name)s”. Register it first, or correct the name.")
            words %= {"name": text}
        settled.objections.append(Objection(column, words))
        return None

    def _turn(self, values: dict[str, Any]) -> None:
        """Name the two sides in the order of the register, where the kind has no first side."""
        organisation, partner = values["organisation"], values["partner"]
        if self._of_sides(organisation, partner, values):
            return
        if any(row.kind in SYMMETRIC for row in self._of_sides(partner, organisation, values)):
            values.update(organisation=partner, partner=organisation)

    def _of_sides(self, organisation: Organisation, partner: Organisation, values: Mapping[str, Any]) -> list[Any]:
        rows = self._by_sides.get((organisation.pk, partner.pk), [])
        return [row for row in rows if values.get("kind") in (None, row.kind)]

    def find(self, values: Mapping[str, Any]) -> Match:
        if not all(values.get(name) for name in _SIDES):
            return Match()
        rows = self._of_sides(values["organisation"], values["partner"], values)
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        # What has ended is meant only by its days; a line without an end may be older than the end in the register.
        exact = [row for row in rows if starts_on and row.starts_on == starts_on]
        alive = [row for row in rows if row.ends_on is None]
        same_end = [row for row in rows if ends_on and row.ends_on == ends_on]
        for fitting in (_both(exact, same_end), _both(exact, alive), exact, same_end, alive):
            if fitting:
                return Match(fitting[0]) if len(fitting) == 1 else Match(candidates=tuple(fitting))
        return Match()

    def values_of(self, row: Partnership) -> dict[str, Any]:
        plain = ("organisation", "partner", "kind", "maturity", "starts_on", "ends_on", "end_reason", "product", "note")
        values = {key: getattr(row, key) for key in plain}
        return {"pk": row.pk, **values, "directions": tuple(row.directions.all())}

    # Writing

    def add(self, values: dict[str, Any]) -> Partnership:
        for name in _SIDES:
            if values.get(name) is None:
                raise ValidationError({name: _("Name the organisation.")})
        _check_reason(values.get("ends_on"), values.get("end_reason", ""))
        return record_partnership(self.network, actor=self.actor, **values)

    def change(self, row: Partnership, values: dict[str, Any], *, version: int | None) -> Partnership:
        for name in _SIDES:
            if name in values and values[name] is None:
                raise ValidationError({name: _("Name the organisation.")})
        plain = {key: value for key, value in values.items() if key not in _BY_OTHER_COMMANDS}
        does_end_change = bool(values.keys() & {"ends_on", "end_reason"})
        # The first day is compared with the last one, so it comes after the old end has been taken back.
        later = {"starts_on": plain.pop("starts_on")} if does_end_change and "starts_on" in plain else {}
        current = edit_partnership(row, actor=self.actor, version=version, **plain)
        ends_on = values.get("ends_on", current.ends_on)
        reason = values.get("end_reason", current.end_reason if ends_on else "")
        if does_end_change and current.ends_on is not None:
            current = resume_partnership(current, actor=self.actor)
        if later:
            current = edit_partnership(current, actor=self.actor, **later)
        if "maturity" in values:
            current = self._bring_to(current, values["maturity"])
        if does_end_change:
            _check_reason(ends_on, reason)
        if does_end_change and ends_on is not None:
            current = end_partnership(current, actor=self.actor, ends_on=ends_on, reason=reason)
        return current

    def _bring_to(self, row: Partnership, stage: int | None) -> Partnership:
        """Record a further stage, or strike out stages about which nothing but their name is known."""
        for step in row.steps.order_by("-stage"):
            if stage is not None and step.stage <= stage:
                break
            if step.reached_on or step.note:
                words = _(
                    "An import does not strike “%(stage)s” out, for more is written about it; do that on its page."
                )
                raise ValidationError({"maturity": words % {"stage": step}})
            row = take_back_maturity_step(row, actor=self.actor)
        if stage is None or row.maturity == stage:
            return row
        return advance_maturity(row, actor=self.actor, stage=stage)

    def remove(self, row: Partnership, *, at: datetime) -> None:
        EDITS.remove(row, actor=self.actor, at=at)


def _check_reason(ends_on: date | None, reason: str) -> None:
    if reason and ends_on is None:
        raise ValidationError({"end_reason": _("A reason for the end needs the day of the end.")})


def _both(first: list[Partnership], second: list[Partnership]) -> list[Partnership]:
    return [row for row in first if row in second]
