"""The contract on network form («договор о сетевой форме») with its five annexes.

Its points follow the model form of the contract (order of 5 August 2020 No. 882/391, annex 2); the words are ours, and
people change them in Word. What nobody has written down stays a visible blank.
"""

import functools
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import pgettext_lazy

from vmeste.modules.agreements.models import AgreementParty
from vmeste.modules.agreements.selectors.grammar import acting, genitive_name, genitive_post
from vmeste.modules.courses.choices import PartyRole
from vmeste.modules.courses.models import NetworkForm, NetworkPart, StudyGroup
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.pure.grammar.persons import initials
from vmeste.pure.writing.drafting import Align, Block, Cell, Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.templates.language import in_words
from vmeste.pure.writing.templates.schema import Schema, day, records, text

_COPIES = {2: "двух", 3: "трёх", 4: "четырёх", 5: "пяти", 6: "шести", 7: "семи", 8: "восьми", 9: "девяти", 10: "десяти"}
_ROLES = {
    PartyRole.BASE: "базовая организация",
    PartyRole.PARTICIPANT: "организация-участник",
    PartyRole.RESOURCE: "организация, обладающая ресурсами",
}
_LIST_ROWS = 15

SCHEMA = Schema(
    (
        text("number", "Номер", "17/2026"),
        text("place", "Место подписания", "г. Новоград"),
        day("signed_on", "Дата", date(2026, 8, 28)),
        records(
            "parties",
            "Стороны по порядку",
            text("number", "№", "1"),
            text("name", "Полное наименование", "Муниципальное общеобразовательное учреждение «Лицей № 1»"),
            text("role", "Роль", "базовая организация"),
            text("licence", "Лицензия", "лицензия от 01.09.2015 № 123, выдана министерством образования"),
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
            text("part", "Часть программы", "Модуль «Конструирование»"),
            text("hours", "Часов", "36"),
            text("place", "Место осуществления деятельности", "ул. Заводская, 2"),
            text("resources", "Ресурсы", "лаборатория робототехники, два инженера"),
        ),
        text("programme", "Наименование программы", "Робототехника"),
        text("kind", "Вид программы", "дополнительная общеразвивающая программа"),
        text("character", "Уровень и (или) направленность", "базовый уровень, техническая направленность"),
        text("developed", "Кто разрабатывает и утверждает", "базовой организацией"),
        text("begins", "Начало реализации словами", "1 сентября 2026 г."),
        text("ends", "Окончание реализации словами", "31 мая 2027 г."),
        text("fewest", "Обучающихся не менее", "8"),
        text("most", "Обучающихся не более", "15"),
        text("list_days", "Срок передачи списка, рабочих дней", "5"),
        text("results_days", "Срок справки о результатах, рабочих дней", "5"),
        text("schedule_by", "Кем определяются расписание и место", "организацией-участником"),
        text("assessment", "Промежуточная аттестация", "зачёт по модулю"),
        text("final_assessment", "Итоговая аттестация", "защита проекта"),
        text("documents", "Выдаваемые документы", "справка об обучении"),
        text("payment", "Финансовое обеспечение", "безвозмездно"),
        text("copies", "Число экземпляров словами", "двух"),
        records(
            "meetings",
            "Расписание",
            text("group", "Группа", "Группа 1"),
            text("day", "День", "вторник"),
            text("time", "Время", "15:30–16:15"),
            text("weeks", "Недели", "каждую неделю"),
            text("place", "Место", "Технопарк, каб. 12"),
            text("teacher", "Педагог", "Рябова Ольга Ивановна"),
        ),
        records("list_rows", "Строки поимённого списка", text("number", "№", "1")),
    )
)

_PARTY = (
    "{{ party.name }}, {{ party.licence }}, именуемое далее «{{ party.role }}», в лице {{ party.represented }}, "
    "{{ party.acting }} на основании {{ party.basis }},{% if not loop.last %} и{% endif %}"
)
_REQUISITES = (
    "{{ party.role|capital }}\n{{ party.name }}\nАдрес: {{ party.address }}\nИНН {{ party.inn }}, КПП {{ party.kpp }}\n"
    "ОГРН {{ party.ogrn }}\nТел.: {{ party.phone }}\nЭл. почта: {{ party.email }}"
)
_SIGNATURE = "{{ party.post }}\n\n____________________ {{ party.initials }}\n\nМ. П."


def _annex(number: int, title: str) -> list[Block]:
    return [
        Paragraph(f"Приложение {number}", Align.RIGHT, 0, opens_page=True),
        Paragraph("к договору о сетевой форме от {{ signed_on|words }} № {{ number }}", Align.RIGHT, 0),
        Paragraph("", indent_mm=0),
        Heading(title, 1),
    ]


_SIGNED: list[Block] = [
    Paragraph("", indent_mm=0),
    Grid(
        (
            ("{%tr for party in parties %}", ""),
            ("{{ party.post }}", "____________________ {{ party.initials }}"),
            ("{%tr endfor %}", ""),
        ),
        (50, 50),
    ),
]


@functools.cache
def original_template() -> bytes:
    """The .docx template for 2…n parties, always the same bytes."""
    blocks: list[Block] = [
        Heading("ДОГОВОР № {{ number }}", 1),
        Paragraph("о сетевой форме реализации образовательной программы", Align.CENTRE, 0, is_bold=True),
        Grid((("{{ place }}", Cell("{{ signed_on|words }}", Align.RIGHT)),), (50, 50)),
        Paragraph("", indent_mm=0),
        Paragraph("{%p for party in parties %}"),
        Paragraph(_PARTY),
        Paragraph("{%p endfor %}"),
        Paragraph("вместе именуемые «Стороны», заключили договор о следующем.", indent_mm=0),
        Heading("1. Предмет договора"),
        Paragraph("1.1. Стороны реализуют в сетевой форме программу «{{ programme }}» ({{ kind }}, {{ character }})."),
        Paragraph("1.2. Программу разрабатывают и утверждают: {{ developed }}."),
        Paragraph("1.3. Период реализации: с {{ begins }} по {{ ends }}."),
        Heading("2. Осуществление образовательной деятельности"),
        Paragraph(
            "2.1. Части программы, их объём и содержание, закреплённые за каждой Стороной, указаны в приложении 1."
        ),
        Paragraph("2.2. Число обучающихся – от {{ fewest }} до {{ most }} человек."),
        Paragraph(
            "2.3. Поимённый список (приложение 2) и копии нужных документов базовая организация передаёт остальным "
            "Сторонам не позднее чем за {{ list_days }} рабочих дней до начала обучения; об изменении состава "
            "сообщает письменно в тот же срок со дня изменения."
        ),
        Paragraph(
            "2.4. Приём на обучение ведёт базовая организация. В образовательную организацию-участника обучающиеся "
            "зачисляются переводом без отчисления из базовой организации и отчисляются из неё по завершении части "
            "программы."
        ),
        Paragraph("2.5. Расписание и место занятий определяет: {{ schedule_by }}; они указаны в приложении 3."),
        Paragraph(
            "2.6. Текущий контроль ведёт Сторона, реализующая часть программы. Промежуточная аттестация: "
            "{{ assessment }}."
        ),
        Paragraph(
            "2.7. Справку о результатах (приложение 5) организация-участник передаёт базовой организации в течение "
            "{{ results_days }} рабочих дней после аттестации; отдельного зачёта результатов не требуется."
        ),
        Paragraph("2.8. Итоговая аттестация: {{ final_assessment }}. Выдаваемые документы: {{ documents }}."),
        Paragraph("2.9. Каждая Сторона вправе проверять ход реализации программы."),
        Paragraph("2.10. Ресурсы Сторон – помещения, оборудование, кадры – указаны в приложении 4."),
        Heading("3. Финансовое обеспечение"),
        Paragraph("3.1. Условия: {{ payment }}."),
        Heading("4. Срок действия"),
        Paragraph("4.1. Договор действует со дня подписания до исполнения Сторонами обязательств."),
        Heading("5. Заключительные положения"),
        Paragraph("5.1. Договор меняют и расторгают по соглашению Сторон в письменной форме."),
        Paragraph(
            "5.2. При прекращении или приостановлении лицензии любой Стороны, осуществляющей образовательную "
            "деятельность, договор прекращается; об этом она сообщает остальным в тот же день."
        ),
        Paragraph("5.3. Споры Стороны решают переговорами, а если это не удаётся – в суде."),
        Paragraph("5.4. Договор составлен в {{ copies }} экземплярах, по одному для каждой Стороны."),
        Paragraph(
            "5.5. Приложения: 1 – программа и части Сторон; 2 – поимённый список; 3 – расписание; 4 – ресурсы Сторон; "
            "5 – форма справки о результатах."
        ),
        Heading("6. Адреса, реквизиты и подписи Сторон"),
        Grid((("{%tr for party in parties %}", ""), (_REQUISITES, _SIGNATURE), ("{%tr endfor %}", "")), (58, 42)),
        *_annex(1, "ПРОГРАММА И ЧАСТИ СТОРОН"),
        Paragraph("Программа «{{ programme }}», {{ kind }}, {{ character }}.", Align.LEFT, 0),
        Grid(
            (
                ("№", "Сторона", "Роль", "Часть программы", "Часов", "Место"),
                ("{%tr for party in parties %}", *[""] * 5),
                tuple(f"{{{{ party.{name} }}}}" for name in ("number", "name", "role", "part", "hours", "place")),
                ("{%tr endfor %}", *[""] * 5),
            ),
            (6, 28, 18, 22, 8, 18),
            has_borders=True,
            header_rows=1,
        ),
        *_SIGNED,
        *_annex(2, "ПОИМЁННЫЙ СПИСОК ОБУЧАЮЩИХСЯ"),
        Grid(
            (
                ("№", "Фамилия, имя, отчество", "Класс", "Дата рождения"),
                ("{%tr for row in list_rows %}", "", "", ""),
                ("{{ row.number }}", "", "", ""),
                ("{%tr endfor %}", "", "", ""),
            ),
            (8, 52, 15, 25),
            has_borders=True,
            header_rows=1,
        ),
        *_SIGNED,
        *_annex(3, "РАСПИСАНИЕ ЗАНЯТИЙ"),
        Grid(
            (
                ("Группа", "День", "Время", "Недели", "Место", "Педагог"),
                ("{%tr for row in meetings %}", *[""] * 5),
                tuple(f"{{{{ row.{name} }}}}" for name in ("group", "day", "time", "weeks", "place", "teacher")),
                ("{%tr endfor %}", *[""] * 5),
            ),
            (18, 15, 15, 14, 20, 18),
            has_borders=True,
            header_rows=1,
        ),
        *_SIGNED,
        *_annex(4, "РЕСУРСЫ СТОРОН"),
        Grid(
            (
                ("№", "Сторона", "Ресурсы"),
                ("{%tr for party in parties %}", "", ""),
                ("{{ party.number }}", "{{ party.name }}", "{{ party.resources }}"),
                ("{%tr endfor %}", "", ""),
            ),
            (8, 42, 50),
            has_borders=True,
            header_rows=1,
        ),
        *_SIGNED,
        *_annex(5, "СПРАВКА О РЕЗУЛЬТАТАХ (форма)"),
        Paragraph("Программа «{{ programme }}».", Align.LEFT, 0),
        Paragraph("Обучающийся: ______________________________________, класс ______", Align.LEFT, 0),
        Paragraph("Освоенная часть программы: ______________________________, часов ______", Align.LEFT, 0),
        Grid(
            (("Часть, модуль", "Часов", "Форма аттестации", "Результат", "Дата"), *[("", "", "", "", "")] * 3),
            (36, 10, 22, 18, 14),
            has_borders=True,
            header_rows=1,
        ),
        Paragraph(
            "Руководитель ____________________ / ____________________ /   «___» __________ 20___ г.", Align.LEFT, 0
        ),
    ]
    return build_docx(blocks, title="Договор о сетевой форме")


NETWORK_CONTRACT = OfficialForm(
    key="network-form-contract",
    label=pgettext_lazy("official form", "Network-form contract"),
    schema=SCHEMA,
    default_template=original_template,
)


def contract_facts(
    form: NetworkForm,
    parts: Sequence[NetworkPart],
    groups: Sequence[StudyGroup],
    signatories: dict[int, AgreementParty],
) -> dict[str, Any]:
    """Everything the template may print; no query for rows of the selectors. Nothing is guessed."""
    programme, agreement = form.programme, form.agreement
    level = f"{programme.get_level_display()} уровень" if programme.level else ""
    focus = f"{programme.get_focus_display()} направленность" if programme.focus else ""
    teachers = [str(part.organisation) for part in parts if part.role != PartyRole.RESOURCE]
    rows = form.most_pupils or _LIST_ROWS
    return {
        "number": agreement.number if agreement else "",
        "place": agreement.place if agreement else "",
        "signed_on": agreement.signed_on if agreement else None,
        "parties": [_party(number, part, signatories) for number, part in enumerate(parts, start=1)],
        "programme": programme.title,
        "kind": str(programme.get_kind_display()),
        "character": ", ".join(filter(None, (level, focus))),
        "developed": f"совместно ({', '.join(teachers)})" if form.is_developed_jointly else str(programme.organisation),
        "begins": in_words(form.starts_on) if form.starts_on else "",
        # The row's end is exclusive; documents name the last day.
        "ends": in_words(form.ends_on - timedelta(days=1)) if form.ends_on else "",
        "fewest": _number(form.fewest_pupils),
        "most": _number(form.most_pupils),
        "list_days": _number(form.list_days),
        "results_days": _number(form.results_days),
        "schedule_by": form.schedule_by,
        "assessment": form.assessment,
        "final_assessment": form.final_assessment,
        "documents": form.documents,
        "payment": "безвозмездно" if form.is_free_of_charge else form.payment,
        "copies": _COPIES.get(len(parts), str(len(parts))),
        "meetings": [_meeting(group, meeting) for group in groups for meeting in group.meetings.all()],
        "list_rows": [{"number": str(number)} for number in range(1, rows + 1)],
    }


def _party(number: int, part: NetworkPart, signatories: dict[int, AgreementParty]) -> dict[str, Any]:
    organisation, signs = part.organisation, signatories[part.organisation_id]
    represented = " ".join(filter(None, (genitive_post(signs).text, genitive_name(signs).text)))
    return {
        "number": str(number),
        "name": organisation.name,
        "role": _ROLES[PartyRole(part.role)],
        "licence": _licence(part),
        "represented": represented,
        "acting": acting(signs),
        "basis": signs.authority_basis,
        "post": signs.signatory_post[:1].upper() + signs.signatory_post[1:],
        "initials": initials(signs.signatory_name).surname_last if signs.signatory_name else "",
        "address": organisation.address,
        "inn": organisation.inn,
        "kpp": organisation.kpp,
        "ogrn": organisation.ogrn,
        "phone": organisation.phone,
        "email": organisation.email,
        "part": part.title,
        "hours": _number(part.hours),
        "place": part.place,
        "resources": part.resources,
    }


def _licence(part: NetworkPart) -> str:
    if not part.licence_number:
        return "без лицензии" if part.role == PartyRole.RESOURCE else ""
    day = f" от {in_words(part.licence_on)}" if part.licence_on else ""
    issuer = f", выдана: {part.licence_issuer}" if part.licence_issuer else ""
    return f"лицензия{day} № {part.licence_number}{issuer}"


def _meeting(group: StudyGroup, meeting: Any) -> dict[str, str]:
    room = meeting.venue or group.venue
    return {
        "group": str(group),
        "day": str(meeting.get_weekday_display()),
        "time": meeting.hours,
        "weeks": str(meeting.get_weeks_display()),
        "place": f"{room.organisation}, {room}" if room else "",
        "teacher": str(group.teacher or ""),
    }


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
