"""The other papers: the act of a disclosure, the act of destruction, the sheet of codes, the copy of one's data."""

import functools
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.people.choices import DataField
from vmeste.modules.people.models import DestructionAct, Disclosure, Pupil
from vmeste.pure.writing.drafting import Align, Block, Cell, Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.templates.language import in_digits
from vmeste.pure.writing.templates.schema import Schema, day, records, text

_MARK = "____________________ / ____________________ /"

# The disclosure of a list

_DISCLOSURE_SCHEMA = Schema(
    (
        text("number", "Номер", "12"),
        day("disclosed_on", "Дата передачи", date(2026, 3, 1)),
        text("controller", "Кто передаёт", "МБОУ «Гимназия № 1»"),
        text("recipient", "Кому передаёт", "ООО «Завод»"),
        text("purpose", "Цель", "экскурсия на завод"),
        text("ground", "Основание", "договор № 5 от 01.02.2026"),
        text("data", "Состав данных", "фамилия, имя, отчество; класс"),
        text("term", "До какого дня", "31.05.2026"),
        text("count", "Число обучающихся", "25"),
        records(
            "pupils",
            "Обучающиеся",
            text("number", "№ п/п", "1"),
            text("name", "Фамилия, имя, отчество", "Иванов Пётр Сергеевич"),
            text("school_class", "Класс", "8и"),
            text("born_on", "Дата рождения", "01.05.2011"),
            text("contact", "Контакт представителя", "+7 (900) 000-00-00"),
        ),
    )
)
_DISCLOSURE_BLOCKS: tuple[Block, ...] = (
    Heading("АКТ № {{ number }}\nпередачи списка обучающихся", 1),
    Paragraph("от {{ disclosed_on|digits }}", Align.CENTRE, 0),
    Paragraph("{{ controller }} (оператор) передаёт, а {{ recipient }} принимает персональные данные обучающихся."),
    Paragraph("Цель: {{ purpose }}."),
    Paragraph("Основание: {{ ground }}."),
    Paragraph("Состав данных: {{ data }}."),
    Paragraph("Срок использования: {{ term }}. По окончании срока получатель уничтожает полученные данные."),
    Paragraph("Получатель использует данные только для названной цели и не передаёт их другим лицам."),
    Paragraph("", indent_mm=0),
    Grid(
        (
            ("№", "Фамилия, имя, отчество", "Класс", "Дата рождения", "Контакт"),
            ("{%tr for pupil in pupils %}", "", "", "", ""),
            (
                Cell("{{ pupil.number }}", Align.CENTRE),
                "{{ pupil.name }}",
                "{{ pupil.school_class }}",
                "{{ pupil.born_on }}",
                "{{ pupil.contact }}",
            ),
            ("{%tr endfor %}", "", "", "", ""),
        ),
        (7, 43, 12, 16, 22),
        has_borders=True,
        header_rows=1,
    ),
    Paragraph("Всего: {{ count }}.", indent_mm=0),
    Paragraph("", indent_mm=0),
    Grid((("Передал", _MARK), ("Принял", _MARK)), (30, 70)),
)


@functools.cache
def _disclosure_template() -> bytes:
    return build_docx(_DISCLOSURE_BLOCKS, title="Акт передачи списка обучающихся")


DISCLOSURE_ACT = OfficialForm(
    "personal-disclosure", _("Act: a list disclosed to a partner"), _DISCLOSURE_SCHEMA, _disclosure_template
)
_DATA_IN_WORDS = {
    DataField.NAME: "фамилия, имя, отчество",
    DataField.BORN_ON: "дата рождения",
    DataField.CLASS: "класс",
    DataField.CONTACT: "контакт законного представителя",
}


def disclosure_facts(
    disclosure: Disclosure, pupils: Sequence[Pupil], *, classes: dict[int, str], contacts: dict[int, str]
) -> dict[str, Any]:
    """The facts of an act; only the disclosed fields are filled, the others say «–». No query."""
    fields = set(disclosure.fields)

    def line(number: int, pupil: Pupil) -> dict[str, str]:
        born = str(in_digits(pupil.born_on)) if pupil.born_on and DataField.BORN_ON in fields else "–"
        return {
            "number": str(number),
            "name": pupil.full_name,
            "school_class": classes.get(pupil.pk, "") if DataField.CLASS in fields else "–",
            "born_on": born,
            "contact": contacts.get(pupil.pk, "") if DataField.CONTACT in fields else "–",
        }

    return {
        "number": str(disclosure.pk),
        "disclosed_on": disclosure.disclosed_on,
        "controller": disclosure.controller.name,
        "recipient": disclosure.recipient.name,
        "purpose": disclosure.purpose,
        "ground": disclosure.ground,
        "data": "; ".join(words for field, words in _DATA_IN_WORDS.items() if field in fields),
        "term": f"до {in_digits(disclosure.valid_until)}" if disclosure.valid_until else "до отзыва",
        "count": str(len(pupils)),
        "pupils": [line(number, pupil) for number, pupil in enumerate(pupils, start=1)],
    }


# The act of destruction: the fields of order 179 of Roskomnadzor, 28 October 2022

_DESTRUCTION_SCHEMA = Schema(
    (
        text("number", "Номер акта", "3"),
        text("destroyed_at", "Дата и время уничтожения", "01.03.2026 10:15"),
        text("operator", "Оператор: наименование", "МБОУ «Гимназия № 1»"),
        text("operator_address", "Оператор: адрес", "г. Новоград, ул. Школьная, д. 1"),
        text("subject", "Субъект: номер, под которым он известен системе", "№ 482915037"),
        text("system", "Информационная система", "«Вместе», сеть «Новоград»"),
        text("way", "Способ уничтожения", "удаление записей без возможности восстановления"),
        text("reason", "Причина уничтожения", "достигнута цель обработки"),
        text("executor", "Кто уничтожил", "Климова В. А."),
        records("data", "Уничтоженные данные", text("text", "Категория", "фамилия, имя, отчество")),
        records(
            "log",
            "Выгрузка из журнала регистрации событий",
            text("when", "Когда", "2026-03-01T10:15:00+03:00"),
            text("who", "Кто", "Климова В. А."),
            text("what", "Событие", "people.PupilChanged"),
        ),
    )
)
_DESTRUCTION_BLOCKS: tuple[Block, ...] = (
    Heading("АКТ № {{ number }}\nоб уничтожении персональных данных", 1),
    Paragraph("{{ destroyed_at }}", Align.CENTRE, 0),
    Paragraph("1. Оператор: {{ operator }}, адрес: {{ operator_address }}."),
    Paragraph("2. Субъект, чьи данные уничтожены: {{ subject }}. Фамилия, имя и отчество уничтожены вместе с данными."),
    Paragraph("3. Уничтоженные персональные данные:"),
    Paragraph("{%p for item in data %}"),
    Paragraph("– {{ item.text }};"),
    Paragraph("{%p endfor %}"),
    Paragraph("4. Информационная система: {{ system }}."),
    Paragraph("5. Способ уничтожения: {{ way }}."),
    Paragraph("6. Причина уничтожения: {{ reason }}."),
    Paragraph("7. Дата и время уничтожения: {{ destroyed_at }}."),
    Paragraph("8. Уничтожил: {{ executor }}."),
    Paragraph("", indent_mm=0),
    Grid((("Подпись", _MARK),), (30, 70)),
    Heading("Приложение. Выгрузка из журнала регистрации событий", 2),
    Grid(
        (
            ("Когда", "Кто", "Событие"),
            ("{%tr for line in log %}", "", ""),
            ("{{ line.when }}", "{{ line.who }}", "{{ line.what }}"),
            ("{%tr endfor %}", "", ""),
        ),
        (34, 33, 33),
        has_borders=True,
        header_rows=1,
        size_pt=10,
    ),
)


@functools.cache
def _destruction_template() -> bytes:
    return build_docx(_DESTRUCTION_BLOCKS, title="Акт об уничтожении персональных данных")


DESTRUCTION_ACT = OfficialForm(
    "personal-destruction", _("Act: destruction of personal data"), _DESTRUCTION_SCHEMA, _destruction_template
)


def destruction_facts(act: DestructionAct, *, network: str) -> dict[str, Any]:
    """The facts of an act of destruction; no query beside the organisation."""
    moment = timezone.localtime(act.destroyed_at)
    return {
        "number": str(act.number),
        "destroyed_at": moment.strftime("%d.%m.%Y %H:%M"),
        "operator": act.organisation.name,
        "operator_address": act.organisation.address,
        "subject": act.subject,
        "system": f"«Вместе», {network}",
        "way": "удаление записей базы данных без возможности восстановления",
        "reason": act.reason,
        "executor": act.executor,
        "data": [{"text": words} for words in act.data],
        "log": [{key: line[key] for key in ("when", "who", "what")} for line in act.log_extract],
    }


# The sheet of codes

_CODES_SCHEMA = Schema(
    (
        text("network", "Сеть", "Сеть «Новоград»"),
        text("place", "Класс и организация", "8и, Гимназия № 1"),
        text("address", "Адрес страницы", "https://example.org/account/claim/"),
        text("until", "Коды действуют до", "01.04.2026"),
        records(
            "codes",
            "Коды",
            text("person", "Кому", "Иванова Мария Петровна"),
            text("child", "Ребёнок", "Иванов Пётр"),
            text("code", "Код", "12-ABCD-EFGH-JKLM"),
        ),
    )
)
_CODES_BLOCKS: tuple[Block, ...] = (
    Heading("{{ network }}: коды доступа", 1),
    Paragraph("{{ place }}. Разрежьте лист и раздайте: каждый код – только тому, кому он назван.", Align.CENTRE, 0),
    Paragraph("", indent_mm=0),
    Grid(
        (
            ("{%tr for one in codes %}",),
            (
                (
                    "{{ one.person }} (ребёнок: {{ one.child }})\nКод: {{ one.code }}\n"
                    "Откройте {{ address }} и введите код до {{ until }}. Код срабатывает один раз. Не передавайте его."
                ),
            ),
            ("{%tr endfor %}",),
        ),
        (100,),
        has_borders=True,
    ),
)


@functools.cache
def _codes_template() -> bytes:
    return build_docx(_CODES_BLOCKS, title="Коды доступа")


CODES_SHEET = OfficialForm("personal-codes", _("Sheet of codes for families"), _CODES_SCHEMA, _codes_template)

# The copy of one's data

_COPY_SCHEMA = Schema(
    (
        text("network", "Сеть", "Сеть «Новоград»"),
        day("on", "На дату", date(2026, 3, 1)),
        text("subject", "Чьи данные", "Иванов Пётр Сергеевич"),
        records(
            "parts",
            "Части",
            text("title", "Заголовок", "Согласия"),
            records("lines", "Строки", text("text", "Строка", "обработка, с 01.09.2025")),
        ),
    )
)
_COPY_BLOCKS: tuple[Block, ...] = (
    Heading("Копия персональных данных", 1),
    Paragraph("{{ subject }}", Align.CENTRE, 0),
    Paragraph("{{ network }}, на {{ on|digits }}", Align.CENTRE, 0),
    Paragraph("{%p for part in parts %}"),
    Paragraph("{{ part.title }}", is_bold=True, stays_with_next=True),
    Paragraph("{%p for line in part.lines %}"),
    Paragraph("{{ line.text }}"),
    Paragraph("{%p endfor %}"),
    Paragraph("{%p endfor %}"),
)


@functools.cache
def _copy_template() -> bytes:
    return build_docx(_COPY_BLOCKS, title="Копия персональных данных")


DATA_COPY = OfficialForm("personal-copy", _("Copy of one's personal data"), _COPY_SCHEMA, _copy_template)
_COPY_TITLES = {
    "person": "Сведения о ребёнке",
    "guardians": "Законные представители",
    "attachments": "Где учится и учился",
    "consents": "Согласия",
    "disclosures": "Передачи списков партнёрам",
    "openings": "Кто и зачем открывал имя",
}
_COPY_WORDS = {
    "last_name": "фамилия",
    "first_name": "имя",
    "patronymic": "отчество",
    "gender": "пол",
    "born_on": "дата рождения",
    "email": "электронная почта",
    "phone": "телефон",
    "external_id": "идентификатор в другой системе",
    "kinship": "кем приходится",
    "basis": "документ о полномочиях",
    "may_consent": "даёт согласия",
    "may_choose": "выбирает курсы",
    "starts_on": "с",
    "ends_on": "до",
    "organisation": "организация",
    "class": "класс",
    "kind": "как учится",
    "order": "приказ",
    "purpose": "цель",
    "controller": "оператор",
    "recipient": "получатель",
    "guardian": "подписал представитель",
    "is_signed_by_pupil": "подписано ребёнком",
    "signed_on": "подписано",
    "valid_until": "действует до",
    "withdrawn_on": "отозвано",
    "note": "условия",
    "disclosed_on": "передано",
    "ground": "основание",
    "when": "когда",
    "who": "кто",
    "what": "что",
}


def copy_facts(pupil: Pupil, data: dict[str, Any], *, network: str, on: date) -> dict[str, Any]:
    """`selectors.files.copy_of_pupil` in readable lines; empty values are left out. No query."""
    parts = []
    for key, title in _COPY_TITLES.items():
        rows = data.get(key) or []
        lines = [{"text": _line(row)} for row in ([rows] if isinstance(rows, dict) else rows)]
        parts.append({"title": title, "lines": [line for line in lines if line["text"]] or [{"text": "нет"}]})
    return {"network": network, "on": on, "subject": f"{pupil.full_name}, {pupil}", "parts": parts}


def _line(row: dict[str, Any]) -> str:
    return "; ".join(f"{_COPY_WORDS[key]}: {_said(value)}" for key, value in row.items() if value not in (None, ""))


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    return str(value)


def people_forms() -> Iterable[OfficialForm]:
    """The forms of this file."""
    return (DISCLOSURE_ACT, DESTRUCTION_ACT, CODES_SHEET, DATA_COPY)
