"""Registers on paper: the rows of the list, in its order, as an official document."""

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from tests.factories.agreements import make_agreement
from tests.factories.organisations import make_contact, make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.projects import make_act, make_project
from tests.factories.reference import make_direction

from vmeste.foundation.access.actor import Role
from vmeste.foundation.screens import registers
from vmeste.modules.agreements.reports.registers import AGREEMENT_REGISTER
from vmeste.modules.agreements.selectors.paper import attach_papers_of_partners
from vmeste.modules.documents.services.issuing import replace_template
from vmeste.modules.partnerships.selectors.registers import partnerships_for_list
from vmeste.modules.projects.models import ProjectAct
from vmeste.pure.writing.drafting import Paragraph, build_docx


def got(client, address):
    return b"".join(client.get(f"/n/ours/{address}"))


def table_of(docx):
    return [[cell.text for cell in row.cells] for row in Document(BytesIO(docx)).tables[0].rows]


def texts_of(docx):
    return [paragraph.text for paragraph in Document(BytesIO(docx)).paragraphs if paragraph.text]


@pytest.fixture
def agreements(network, school, plant):
    return [
        make_agreement(
            title="О партнёрстве",
            number="2",
            parties=[school, plant],
            stage="in_force",
            signed_on=date(2025, 3, 1),
            starts_on=date(2025, 3, 1),
            ends_on=date(2035, 3, 1),
            renewal="automatic",
            renewal_months=12,
            responsible="Климова В.А.",
        ),
        make_agreement(title="Черновик", signed_note="не датирован"),
    ]


def test_the_register_of_agreements_is_printed_as_the_list_shows_it(agreements, sign_in):
    client = sign_in(Role.CURATOR)

    rows = table_of(got(client, "agreements/export/docx/?sort=title"))

    assert rows[0][:3] == ["№ п/п", "Вид", "№ и дата"]
    assert rows[1] == [
        *("1", "договор (соглашение) о сотрудничестве", "№ 2 от 01.03.2025", "School A, Plant B", "О партнёрстве"),
        *("с 01.03.2025 по 28.02.2035", "продлевается, если стороны не возражают (на 12 мес.)"),
        *("Климова В.А.", "нет", "действует"),
    ]
    assert rows[2][2] == "не датирован"
    turned = table_of(got(client, "agreements/export/docx/?sort=-title"))
    assert [row[4] for row in turned[1:]] == ["Черновик", "О партнёрстве"]


def test_a_narrowed_register_says_how_and_counts_its_rows(agreements, sign_in):
    docx = got(sign_in(Role.CURATOR), "agreements/export/docx/?state=draft")

    texts = texts_of(docx)
    assert [row[4] for row in table_of(docx)[1:]] == ["Черновик"]
    assert texts[0] == "Network of the tests"
    assert texts[1] == "РЕЕСТР ДОГОВОРОВ И СОГЛАШЕНИЙ"
    assert texts[3] == "Состояние: проект"
    assert texts[4] == "Всего записей: 1"


def test_a_register_lies_repeats_its_header_and_has_tags_as_pdf(agreements, sign_in):
    client = sign_in(Role.CURATOR)

    document = Document(BytesIO(got(client, "agreements/export/docx/")))
    pdf = got(client, "agreements/export/pdf/")

    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert document.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert b"/StructTreeRoot" in pdf
    assert "О партнёрстве" in pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def test_a_reader_gets_only_the_rows_they_may_see(agreements, sign_in):
    stranger = make_organisation()

    assert table_of(got(sign_in(Role.PARTNER, organisation=stranger), "agreements/export/docx/"))[1:] == []


def test_the_register_is_printed_with_the_networks_own_template(agreements, network, curator, sign_in):
    own = build_docx([Paragraph("Всего {{ count }}: {% for row in rows %}{{ row.term }} {% endfor %}")], title="own")
    replace_template(network, form=AGREEMENT_REGISTER, data=own, name="own.docx", actor=curator)

    docx = got(sign_in(Role.CURATOR), "agreements/export/docx/?sort=title")

    assert texts_of(docx) == ["Всего 2: с 01.03.2025 по 28.02.2035 без срока "]


def test_the_register_of_partners_names_agreement_contact_and_year(agreements, school, plant, sign_in):
    make_contact(plant, full_name="Орлов Пётр Ильич", post="директор", is_signatory=True)
    make_contact(plant, full_name="Рябова Ольга Ивановна", post="методист", phone="12-34")
    make_partnership(
        organisation=school,
        partner=plant,
        starts_on=date(2019, 9, 1),
        directions=[make_direction(name="Профориентация")],
    )

    rows = table_of(got(sign_in(Role.CURATOR), "partnerships/export/docx/"))

    assert rows[1] == [
        *("1", "Plant B", "предприятие", "Профориентация", "сотрудничество", "School A"),
        "№ 2 от 01.03.2025, с 01.03.2025 по 28.02.2035",
        *("Рябова\u00a0О.И., методист, 12-34", "2019", "продолжается"),
    ]
    without = table_of(got(sign_in(Role.OBSERVER), "partnerships/export/docx/"))
    assert "Рябова" not in str(without)


def test_the_papers_of_partners_cost_the_same_for_any_number(network, school, curator, django_assert_max_num_queries):
    for _each in range(4):
        partner = make_organisation()
        make_contact(partner)
        make_agreement(parties=[school, partner], stage="in_force", signed_on=date(2025, 1, 1))
        make_partnership(organisation=school, partner=partner)
    rows = list(partnerships_for_list(curator))

    with django_assert_max_num_queries(3):
        attach_papers_of_partners(curator, rows)

    assert [len(row.agreements_of_pair) for row in rows] == [1, 1, 1, 1]


def test_the_register_of_legal_acts_names_the_projects_they_served(network, sign_in):
    act = make_act(issuer="Управление", number="421", issued_on=date(2016, 10, 25), title="О модели")
    for name in ("Старт", "Полёт"):
        ProjectAct.objects.create(project=make_project(name=name), act=act)

    rows = table_of(got(sign_in(Role.CURATOR), "legal-acts/export/docx/"))

    assert rows[1] == ["1", "приказ", "Управление", "421", "25.10.2016", "О модели", "Полёт, Старт"]


def test_a_register_too_long_for_paper_sends_to_the_spreadsheet(agreements, sign_in, monkeypatch):
    monkeypatch.setattr(registers, "MOST_ROWS", 1)

    answer = sign_in(Role.CURATOR).get("/n/ours/agreements/export/docx/")

    assert (answer.status_code, answer["Location"]) == (302, "/n/ours/agreements/?")
