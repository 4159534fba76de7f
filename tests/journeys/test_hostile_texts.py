"""Hostile words in every text of every row come to life on no screen (goal S7)."""

import csv
import io
import zipfile

import pytest
from tests.browsing import settle
from tests.journeys.test_screens import visit, walk

pytestmark = pytest.mark.browser
FORBIDDEN = 403

# What a payload that woke up leaves behind in the page; 49 is the answer to the sum in the payload of templates.
TRACES = r"""() => [
    window.hurt && 'a script ran',
    ...[...document.querySelectorAll('[data-hurt], [href^="javascript:" i], [src^="javascript:" i], [action^="javascript:" i]')]
        .map(one => `element: ${one.outerHTML.slice(0, 160)}`),
    document.body.innerText.includes('4949') && 'a template was worked out',
    document.querySelector('base') && 'an element: base',
].filter(Boolean)"""


def traces(eyes):
    """What woke up on the page as it stands, and what the browser said."""
    asked = [f"request: {url}" for url in eyes.visited if "hurt" in url.removeprefix(eyes.tab.url)]
    eyes.visited.clear()
    return [*eyes.tab.evaluate(TRACES), *eyes.take(), *[one for one in asked if "/search/" not in one]]


def looks_for_traces(shown):
    def look(eyes, name, path):
        if not visit(eyes, path):
            return []
        shown[name] = eyes.tab.evaluate("document.body.innerText.includes('window.hurt')")
        # Menus, tabs and choosers hold texts of their own and are drawn when opened.
        for one in eyes.tab.locator("main summary:visible, main [role=combobox]:visible").all()[:4]:
            one.click()
            settle(eyes.tab)
            eyes.tab.keyboard.press("Escape")
        return [f"{name} ({path}) {one}" for one in traces(eyes)]

    return look


@pytest.mark.long
def test_hostile_texts_stay_texts_on_every_screen(open_tab, installation, screens):
    theirs = {name: found for name, found in screens.items() if name.startswith("theirs ")}
    shown: dict[str, bool] = {}

    found = walk(open_tab, installation, theirs, looks_for_traces(shown))

    assert not found, "\n".join(found)
    # The walk only means something where the payloads are to be read.
    assert sum(shown.values()) > 0.8 * len(shown) > 60


def spoilt_with(payload):
    """Answers what the server answers, with the payload as markup in the heading."""

    def answer(route):
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace("</h1>", f"{payload}</h1>", 1))

    return answer


def came_to_life(eyes):
    try:
        return bool(traces(eyes))
    except eyes.failure:
        return True  # it led the whole page away


def test_the_walk_would_see_a_text_come_to_life(open_tab, installation):
    """Positive control: the same payloads, put into a page as markup and not as text."""
    from tests.journeys.planting import PAYLOADS

    eyes = open_tab(installation.cast["people"]["stranger"])
    missed = []
    for payload in PAYLOADS:
        eyes.tab.route("**/gallery/", spoilt_with(payload))
        eyes.tab.goto("/gallery/")
        eyes.tab.unroute("**/gallery/")
        if not came_to_life(eyes):
            missed.append(payload)

    # Without tags these are dangerous only in an address, a template, a cell or after a second unpacking.
    harmless = [one for one in PAYLOADS if "<" not in one or one.startswith(("{{", "<script>", '" ', "' ", "\\u"))]
    assert [one for one in missed if one not in harmless] == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_hostile_texts_are_no_formulas_in_exports(open_tab, installation, kind):
    eyes = open_tab(installation.cast["people"]["stranger"])
    found, cells = [], 0
    for name, path in installation.cast["theirs"].items():
        if name.endswith("-export"):
            answer = eyes.tab.request.get(path.replace("/csv/", f"/{kind}/"))
            if answer.status == FORBIDDEN:  # names opened are told to schools alone
                continue
            body = answer.body()
            if kind == "csv":
                texts = [
                    cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";") for cell in row
                ]
                found += [f"{name}: {cell[:80]}" for cell in texts if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
                cells += len(texts)
            else:
                with zipfile.ZipFile(io.BytesIO(body)) as book:
                    sheets = [book.read(one).decode() for one in book.namelist() if "worksheets/sheet" in one]
                found += [f"{name}: {sheet[:80]}" for sheet in sheets if "<f>" in sheet]
                cells += sum(sheet.count("<c ") for sheet in sheets)

    assert found == []
    assert cells > 100
