"""Consents on paper: a separate document for each purpose, with every point of article 9, part 4 of 152-FZ."""

import functools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Text
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.choices import ConsentPurpose
from vmeste.modules.people.models import Guardianship, Pupil
from vmeste.modules.people.selectors.consents import signs_too
from vmeste.pure.writing.drafting import Block, Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.templates.language import in_words
from vmeste.pure.writing.templates.schema import Schema, day, text

SCHEMA = Schema(
    (
        text("operator", "Оператор: полное наименование", "МБОУ «Гимназия № 1»"),
        text("operator_address", "Адрес оператора", "г. Новоград, ул. Школьная, д. 1"),
        text("recipient", "Кому передаются данные: наименование", "ООО «Завод»"),
        text("recipient_address", "Адрес получателя", "г. Новоград, ул. Заводская, д. 2"),
        text("child", "Ребёнок: фамилия, имя, отчество", "Иванов Пётр Сергеевич"),
        day("born_on", "Дата рождения ребёнка", date(2011, 5, 1)),
        text("school_class", "Класс", "8и"),
        text("guardian", "Представитель: фамилия, имя, отчество", "Иванова Мария Петровна"),
        text("kinship", "Кем приходится ребёнку", "мать"),
        text("basis", "Документ, подтверждающий полномочия", "свидетельство о рождении"),
        text("phone", "Телефон представителя", "+7 (900) 000-00-00"),
        text("term", "Срок действия словами", "до 31 августа 2027 г. включительно"),
        text("pupil_signs", "Подписывает ли ребёнок (с 14 лет)", "да"),
    )
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What one purpose says: the official words of its form."""

    label: Text
    title: str
    aim: str
    data: str
    actions: str
    more: tuple[str, ...] = ()


_ACTIONS = (
    "сбор, запись, систематизация, накопление, хранение, уточнение (обновление, изменение), извлечение, "
    "использование, блокирование, удаление, уничтожение; с использованием средств автоматизации и без них"
)
WORDINGS: dict[ConsentPurpose, Wording] = {
    ConsentPurpose.PROCESSING: Wording(
        _("Consent: processing of personal data"),
        "Согласие на обработку персональных данных обучающегося",
        "организация обучения ребёнка, в том числе в других организациях сети, учёт посещаемости и результатов",
        "фамилия, имя, отчество, пол, дата рождения, класс, контактные данные; фамилия, имя, отчество и контактные "
        "данные законного представителя; сведения о посещаемости и результатах обучения",
        _ACTIONS,
    ),
    ConsentPurpose.TRANSFER: Wording(
        _("Consent: disclosure to a partner"),
        "Согласие на передачу персональных данных обучающегося третьему лицу",
        "участие ребёнка в занятиях и мероприятиях, которые проводит получатель: {{ recipient }}, "
        "адрес: {{ recipient_address }}",
        "фамилия, имя, отчество, дата рождения, класс, контактный телефон законного представителя",
        "передача (предоставление, доступ) только названному получателю и хранение им до окончания срока согласия",
    ),
    ConsentPurpose.DISTRIBUTION: Wording(
        _("Consent: publication of pictures"),
        "Согласие на обработку персональных данных, разрешённых обучающимся для распространения",
        "рассказ об учебных занятиях и мероприятиях на сайте и в официальных сообществах оператора",
        "фотографическое изображение и видеозапись ребёнка, фамилия, имя, класс",
        "распространение: размещение на информационных ресурсах оператора",
        (
            "Адреса информационных ресурсов: ______________________________________________.",
            (
                "Условия и запреты (статья 10.1 Федерального закона № 152-ФЗ): съёмка разрешается / не разрешается; "
                "публикация с фамилией разрешается / не разрешается; иное: ____________________________."
            ),
        ),
    ),
    ConsentPurpose.TRAVEL: Wording(
        _("Consent: trips"),
        "Согласие на обработку персональных данных обучающегося для организации поездки",
        "организация поездки: маршрут ______________________________, даты ____________________",
        "фамилия, имя, отчество, дата рождения, класс, контактный телефон законного представителя",
        f"{_ACTIONS}; передача перевозчику и принимающей организации списка едущих",
    ),
    ConsentPurpose.PARTICIPATION: Wording(
        _("Consent: participation beyond the curriculum"),
        "Согласие на обработку персональных данных обучающегося для участия в мероприятии",
        "участие в мероприятии вне учебного плана: ______________________________________",
        "фамилия, имя, отчество, дата рождения, класс, результаты участия",
        f"{_ACTIONS}; передача организатору мероприятия",
    ),
}


def _blocks(wording: Wording) -> list[Block]:
    return [
        Heading(wording.title, 1),
        Paragraph("", indent_mm=0),
        Paragraph("1. Законный представитель: {{ guardian }} ({{ kinship }}),"),
        Paragraph("адрес: __________________________________________________________________,", indent_mm=0),
        Paragraph(
            "документ, удостоверяющий личность (вид, номер, дата выдачи, кем выдан): ___________________________"
            "____________________________________________, телефон: {{ phone }}.",
            indent_mm=0,
        ),
        Paragraph("Полномочия подтверждает: {{ basis }}.", indent_mm=0),
        Paragraph(
            "2. Субъект персональных данных: {{ child }}, дата рождения {{ born_on|digits }}, класс {{ school_class }},"
            " адрес: ____________________________________________________, свидетельство о рождении или паспорт "
            "(номер, дата выдачи, кем выдан): ____________________________________________."
        ),
        Paragraph("3. Оператор: {{ operator }}, адрес: {{ operator_address }}."),
        Paragraph(f"4. Цель обработки: {wording.aim}."),
        Paragraph(f"5. Персональные данные: {wording.data}."),
        Paragraph("6. По поручению оператора данные обрабатывает: ______________________________________________."),
        Paragraph(f"7. Действия с данными и способы обработки: {wording.actions}."),
        *(Paragraph(words) for words in wording.more),
        Paragraph(
            "8. Согласие действует {{ term }}. Его можно отозвать в любое время письменным заявлением оператору; "
            "отзыв не влияет на обучение ребёнка."
        ),
        Paragraph(
            "Согласие дано отдельно от других документов и относится только к названной цели "
            "(часть 1 статьи 9 Федерального закона от 27.07.2006 № 152-ФЗ)."
        ),
        Paragraph("", indent_mm=0),
        Grid(
            (
                ("«___» ______________ 20___ г.", "____________________ / {{ guardian }} /"),
                ("{%tr if pupil_signs %}", ""),
                ("Обучающийся (с 14 лет):", "____________________ / {{ child }} /"),
                ("{%tr endif %}", ""),
            ),
            (42, 58),
        ),
    ]


def _template(purpose: ConsentPurpose) -> bytes:
    wording = WORDINGS[purpose]
    return build_docx(_blocks(wording), title=wording.title)


CONSENT_FORMS: dict[ConsentPurpose, OfficialForm] = {
    purpose: OfficialForm(
        key=f"personal-consent-{purpose.value}",
        label=wording.label,
        schema=SCHEMA,
        default_template=functools.cache(functools.partial(_template, purpose)),
    )
    for purpose, wording in WORDINGS.items()
}


def consent_facts(
    pupil: Pupil | None,
    *,
    controller: Organisation,
    tie: Guardianship | None,
    class_name: str,
    recipient: Organisation | None,
    valid_until: date | None,
    today: date,
) -> dict[str, Any]:
    """The facts of one consent; without a pupil the person's places stay visible blanks. No query."""
    facts: dict[str, Any] = {
        "operator": controller.name,
        "operator_address": controller.address,
        "recipient": recipient.name if recipient else "",
        "recipient_address": recipient.address if recipient else "",
        "term": f"до {in_words(valid_until - timedelta(days=1))} включительно" if valid_until else "до отзыва",
        "pupil_signs": "да",
    }
    if pupil is not None:
        facts |= {
            "child": pupil.full_name,
            "born_on": pupil.born_on,
            "school_class": class_name,
            "pupil_signs": "да" if pupil.born_on is None or signs_too(pupil, today) else "",
        }
    if tie is not None:
        facts |= {
            "guardian": tie.guardian.full_name,
            "kinship": tie.get_kinship_display(),
            "basis": tie.basis,
            "phone": tie.guardian.phone,
        }
    return facts
