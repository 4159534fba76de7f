"""Documents for the tests, made with python-docx: a realistic agreement in the layout of GOST R 7.0.97."""

from datetime import date
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt

from vmeste.pure.writing.templates.schema import Schema, day, group, records, text

AGREEMENT = Schema(
    (
        text("number", "Номер", "12/2026"),
        day("signed_on", "Дата", date(2026, 3, 1)),
        text("place", "Место", "г. Северный Бор"),
        text("subject", "Предмет", "совместная подготовка обучающихся инженерных классов"),
        records("directions", "Направления", text("name", "Направление", "профессиональная ориентация")),
        records(
            "parties",
            "Стороны",
            text("name", "Наименование", "МБОУ «Лицей № 1»"),
            text("called", "Далее", "Лицей"),
            text("person", "В лице", "директора Орловой Анны Сергеевны"),
            text("basis", "На основании", "Устава"),
            text("short_name", "Подпись", "А.С. Орлова"),
            text("requisites", "Реквизиты", "ул. Школьная, д. 1\nИНН 7707083893"),
            records("duties", "Обязанности", text("what", "Что", "предоставляет аудитории")),
        ),
        day("ends_on", "Действует до", date(2027, 5, 31)),
        group(
            "contact",
            "Ответственный",
            text("name", "Имя", "Ильина Т.П."),
            text("phone", "Телефон", "8 (000) 000-00-00"),
        ),
    )
)

PARTIES = (
    ("МБОУ «Лицей № 1» г. Северный Бор", "Лицей", "директора Орловой Анны Сергеевны", "А.С. Орлова"),
    ("ФГБОУ ВО «Северный университет»", "Университет", "ректора Зиминой Ольги Львовны", "О.Л. Зимина"),
    ("АО «Концерн «Энергия» & Ко»", "Предприятие", "главного инженера Петрова Ивана Ильича", "И.И. Петров"),
)


def agreement_data(parties: int) -> dict[str, object]:
    return {
        "number": "12/2026-СП",
        "signed_on": date(2026, 3, 1),
        "place": "г.\u00a0Северный Бор",
        "subject": "совместная подготовка обучающихся инженерных классов – от 5 до 11 класса, взнос 100\u00a0₽",
        "directions": [{"name": "профессиональная ориентация"}, {"name": "научно\u2011техническое творчество"}],
        "parties": [
            {
                "name": name,
                "called": called,
                "person": person,
                "basis": "Устава",
                "short_name": short,
                "requisites": "ул. Школьная, д. 1\nИНН 7707083893\nтел. 8 (000) 000-00-00",
                "duties": [{"what": f"обязанность {called} первая;"}, {"what": f"обязанность {called} вторая."}],
            }
            for name, called, person, short in PARTIES[:parties]
        ],
        "ends_on": None,
        "contact": {"name": "Ильина Т.П."},
    }


def saved(document) -> bytes:
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def paragraphs(*texts: str) -> bytes:
    document = Document()
    for line in texts:
        document.add_paragraph(line)
    return saved(document)


def agreement_template() -> bytes:
    document = Document()
    _set_up_page(document)
    numbering = _add_numbering(document)
    title = _paragraph(
        document, "СОГЛАШЕНИЕ О СОТРУДНИЧЕСТВЕ № {{ number }}", align=WD_ALIGN_PARAGRAPH.CENTER, bold=True
    )
    title.paragraph_format.space_after = Pt(12)
    place = _paragraph(document, "{{ place }}\t{{ signed_on|words }}")
    place.paragraph_format.tab_stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.RIGHT)
    place.paragraph_format.space_after = Pt(12)
    intro = _paragraph(document, "", first_line=True)
    for piece, is_bold in (
        ("{% for party in parties %}", False),
        ("{{ party.na", True),
        ("me }}", True),
        (
            ", именуемое в дальнейшем «{{ party.called }}», в лице {{ party.person }}, действующего на основании ",
            False,
        ),
        (
            "{{ party.basis }}, {% endfor %}заключили настоящее соглашение о нижеследующем:",
            False,
        ),
    ):
        intro.add_run(piece).bold = is_bold
    _heading(document, "Предмет соглашения", numbering)
    _clause(document, "Предметом соглашения является {{ subject }}.", numbering, 1)
    _clause(document, "Направления сотрудничества:", numbering, 1)
    _paragraph(document, "{%p for direction in directions %}")
    _bullet(document, "{{ direction.name }}{% if loop.last %}.{% else %};{% endif %}", numbering)
    _paragraph(document, "{%p endfor %}")
    _heading(document, "Обязательства сторон", numbering)
    _paragraph(document, "{%p for party in parties %}")
    _clause(document, "{{ party.called }} обязуется:", numbering, 1)
    _paragraph(document, "{%p for duty in party.duties %}")
    _clause(document, "{{ duty.what }}", numbering, 2)
    _paragraph(document, "{%p endfor %}")
    _paragraph(document, "{%p endfor %}")
    _heading(document, "Срок действия", numbering)
    _clause(
        document,
        "Соглашение действует {% if ends_on %}до {{ ends_on }}{% else %}бессрочно{% endif %}. Ответственный: "
        "{{ contact.name }}, тел. {{ contact.phone }}.",
        numbering,
        1,
    )
    _heading(document, "Реквизиты и подписи", numbering)
    table = document.add_table(3, 2)
    for row, (left, right) in enumerate(
        (
            ("{%tr for party in parties %}", ""),
            ("{{ party.name }}\n{{ party.requisites }}", "\n_______________ / {{ party.short_name }} /\nМ.П."),
            ("{%tr endfor %}", ""),
        )
    ):
        table.rows[row]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        table.cell(row, 0).text = left
        table.cell(row, 1).text = right
    return saved(document)


def _set_up_page(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(10)
    section.top_margin = section.bottom_margin = Mm(20)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field(header, "PAGE")
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.paragraph_format.space_after = Pt(0)


def field(paragraph, code: str) -> None:
    for kind, content in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = content
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.text = content
            run._r.append(instruction)


def _paragraph(document, content, *, align=None, bold=False, first_line=False):
    paragraph = document.add_paragraph()
    if content:
        paragraph.add_run(content).bold = bold
    paragraph.alignment = align
    if first_line:
        paragraph.paragraph_format.first_line_indent = Cm(1.25)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    return paragraph


def _numbered(paragraph, number_id: int, level: int) -> None:
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>')
    )


def _heading(document, content, numbering) -> None:
    paragraph = document.add_heading(content, 1)
    _numbered(paragraph, numbering, 0)


def _clause(document, content, numbering, level) -> None:
    paragraph = _paragraph(document, content, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _numbered(paragraph, numbering, level)


def _bullet(document, content, numbering) -> None:
    _numbered(_paragraph(document, content), numbering + 1, 0)


def _add_numbering(document) -> int:
    """A legal numbering 1. / 1.1. / 1.1.1. and a bulleted one; returns the number id of the first."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="{"".join(f"%{upper + 1}." for upper in range(level + 1))}"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
        for level, (left, hanging) in enumerate(((425, 425), (709, 709), (1560, 851)))
    )
    bullet = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/>'
        '<w:pPr><w:ind w:left="1134" w:hanging="425"/></w:pPr></w:lvl>'
    )
    first = numbering.find(qn("w:num"))
    for abstract_id, content in ((90, levels), (91, bullet)):
        element = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract_id}">{content}</w:abstractNum>')
        first.addprevious(element)
    for number_id, abstract_id in ((90, 90), (91, 91)):
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number_id}"><w:abstractNumId w:val="{abstract_id}"/></w:num>')
        )
    return 90
