"""The fields a template of a cooperation agreement may use (official form: agreement, 2…n parties)."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.pure.writing.templates.schema import Schema, day, records, text

from .template import original_template

SCHEMA = Schema(
    (
        text("heading", "Заголовок: вид документа", "СОГЛАШЕНИЕ О СОТРУДНИЧЕСТВЕ"),
        text("number", "Номер", "17/2026"),
        text("place", "Место подписания", "г. Новоград"),
        day("signed_on", "Дата подписания", date(2026, 3, 1)),
        text("party_word", "Слово о числе сторон", "двусторонний"),
        records(
            "parties",
            "Стороны по порядку",
            text("name", "Полное наименование", "Муниципальное общеобразовательное учреждение «Лицей № 1»"),
            text("short_name", "Краткое наименование", "Лицей № 1"),
            text("role", "Роль в соглашении", "сторона"),
            text("represented", "Должность и имя подписанта в родительном падеже", "директора Климовой Веры Андреевны"),
            text("acting", "«Действующего» или «действующей»", "действующей"),
            text("basis", "Основание полномочий в родительном падеже", "Устава"),
            text("post", "Должность подписанта", "Директор"),
            text("initials", "Подписант: И. О. Фамилия", "В.А. Климова"),
            text("address", "Адрес", "ул. Школьная, 1"),
            text("inn", "ИНН", "7707083893"),
            text("kpp", "КПП", "770701001"),
            text("ogrn", "ОГРН", "1027700132195"),
            text("phone", "Телефон", "+7 (495) 000-00-00"),
            text("email", "Электронная почта", "school@example.org"),
            records("promises", "Обязательства стороны", text("text", "Что обещано", "предоставляет лабораторию")),
        ),
        text("subject", "Предмет", "совместная подготовка школьников к инженерным профессиям"),
        records("directions", "Направления сотрудничества", text("text", "Направление", "профориентация")),
        records("common_promises", "Общие обязательства", text("text", "Что обещано", "составляют план на год")),
        text("begins", "Начало действия словами", "с даты подписания"),
        text("ends", "Окончание действия словами", "по 31 августа 2027 г. включительно"),
        text("renewal", "Продление", "продлевается на год, если стороны не возражают"),
        text("payment", "Финансовые условия", "безвозмездно"),
        text("responsible", "Ответственное лицо", "координатор сотрудничества"),
        text("copies", "Число экземпляров словами", "двух"),
    )
)

COOPERATION_AGREEMENT = OfficialForm(
    key="cooperation-agreement",
    label=_("Cooperation agreement"),
    schema=SCHEMA,
    default_template=original_template,
)
