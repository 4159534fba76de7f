"""The register of organisations as a table people bring."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.exchange.columns import (
    Column,
    Parser,
    day,
    label_of,
    labels_of,
    one_of,
    plain_text,
    same_set,
    several,
    yes_or_no,
)
from vmeste.foundation.exchange.importers import Importer, Match, Objection, Settled, register_number
from vmeste.foundation.tenancy.together import active_unit
from vmeste.foundation.text.sorting import folded
from vmeste.modules.organisations import permissions
from vmeste.modules.organisations.choices import OrganisationKind
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.organisations.selectors.book import OrganisationBook
from vmeste.modules.organisations.selectors.registers import organisations_for_list
from vmeste.modules.organisations.services.naming import ALIASES
from vmeste.modules.organisations.services.registering import (
    edit_organisation,
    register_organisation,
    remove_organisation,
)
from vmeste.modules.reference.models import Territory
from vmeste.pure.matching import normalise_name
from vmeste.pure.writing.tables.reading import Cell

_SHOWN_LIKE = 3


def _identifier(name: str, *lengths: int) -> Parser:
    """A parser of a registration number; a number cell that lost its leading zero gets it back."""

    def parse(cell: Cell) -> str:
        text = plain_text(cell)
        if isinstance(cell, int) and len(text) + 1 in lengths and len(text) not in lengths:
            text = f"0{text}"
        return str(Organisation._meta.get_field(name).clean(text, None))  # type: ignore[union-attr]

    return parse


def _web_address(cell: Cell) -> str:
    text = plain_text(cell)
    return text if "://" in text else f"https://{text}"


class OrganisationImporter(Importer):
    key = "organisations"
    label = gettext_lazy("Organisations")
    what = gettext_lazy("The register of partners: names, numbers, addresses.")
    model = Organisation
    may = permissions.REGISTER
    list_url_name = "organisation-list"
    detail_url_name = "organisation-detail"
    identified_by = ("name", "short_name", "known_as", "inn", "ogrn", "pk")
    columns = (
        register_number(),
        Column(
            "known_as",
            gettext_lazy("Organisation"),
            gettext_lazy("Any name it goes by: says which organisation is meant."),
            headings=("Организация", "Партнёр", "Учреждение", "Partner"),
            is_for_finding=True,
            is_in_blank=False,
        ),
        Column(
            "name",
            gettext_lazy("full name of the organisation"),
            gettext_lazy("As in the charter. Required in new rows."),
            gettext_lazy("Municipal general education institution “School No. 4”"),
            headings=("Полное наименование", "Наименование", "Название", "Наименование организации", "Name"),
            is_required=True,
            width=48,
        ),
        Column(
            "short_name",
            gettext_lazy("short name"),
            gettext_lazy("As people call it."),
            gettext_lazy("School No. 4"),
            headings=("Краткое наименование", "Сокращённое наименование", "Краткое название"),
            width=24,
        ),
        Column(
            "kind",
            gettext_lazy("kind"),
            gettext_lazy("Choose from the list. Required in new rows."),
            OrganisationKind.SCHOOL.label,
            one_of(OrganisationKind),
            label_of(OrganisationKind),
            headings=("Вид", "Тип", "Тип организации", "Вид организации"),
            choices=labels_of(OrganisationKind),
            is_required=True,
            width=28,
        ),
        Column(
            "inn",
            gettext_lazy("INN"),
            gettext_lazy("10 or 12 digits. With it, an organisation is recognised surely."),
            "5117063820",
            _identifier("inn", 10, 12),
            headings=("ИНН",),
            width=14,
        ),
        Column(
            "kpp",
            gettext_lazy("KPP"),
            gettext_lazy("9 characters."),
            "",
            _identifier("kpp", 9),
            headings=("КПП",),
            width=12,
        ),
        Column(
            "ogrn",
            gettext_lazy("OGRN"),
            gettext_lazy("13 or 15 digits."),
            "",
            _identifier("ogrn", 13, 15),
            headings=("ОГРН",),
            width=16,
        ),
        Column(
            "oktmo",
            gettext_lazy("OKTMO"),
            gettext_lazy("8 or 11 digits."),
            "",
            _identifier("oktmo", 8, 11),
            headings=("ОКТМО",),
            width=14,
        ),
        Column(
            "is_legal_entity",
            gettext_lazy("is a legal entity"),
            gettext_lazy("Yes or no; yes when empty."),
            gettext_lazy("yes"),
            yes_or_no,
            empty=True,
            headings=("Юридическое лицо", "Юрлицо", "Legal entity"),
            choices=lambda: [_("yes"), _("no")],
            width=12,
        ),
        Column(
            "parent",
            gettext_lazy("part of"),
            gettext_lazy("Name or INN of the organisation above it, in the register or in this table."),
            "",
            empty=None,
            headings=("Входит в", "Головная организация", "Part of"),
            width=28,
        ),
        Column(
            "territory",
            gettext_lazy("territory"),
            gettext_lazy("Its name as in Settings, Territories."),
            "",
            empty=None,
            headings=("Территория", "Муниципалитет", "Город", "Район", "Регион"),
            width=22,
        ),
        Column(
            "address",
            gettext_lazy("address"),
            "",
            "",
            headings=("Адрес", "Юридический адрес", "Почтовый адрес"),
            width=36,
        ),
        Column(
            "phone", gettext_lazy("telephone"), "", "", headings=("Телефон", "Тел", "Phone", "Номер телефона"), width=18
        ),
        Column(
            "email",
            gettext_lazy("e-mail"),
            "",
            "",
            headings=("Электронная почта", "Почта", "Эл. почта", "Email"),
            width=24,
        ),
        Column("site", gettext_lazy("website"), "", "", _web_address, headings=("Сайт", "Сайт организации"), width=24),
        Column(
            "partner_since",
            gettext_lazy("partner since"),
            gettext_lazy("A day, such as 01.09.2024."),
            "01.09.2024",
            day,
            empty=None,
            headings=("Партнёр с", "Дата начала партнёрства"),
            is_date=True,
            width=14,
        ),
        Column(
            "aliases",
            gettext_lazy("other names"),
            gettext_lazy("Separated by semicolons."),
            "",
            several,
            empty=(),
            is_same=same_set,
            headings=("Другие наименования", "Псевдонимы", "Другие названия"),
            width=32,
        ),
        Column("note", gettext_lazy("note"), "", "", headings=("Примечание", "Комментарий", "Comment"), width=32),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book = OrganisationBook(self.actor)
        self._territories = {folded(row.name): row for row in Territory.objects.order_by("sort_key")}

    def rows(self) -> QuerySet[Organisation]:
        return organisations_for_list(self.actor)

    def look_up(self, pk: int) -> Organisation | None:
        return self.book.rows.get(pk)

    def title_of(self, values: Mapping[str, Any]) -> str:
        return str(next(filter(None, (values.get(key) for key in ("short_name", "name", "known_as", "inn"))), ""))

    def own_names(self, values: Mapping[str, Any]) -> Iterable[str]:
        named = (values.get(key) for key in ("name", "short_name", "known_as", "inn"))
        return [_reference_key(name) for name in named if name]

    def identities(self, values: Mapping[str, Any]) -> Iterable[Any]:
        if values.get("inn") and values.get("parent") is None:
            yield "inn", values["inn"], values.get("kpp", "")
        names = {normalise_name(values[key]) for key in ("name", "known_as") if values.get(key)}
        place = values.get("territory")
        yield from (("name", name, place.pk if place else None, values.get("inn", "")) for name in names)

    def settle(self, values: dict[str, Any], names_in_file: Mapping[str, int]) -> Settled:
        settled = Settled(values)
        if text := values.get("territory"):
            values["territory"] = self._territories.get(folded(text))
            if values["territory"] is None:
                settled.objections.append(Objection("territory", self._no_territory(text)))
        if text := values.get("parent"):
            self._settle_parent(settled, text, names_in_file)
        return settled

    def _settle_parent(self, settled: Settled, text: str, names_in_file: Mapping[str, int]) -> None:
        found = self.book.meant(text)
        settled.values["parent"] = found[0] if len(found) == 1 else None
        if len(found) > 1:
            names = "; ".join(f"“{row}” (№ {row.pk})" for row in found)
            words = _("Several organisations are called so: %(names)s. Write the INN.") % {"names": names}
            settled.objections.append(Objection("parent", words))
        elif not found and (key := _reference_key(text)) in names_in_file:
            settled.waits_for = (key,)
        elif not found:
            words = _("The register has no organisation “%(name)s”, and this table adds none.") % {"name": text}
            settled.objections.append(Objection("parent", words))

    def _no_territory(self, text: str) -> str:
        near = get_close_matches(folded(text), self._territories, n=_SHOWN_LIKE, cutoff=0.7)
        words = _("There is no territory “%(name)s”. Add it first: Settings, Territories.") % {"name": text}
        if near:
            names = ", ".join(f"“{self._territories[key]}”" for key in near)
            words = _("There is no territory “%(name)s”. Did you mean %(names)s?") % {"name": text, "names": names}
        return words

    def find(self, values: Mapping[str, Any]) -> Match:
        for key, rows in (("inn", self.book.by_inn), ("ogrn", self.book.by_ogrn)):
            if number := values.get(key):
                match = _among(rows.get(number, []), values)
                if match is not None:
                    return match
        named = self.book.named(*(values.get(key, "") for key in ("name", "short_name", "known_as")))
        fitting = [row for row in named if not _contradicts(row, values)]
        if len(fitting) > 1 and values.get("territory") is not None:
            fitting = [row for row in fitting if row.territory_id == values["territory"].pk] or fitting
        if fitting:
            return Match(fitting[0]) if len(fitting) == 1 else Match(candidates=tuple(fitting))
        return self._alike(values)

    def _alike(self, values: Mapping[str, Any]) -> Match:
        same, maybe = self.book.alike(values)
        same = [row for row in same if not _contradicts(row, values)]
        if len(same) == 1:
            return Match(same[0], note=_("Recognised by its name as “%(name)s”.") % {"name": same[0].name})
        if same:
            return Match(candidates=tuple(same))
        if maybe:
            names = "; ".join(f"“{row}” (№ {row.pk})" for row in maybe[:_SHOWN_LIKE])
            return Match(note=_("It resembles %(names)s. If it is the same, leave the line out.") % {"names": names})
        return Match()

    def values_of(self, row: Organisation) -> dict[str, Any]:
        plain = ("name", "short_name", "kind", "inn", "kpp", "ogrn", "oktmo", "is_legal_entity", "parent", "territory")
        more = ("address", "phone", "email", "site", "partner_since", "note")
        values = {key: getattr(row, key) for key in (*plain, *more)}
        return {"pk": row.pk, **values, "aliases": tuple(self.book.aliases.get(row.pk, ()))}

    def for_new(self, values: dict[str, Any]) -> dict[str, Any]:
        completed = dict(values)
        if not completed.get("name") and completed.get("known_as"):
            completed["name"] = completed["known_as"]
        if completed.get("kind") == OrganisationKind.COMMUNITY:
            completed.setdefault("is_legal_entity", False)
        return completed

    def add(self, values: dict[str, Any]) -> Organisation:
        aliases = values.pop("aliases", ())
        row = register_organisation(self.network, actor=self.actor, **values)
        self._name(row, aliases)
        return row

    def change(self, row: Organisation, values: dict[str, Any], *, version: int | None) -> Organisation:
        plain = {key: value for key, value in values.items() if key != "aliases"}
        changed = edit_organisation(row, actor=self.actor, version=version, **plain)
        if "aliases" in values:
            self._name(changed, values["aliases"])
        return changed

    def _name(self, row: Organisation, wanted: Iterable[str]) -> None:
        """Give the organisation exactly these other names."""
        present = self.book.aliases.get(row.pk, {})
        try:
            for name in wanted:
                if name not in present:
                    ALIASES.add(row, actor=self.actor, organisation=row, name=name)
            for name in present.keys() - set(wanted):
                ALIASES.remove(present[name], actor=self.actor)
        except ValidationError as refusal:
            raise ValidationError({"aliases": refusal.messages}) from refusal

    def remove(self, row: Organisation, *, at: datetime) -> None:
        remove_organisation(row, actor=self.actor, at=at)

    def foresee(self, lines: Iterable[Mapping[str, Any]]) -> None:
        numbers = {line["inn"] for line in lines if line.get("inn")}
        if numbers and (unit := active_unit()) is not None:
            unit.look_up_keys(Organisation, "organisation_inn_kpp_once", "inn", numbers)

    def learn(self, row: Organisation, values: Mapping[str, Any]) -> None:
        self.book.learn_new(row)

    def forget(self) -> None:
        self.book.forget_new()


def _reference_key(text: str) -> str:
    return normalise_name(text)


def _among(rows: list[Organisation], values: Mapping[str, Any]) -> Match | None:
    """Which of the rows with one registration number is meant; None when it is another branch of the same."""
    if kpp := values.get("kpp"):
        exact = [row for row in rows if row.kpp == kpp]
        rows = exact or [row for row in rows if not row.kpp]
    if len(rows) > 1:
        heads = [row for row in rows if row.parent_id is None]
        rows = heads or rows
    if not rows:
        return None
    return Match(rows[0]) if len(rows) == 1 else Match(candidates=tuple(rows))


def _contradicts(row: Organisation, values: Mapping[str, Any]) -> bool:
    """Both sides have a registration number, and they differ."""
    return any(getattr(row, key) and values.get(key) and getattr(row, key) != values[key] for key in ("inn", "ogrn"))
