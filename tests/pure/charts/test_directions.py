"""The partner map: whatever it is given, every partner is there, on a card of its own, with the words inside."""

import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmeste.pure.charts.directions import Direction, DirectionMap, Legend, Partner, lay_out, picture
from vmeste.pure.charts.icons import ICONS
from vmeste.pure.charts.measuring import width_of
from vmeste.pure.charts.painting import PALETTE, as_pdf, as_svg
from vmeste.pure.charts.shapes import Box, Text

LEGEND = Legend(("common goals", "joint work", "partnership"), "agreement", "unknown")
NAMES = st.text(alphabet="абвгдежзиклмнопрстуХШЩ «»№-.12345 ABCdef<>&'\"", min_size=1, max_size=90)


@st.composite
def maps(draw, most_directions=12, most_partners=120):
    count = draw(st.integers(1, most_directions))
    sizes = draw(st.lists(st.integers(0, max(1, most_partners // count)), min_size=count, max_size=count))
    names = draw(st.lists(NAMES, min_size=1, max_size=20))
    key = 0
    directions = []
    for number, size in enumerate(sizes):
        partners = []
        for _ in range(size):
            key += 1
            maturity = (None, 1, 2, 3)[key % 4]
            partners.append(
                Partner(
                    key,
                    names[key % len(names)],
                    "kind of it",
                    "school",
                    maturity,
                    (None, True, False)[key % 3],
                    f"/{key}/",
                )
            )
        directions.append(Direction(names[number % len(names)], tuple(partners)))
    return DirectionMap(
        draw(NAMES),
        "on a day",
        "description",
        draw(NAMES),
        "school",
        "school",
        tuple(directions),
        LEGEND,
        (("4", "directions"), (str(key), "partners")),
        "/centre/",
    )


def cards_of(shown):
    return [card for panel in lay_out(shown).panels for card in panel.cards]


@settings(max_examples=25, deadline=None)
@given(maps())
def test_every_partner_has_one_card_in_its_direction(shown):
    layout = lay_out(shown)
    assert [panel.direction for panel in layout.panels] == list(shown.directions)
    for panel in layout.panels:
        assert [card.partner for card in panel.cards] == list(panel.direction.partners)


@settings(max_examples=25, deadline=None)
@given(maps(most_partners=60))
def test_no_cards_and_no_panels_overlap_and_all_stay_on_the_sheet(shown):
    layout = lay_out(shown)
    sheet = Box(0, 0, layout.width, layout.height)
    panels = [panel.box for panel in layout.panels]
    assert not any(a.overlaps(b) for a, b in combinations(panels, 2))
    assert not any(layout.middle.overlaps(box) for box in panels)
    assert not layout.foot.overlaps(layout.middle)
    for panel in layout.panels:
        boxes = [card.box for card in panel.cards]
        assert sheet.holds(panel.box)
        assert all(panel.box.holds(box) for box in boxes)
        assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


@settings(max_examples=25, deadline=None)
@given(maps(most_partners=60))
def test_every_word_stays_inside_its_card(shown):
    for group in picture(shown).groups:
        if group.box is None:
            continue
        for mark in (mark for mark in group.shapes if isinstance(mark, Text)):
            wide = width_of(mark.text, mark.size, is_bold=mark.is_bold)
            assert group.box.holds(Box(mark.x, mark.y - mark.size, wide, mark.size), slack=0.5), mark.text


@settings(max_examples=25, deadline=None)
@given(maps())
def test_the_same_facts_give_the_same_picture_in_well_formed_svg(shown):
    svg = as_svg(picture(shown), is_alone=True)
    assert svg == as_svg(picture(shown), is_alone=True)
    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "style" not in {name for element in root.iter() for name in element.attrib}


def one(name="Partner", **values):
    partner = Partner(1, name, "kind", "school", 1, True, "/1/")
    defaults = {"title": "T", "note": "n", "description": "d", "centre": "Centre", "centre_note": "school"}
    return DirectionMap(
        **{**defaults, **values}, centre_icon="school", directions=(Direction(name, (partner,)),), legend=LEGEND
    )


def test_hostile_names_stay_words():
    hostile = "«<script>alert(1)</script>» & \"' onload=x"
    svg = as_svg(picture(one(hostile, title=hostile, description=hostile, centre=hostile)))
    assert "<script" not in svg
    root = ET.fromstring(svg)
    labels = {element.text or "" for element in root.iter() if element.tag == "title"}
    assert any(label.startswith(hostile) for label in labels)
    assert not any(name.lower().startswith("on") for element in root.iter() for name in element.attrib)


def test_the_picture_says_in_words_what_it_shows():
    root = ET.fromstring(as_svg(picture(one("Library")), name="map"))
    assert root.attrib["aria-labelledby"] == "map-title map-desc"
    assert root.find("title").text == "T"
    assert root.find("desc").text == "d"
    link = next(e for e in root.iter() if e.tag == "a" and e.attrib["href"] == "/1/")
    assert link.find("title").text == "Library. kind. common goals. agreement"


def test_the_legend_leaves_out_marks_that_the_picture_has_not():
    words = [m.text for g in picture(one()).groups for m in g.shapes if isinstance(m, Text)]
    assert "common goals" in words
    assert "agreement" in words
    assert not {"joint work", "partnership", "unknown"} & set(words)


def test_one_direction_stands_under_the_centre_and_two_stand_around_it():
    single = lay_out(one())
    assert single.panels[0].box.y >= single.middle.bottom
    both = DirectionMap("T", "", "", "C", "", "school", (Direction("A", ()), Direction("B", ())), LEGEND)
    layout = lay_out(both)
    assert layout.panels[0].box.bottom <= layout.middle.y
    assert layout.panels[1].box.y >= layout.middle.bottom


def test_a_hundred_and_twenty_partners_keep_letters_one_can_read_on_a4():
    directions = tuple(
        Direction(
            f"Direction {n}",
            tuple(Partner(n * 100 + i, f"Partner organisation {i}", "kind", "school") for i in range(10)),
        )
        for n in range(12)
    )
    layout = lay_out(DirectionMap("T", "", "", "C", "", "school", directions, LEGEND))
    millimetre = min((297 - 12) / layout.width, (210 - 12) / layout.height)
    points = layout.style.name_size * millimetre / 0.3528
    assert points >= 5


@pytest.mark.parametrize("sheet", ["a4", "a3"])
def test_the_pdf_is_one_tagged_page_of_that_size_with_real_words(sheet):
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the PDF back")
    shown = picture(one("Библиотека"))
    data = as_pdf(shown, sheet=sheet, root="https://example.org")
    assert data == as_pdf(shown, sheet=sheet, root="https://example.org")
    document = pdfium.PdfDocument(data)
    assert len(document) == 1
    width, height = document[0].get_size()
    expected = {"a4": (842, 595), "a3": (1191, 842)}[sheet]
    assert (round(width), round(height)) == expected
    text = document[0].get_textpage().get_text_range()
    assert "Библиотека" in text
    assert b"/StructTreeRoot" in data or b"/MarkInfo" in data or b"ObjStm" in data


def test_hostile_words_are_no_mark_up_in_the_pdf():
    assert as_pdf(picture(one('#panic("x") $ \\ <b> @x *bold*'))).startswith(b"%PDF")


def test_every_colour_and_icon_that_a_map_uses_exists():
    directions = tuple(Direction(str(n), (Partner(n, "P", "k", "school", 1),)) for n in range(14))
    svg = as_svg(picture(DirectionMap("T", "", "", "C", "", "school", directions, LEGEND)))
    assert all(f"fill-tone-{n}" in svg for n in range(1, 13))
    assert {"paper", "surface", "ink"} <= PALETTE.keys()
    assert all(path.startswith("M") for path in ICONS.values())
