"""Where facts come from, told to who may know; and documents of our own that come back edited."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document as WordDocument
from tests.factories.networks import actor_of, make_member
from tests.factories.reference import make_direction
from tests.modules.documents.receiving import text

from vmeste.foundation.access.actor import Role
from vmeste.foundation.tenancy.links import link
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.documents.choices.forms import IssueMark, OfficialForm
from vmeste.modules.documents.models import Trace
from vmeste.modules.documents.selectors.reviews import Mark, findings_of, pieces_of, reviews_for_list, sources_of
from vmeste.modules.documents.services import issuing, reviewing
from vmeste.modules.reference.models import Direction
from vmeste.modules.reference.services import DIRECTIONS
from vmeste.pure.writing.drafting import Paragraph, build_docx
from vmeste.pure.writing.packages import with_keywords
from vmeste.pure.writing.templates.schema import Schema
from vmeste.pure.writing.templates.schema import text as text_field

pytestmark = pytest.mark.usefixtures("receivers", "opened_here")
NOON = datetime(2026, 11, 21, 9, tzinfo=UTC)


def sheet(line):
    return build_docx([Paragraph(line)], title="Sheet")


FORM = OfficialForm(
    "direction-sheet", "Sheet", Schema((text_field("name", "name"),)), lambda: sheet("Направление: {{ name }}")
)


def brought(network, actor, data, name="Заметки.txt", about=None):
    data = text(*data) if isinstance(data, tuple) else data
    return reviewing.bring_document(network, actor=actor, data=data, name=name, about=about, in_background=False)


def accepted(document, actor):
    pks = [one.pk for one in document.candidates.all()]
    return reviewing.accept(document, candidates=pks, actor=actor, at=NOON)


@pytest.fixture
def head(network, school):
    user = make_member(network, Role.HEAD, organisation=school)
    return actor_of(network, Role.HEAD, organisation=school, user=user)


def test_a_fact_tells_its_place_in_the_document_and_who_accepted_it(network, curator):
    document = brought(network, curator, ("Вступление.", "Направление: Экология | поход"))
    accepted(document, curator)

    (source,) = sources_of(curator, [Direction.objects.get()])

    candidate = document.candidates.get()
    assert (source.document, source.places, source.deed) == ("Заметки.txt", ("paragraph 2",), "written down")
    assert (source.accepted_by, source.accepted_at) == (curator.label, NOON)
    assert source.url == f"{link('reading-detail', document.pk)}#candidate-{candidate.pk}"


def test_who_may_not_see_the_review_learns_only_that_there_was_one(network, curator, head):
    document = brought(network, curator, ("Направление: Экология",))
    accepted(document, curator)

    (source,) = sources_of(head, [Direction.objects.get()])

    assert (source.document, source.places, source.url) == ("", (), "")
    assert list(reviews_for_list(head)) == []
    assert list(reviews_for_list(curator)) == [document]


def test_what_was_taken_back_is_no_source(network, curator):
    make_direction(name="Экология")
    document = brought(network, curator, ("Направление: Экология | поход",))
    accepted(document, curator)
    reviewing.undo_review(document, actor=curator, at=NOON, in_background=False)

    assert sources_of(curator, [Direction.objects.get()]) == []
    assert Trace.objects.exists()


def test_differences_of_a_row_one_does_not_see_are_not_shown(network, curator, monkeypatch, receivers):
    make_direction(name="Экология", note="тайна")
    document = brought(network, curator, ("Направление: Экология | поход",))
    (candidate,) = document.candidates.all()
    today = NOON.date()
    assert [one.before for one in findings_of(document, curator, today=today).differences(candidate)] == ["тайна"]

    monkeypatch.setattr(receivers["test-direction"], "look_up", lambda self, pk: None)

    found = findings_of(document, curator, today=today)
    assert (found.differences(candidate), found.row_of(candidate), found.url_of(candidate)) == ([], None, "")


def test_marks_in_and_across_each_other_cut_a_text():
    pieces = pieces_of("abcdefgh", [Mark(0, 8, 1), Mark(2, 5, 2), Mark(4, 6, 3), Mark(7, 99, 0)])

    assert [(piece.text, piece.candidates, piece.is_also_found) for piece in pieces] == [
        ("ab", (1,), False),
        ("cd", (2, 1), False),
        ("e", (3, 2, 1), False),
        ("f", (3, 1), False),
        ("g", (1,), False),
        ("h", (1,), True),
    ]


# Documents of our own


def issued(row, actor):
    return issuing.make_document(row, form=FORM, title=f"Направление {row}", data={"name": row.name}, actor=actor)


def edited(data, *lines):
    """The file as Word saves it after somebody has written into it."""
    word = WordDocument(BytesIO(data))
    for paragraph in word.paragraphs:
        paragraph.text = ""
    for line in lines:
        word.add_paragraph(line)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


def test_an_edited_document_of_ours_is_compared_with_what_it_is_about(network, curator):
    row = make_direction(name="Экология")
    own = issued(row, curator)
    DIRECTIONS.change(row, actor=curator, name="Охрана природы")

    document = brought(network, curator, edited(own.docx.read(), "Направление: Экология и право"), "sheet.docx")

    (candidate,) = document.candidates.all()
    assert (document.about_type, document.about_id, candidate.row_id) == ("reference.Direction", row.pk, row.pk)
    assert candidate.differences == [["name", "Охрана природы", "Экология и право"]]


def test_a_document_of_ours_unchanged_is_recognised_without_its_mark(network, curator):
    row = make_direction(name="Экология")
    own = issued(row, curator)

    document = brought(network, curator, own.pdf.read(), "sheet.pdf")

    assert (document.about_type, document.about_id) == ("reference.Direction", row.pk)


def test_a_mark_of_another_network_or_of_nothing_issued_is_ignored(network, foreign_network, curator):
    row = make_direction(name="Экология")
    with working_in(foreign_network):
        strange = make_direction(name="Экология")
        foreign_sheet = issued(strange, actor_of(foreign_network))
        theirs = foreign_sheet.docx.read()
    invented = with_keywords(
        sheet("Направление: Хор"),
        title="",
        keywords=str(IssueMark(network.slug, "direction-sheet", "reference.Direction", row.pk)),
    )

    for data in (edited(theirs, "Направление: Хор"), invented):
        document = brought(network, curator, data, "sheet.docx")
        assert (document.about_type, document.about_id) == ("", None)
        assert document.candidates.get().row_id is None


def test_a_mark_is_found_among_other_keywords():
    mark = IssueMark("ours", "practice-passport", "projects.Project", 17)

    assert IssueMark.in_text(f"школа, {mark}; практика") == mark
    assert IssueMark.in_text("vmeste:ours:passport") is None
