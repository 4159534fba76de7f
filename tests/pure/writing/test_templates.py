from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pure.writing.samples import AGREEMENT, agreement_data, agreement_template, paragraphs, saved

from vmeste.pure.writing.templates.filling import TemplateRefused, check_template, render
from vmeste.pure.writing.templates.language import Fault
from vmeste.pure.writing.templates.schema import Field, Kind, Schema, day, group, records, text

SCHEMA = Schema(
    (
        text("number", "Number", "15"),
        day("signed_on", "Signed", date(2026, 3, 1)),
        group("place", "Place", text("city", "City", "Иркутск")),
        records("parties", "Parties", text("name", "Name", "Лицей"), records("duties", "Duties", text("what", "What"))),
    )
)


def lines(docx: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(docx)).paragraphs]


def filled(*template: str, **data) -> list[str]:
    return lines(render(paragraphs(*template), data, SCHEMA))


def faults(*template: str) -> list[Fault]:
    return [problem.fault for problem in check_template(paragraphs(*template), SCHEMA)]


def test_a_field_is_filled_in():
    assert filled("№ {{ number }} от {{ signed_on }}", number="7", signed_on=date(2026, 1, 5)) == ["№ 7 от 05.01.2026"]


def test_dates_are_written_in_digits_or_words():
    written = filled("{{ signed_on|digits }} {{ signed_on|words }}", signed_on=date(2015, 11, 17))
    assert written == ["17.11.2015 17\u00a0ноября 2015\u00a0г."]


def test_a_missing_value_is_a_visible_blank():
    assert filled("{{ number }} {{ signed_on|words }} {{ place.city|upper }} {{ number|capital }}", number="") == [
        "________ ________ ________ ________"
    ]


def test_a_missing_value_is_no_reason_for_a_condition():
    template = "{% if signed_on %}до {{ signed_on }}{% else %}бессрочно{% endif %}"
    assert filled(template) == ["бессрочно"]
    assert filled(template, signed_on=date(2026, 5, 31)) == ["до 31.05.2026"]


def test_conditions_compare_and_combine():
    template = '{% if number == "5" and not place.city %}a{% elif parties|length > 1 %}b{% else %}c{% endif %}'
    assert filled(template, number="5") == ["a"]
    assert filled(template, number="5", place={"city": "x"}, parties=[{}, {}]) == ["b"]
    assert filled(template) == ["c"]


def test_typographic_quotes_in_a_condition_count_as_quotes():
    assert filled("{% if number == “5” %}yes{% endif %}", number="5") == ["yes"]


def test_paragraphs_and_texts_repeat_for_each_record():
    written = filled(
        "{%p for party in parties %}",
        "{{ loop.index }}. {{ party.name }}: {% for duty in party.duties %}{{ duty.what }}{% if not loop.last %}, "
        "{% endif %}{% endfor %}",
        "{%p endfor %}",
        parties=[{"name": "А", "duties": [{"what": "x"}, {"what": "y"}]}, {"name": "Б"}],
    )
    assert written == ["1. А: x, y", "2. Б: "]


def test_table_rows_repeat_for_each_record():
    document = Document()
    table = document.add_table(3, 2)
    for row, texts in enumerate((("{%tr for p in parties %}", ""), ("{{ p.name }}", "sign"), ("{%tr endfor %}", ""))):
        for column, content in enumerate(texts):
            table.cell(row, column).text = content
    written = render(saved(document), {"parties": [{"name": "А"}, {"name": "Б"}]}, SCHEMA)
    rows = [[cell.text for cell in row.cells] for row in Document(BytesIO(written)).tables[0].rows]
    assert rows == [["А", "sign"], ["Б", "sign"]]


def test_a_tag_cut_into_runs_is_still_one_tag():
    document = Document()
    paragraph = document.add_paragraph("№ {")
    for piece in ("{ num", "ber", " }", "} !"):
        paragraph.add_run(piece).bold = True
    assert check_template(saved(document), SCHEMA) == ()
    assert lines(render(saved(document), {"number": "8"}, SCHEMA)) == ["№ 8 !"]


def test_headers_and_footers_are_filled_in_and_checked():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "№ {{ number }}"
    document.sections[0].footer.paragraphs[0].text = "{{ nubmer }}"
    (problem,) = check_template(saved(document), SCHEMA)
    assert (problem.wrong, problem.nearest) == ("nubmer", "number")
    document.sections[0].footer.paragraphs[0].text = ""
    written = Document(BytesIO(render(saved(document), {"number": "9"}, SCHEMA)))
    assert written.sections[0].header.paragraphs[0].text == "№ 9"


@pytest.mark.parametrize(
    "value",
    [
        "{{7*7}}",
        "{% for x in y %}",
        "<w:p/> & ]]> &amp; \"'",
        "{_{ number }_} {_% %_}",
        "первая\nвторая",
        "a\tb",
        "☐ 🎓 ₽ № «»",
        "=1+1",
    ],
)
def test_text_is_never_read_as_mark_up_or_tags(value):
    assert filled("{{ number }}", number=value) == [value]


def test_signs_that_xml_forbids_disappear():
    assert filled("{{ number }}", number="a\x00b\x07c\ud800d\ufffee\r\nf\rg") == ["abcde\nf\ng"]


@settings(max_examples=8, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff"), min_size=1)
)
def test_any_text_comes_back_as_it_went_in(value):
    assert filled("[{{ number }}]", number=value) == [f"[{value}]"]


def test_the_same_input_gives_the_same_bytes():
    template = agreement_template()
    first, second = (render(template, agreement_data(3), AGREEMENT) for _ in range(2))
    assert first == second
    with ZipFile(BytesIO(first)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"python-docx" not in file.read("docProps/core.xml")


def test_properties_of_the_template_are_neither_filled_in_nor_passed_on():
    document = Document()
    document.core_properties.author = "{{7*7}} Иванова"
    written = render(saved(document), {}, SCHEMA)
    assert Document(BytesIO(written)).core_properties.author == ""


@pytest.mark.parametrize("parties", [2, 3])
def test_an_agreement_names_each_party_in_text_duties_and_signatures(parties):
    template = agreement_template()
    assert check_template(template, AGREEMENT) == ()
    written = Document(BytesIO(render(template, agreement_data(parties), AGREEMENT)))
    whole = "\n".join(paragraph.text for paragraph in written.paragraphs)
    names = [record["name"] for record in agreement_data(parties)["parties"]]
    assert all(name in whole for name in names)
    assert whole.count("обязуется:") == parties
    assert [row.cells[0].text.split("\n")[0] for row in written.tables[0].rows] == names
    assert "действует бессрочно" in whole
    assert "{" not in whole


def test_data_of_another_shape_is_an_error():
    for data in ({"number": ["a"]}, {"parties": "a"}, {"signed_on": "5 мая"}, {"place": "x"}, {"number": 1.5}):
        with pytest.raises(TypeError):
            render(paragraphs("x"), data, SCHEMA)


def test_a_template_with_problems_is_not_filled_in():
    with pytest.raises(TemplateRefused) as refusal:
        render(paragraphs("{{ nubmer }}"), {}, SCHEMA)
    assert refusal.value.problems[0].nearest == "number"


def test_an_unknown_field_is_named_with_the_nearest_and_its_paragraph():
    (problem,) = check_template(paragraphs("before", "Город {{ place.cty }} в тексте"), SCHEMA)
    assert problem.fault is Fault.UNKNOWN_FIELD
    assert (problem.wrong, problem.nearest) == ("place.cty", "place.city")
    assert problem.paragraph == "Город {{ place.cty }} в тексте"
    assert problem.sentence == "There is no field «place.cty». Did you mean «place.city»?"


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{{ number", Fault.BROKEN_TAG),
        ("number }}", Fault.BROKEN_TAG),
        ("{{ }}", Fault.BROKEN_TAG),
        ("{{ number. }}", Fault.BROKEN_TAG),
        ("{{ {{ number }} }}", Fault.BROKEN_TAG),
        ("{{ number number }}", Fault.BROKEN_TAG),
        ("{{ " + "a" * 400 + " }}", Fault.BROKEN_TAG),
        ("{% for p in parties %}{{ p.nane }}{% endfor %}", Fault.UNKNOWN_FIELD),
        ("{{ loop.index }}", Fault.UNKNOWN_FIELD),
        ("{{ number.__class__ }}", Fault.UNKNOWN_FIELD),
        ("{{ lipsum }}", Fault.UNKNOWN_FIELD),
        ("{{ number|safe }}", Fault.UNKNOWN_FILTER),
        ("{{ number|upper(1) }}", Fault.FORBIDDEN),
        ("{{ 7*7 }}", Fault.FORBIDDEN),
        ("{{ '' }}", Fault.FORBIDDEN),
        ("{{ ''.__class__ }}", Fault.FORBIDDEN),
        ("{{ number() }}", Fault.FORBIDDEN),
        ("{{ parties[0] }}", Fault.FORBIDDEN),
        ("{{ number if number }}", Fault.FORBIDDEN),
        ("{{- number }}", Fault.FORBIDDEN),
        ("{% set a = 1 %}", Fault.FORBIDDEN),
        ("{% include 'a' %}", Fault.FORBIDDEN),
        ("{% raw %}", Fault.FORBIDDEN),
        ("{% cellbg number %}", Fault.FORBIDDEN),
        ("{% if number is defined %}x{% endif %}", Fault.FORBIDDEN),
        ("{% if 7*7 %}x{% endif %}", Fault.FORBIDDEN),
        ("{% for p in parties recursive %}x{% endfor %}", Fault.FORBIDDEN),
        ("{% for p in parties if p.name %}x{% endfor %}", Fault.FORBIDDEN),
        ("{% for a, b in parties %}x{% endfor %}", Fault.FORBIDDEN),
        ("{% for p in parties %}{% for q in parties %}x{% endfor %}{% endfor %}", Fault.FORBIDDEN),
        ("{% for number in parties %}x{% endfor %}", Fault.NAME_TAKEN),
        ("{% for p in number %}x{% endfor %}", Fault.NOT_A_LIST),
        ("{{ parties }}", Fault.NOT_A_VALUE),
        ("{{ place }}", Fault.NOT_A_VALUE),
        ("{% if number %}", Fault.UNCLOSED_TAG),
        ("{% endif %}", Fault.UNCLOSED_TAG),
        ("{% for p in parties %}x{% endif %}{% endfor %}", Fault.UNCLOSED_TAG),
        ("{% if number %}x{% endif number %}", Fault.BROKEN_TAG),
        ("{%p if number %} text {%p endif %}", Fault.MISPLACED_TAG),
        ("{%tr if number %}", Fault.MISPLACED_TAG),
    ],
)
def test_everything_but_the_small_language_is_a_problem(template, fault):
    assert faults(template)[:1] == [fault]


def test_a_block_ends_where_it_began():
    assert faults("{% if number %}one", "two{% endif %}") == [Fault.MISPLACED_TAG]
    assert faults("{%p if number %}", "one", "{% endif %}") == [Fault.MISPLACED_TAG]


def test_too_many_tags_are_refused():
    assert faults("{{ number }}" * 5001) == [Fault.FORBIDDEN]


def test_every_problem_of_a_template_is_listed_in_reading_order():
    assert faults("{{ a1 }}", "fine {{ number }}", "{{ parties }}") == [Fault.UNKNOWN_FIELD, Fault.NOT_A_VALUE]


def test_the_example_of_a_schema_fills_its_template():
    written = lines(render(agreement_template(), AGREEMENT.example(), AGREEMENT))
    assert written[0] == "СОГЛАШЕНИЕ О СОТРУДНИЧЕСТВЕ № 12/2026"


def test_a_schema_lists_its_full_names():
    assert [name for name, _ in SCHEMA.names()] == [
        *("number", "signed_on", "place", "place.city"),
        *("parties", "parties.name", "parties.duties", "parties.duties.what"),
    ]


@pytest.mark.parametrize("name", ["", "a b", "1a", "_a", "for", "loop", "a.b"])
def test_a_field_needs_a_name_a_template_can_say(name):
    with pytest.raises(ValueError):
        text(name, "x")


def test_only_groups_and_lists_have_fields_and_names_differ():
    for build in (
        lambda: Field("a", "a", Kind.GROUP),
        lambda: Field("a", "a", Kind.TEXT, None, (text("b", "b"),)),
        lambda: group("a", "a", text("b", "b"), text("b", "c")),
        lambda: Schema((text("b", "b"), text("b", "c"))),
    ):
        with pytest.raises(ValueError):
            build()


def test_a_cell_that_lost_its_paragraphs_keeps_an_empty_one():
    document = Document()
    (cell,) = document.add_table(1, 1).rows[0].cells
    cell.paragraphs[0].text = "{%p for party in parties %}"
    cell.add_paragraph("{{ party.name }}")
    cell.add_paragraph("{%p endfor %}")

    (table,) = Document(BytesIO(render(saved(document), {"parties": []}, SCHEMA))).tables

    assert [paragraph.text for paragraph in table.rows[0].cells[0].paragraphs] == [""]


def test_a_field_may_be_called_like_a_method_of_a_record():
    schema = Schema((records("points", "Points", records("items", "Items", text("keys", "Keys"))),))
    template = paragraphs(
        "{%p for point in points %}", "{% for item in point.items %}{{ item.keys }};{% endfor %}", "{%p endfor %}"
    )

    assert lines(render(template, {"points": [{"items": [{"keys": "1"}, {"keys": "2"}]}]}, schema)) == ["1;2;"]
