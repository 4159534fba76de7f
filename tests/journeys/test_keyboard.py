"""Everything can be reached and worked without a mouse, and one sees where one is."""

import re

import pytest
from tests.browsing import DESK, settle
from tests.journeys.test_screens import visit, walk

pytestmark = pytest.mark.browser

# Every element that takes part in the order of Tab, as a person sees the page.
TO_REACH = """place => {
    window.__reached = new Map();
    const wanted = [...document.querySelector(place).querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
        .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: false}) && !one.disabled
            && one.tabIndex >= 0 && !one.closest('[inert]'));
    // Of a group of radio buttons Tab reaches one.
    window.__wanted = wanted.filter(one => one.type !== 'radio' || one === (wanted.find(other => other.name === one.name && other.checked)
        ?? wanted.find(other => other.name === one.name && other.type === 'radio')));
    if (document.activeElement !== document.body) document.activeElement.blur();
    if (place !== 'body') document.querySelector(place).focus();
    document.addEventListener('focusin', ({target}) => {
        const shows = [target, target.parentElement, target.closest('label')].filter(Boolean).some(one => {
            const style = getComputedStyle(one);
            return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
        });
        window.__reached.set(target, target.matches(':focus-visible') && shows);
    }, true);
    return window.__wanted.length;
}"""
NOT_REACHED = """() => [
    ...window.__wanted.filter(one => one.isConnected && one.checkVisibility() && !window.__reached.has(one)
        && !(one.type === 'radio' && [...window.__reached.keys()].some(other => other.name === one.name)))
        .map(one => `not reached: ${one.outerHTML.slice(0, 140)}`),
    ...[...window.__reached].filter(([, seen]) => !seen).map(([one]) => `focus not seen: ${one.outerHTML.slice(0, 140)}`),
].slice(0, 6)"""


def unreachable(eyes, place="body"):
    """Press Tab through the whole page, or a part that takes the focus; what it never came to, or could not be seen."""
    wanted = eyes.tab.evaluate(TO_REACH, place)
    # Fields of dates have three stops and a button, those of hours and minutes the more.
    many = {"date": 4, "time": 3, "datetime-local": 6}
    stops = wanted + sum(more * eyes.tab.locator(f"[type={kind}]:visible").count() for kind, more in many.items()) + 3
    for _ in range(stops):
        eyes.tab.keyboard.press("Tab")
    return eyes.tab.evaluate(NOT_REACHED)


@pytest.mark.long
def test_every_element_of_every_screen_is_reached_and_seen(open_tab, installation, screens):
    ours = {name: found for name, found in screens.items() if not name.startswith("theirs ")}
    frames = set()

    def look(eyes, name, path):
        if not visit(eyes, path):
            return []
        # Menu and bar are the same on every screen of a network; they are walked on the first.
        frame = eyes.tab.evaluate("document.body.className + !!document.querySelector('.sidebar')")
        place = "main" if frame in frames else "body"
        frames.add(frame)
        return [f"{name} ({path}) {one}" for one in unreachable(eyes, place)]

    found = walk(open_tab, installation, ours, look)

    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ("one => one.setAttribute('onfocus', '') || one.addEventListener('focus', () => one.blur())", "focus"),
        (
            "one => { one.style.outline = 'none'; one.style.boxShadow = 'none'; one.parentElement.style.boxShadow = 'none' }",
            "focus not seen",
        ),
    ],
)
def test_the_walk_would_miss_an_element(open_tab, spoilt, told):
    """Positive control: a field that throws the focus out, and one that does not show it."""
    eyes = open_tab()
    visit(eyes, "/account/login/")
    field = eyes.tab.locator("[name=password]")
    field.evaluate(spoilt)

    assert any(told in one for one in unreachable(eyes))


@pytest.fixture
def tab(installation, open_tab):
    eyes = open_tab(installation.cast["journeys"]["keyboard"]["session"], width=DESK)
    yield eyes.tab
    assert eyes.take() == []


def focused(tab, selector):
    return tab.evaluate("selector => document.activeElement.matches(selector)", selector)


def test_one_skips_to_the_content(tab):
    tab.goto("/n/keyboard/organisations/")
    settle(tab)
    tab.keyboard.press("Tab")
    assert focused(tab, ".skip-link")
    assert tab.locator(".skip-link").evaluate("one => one.getBoundingClientRect().top >= 0")
    tab.keyboard.press("Enter")
    assert focused(tab, "main")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_chooser_is_worked_by_keys(tab):
    tab.goto("/n/keyboard/partnerships/new/")
    settle(tab)
    field = tab.get_by_label("Организация")
    field.focus()
    tab.keyboard.type("лиц")
    options = tab.get_by_role("option")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    tab.keyboard.press("ArrowDown")
    marked = field.get_attribute("aria-activedescendant")
    assert tab.locator(f"[id='{marked}']").get_attribute("aria-selected") == "true"
    tab.keyboard.press("Enter")
    assert field.input_value() == "Лицей № 4"
    assert tab.locator("[name=organisation]").input_value()
    assert field.evaluate("one => one === document.activeElement")

    tab.keyboard.press("ArrowDown")
    options.first.wait_for()
    tab.keyboard.press("Escape")
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "Лицей № 4"
    assert field.evaluate("one => one === document.activeElement")


def test_a_menu_opens_and_gives_the_focus_back(tab):
    tab.goto("/n/keyboard/organisations/")
    settle(tab)
    opener = tab.locator("main summary").filter(has_text="Скачать")
    opener.focus()
    tab.keyboard.press("Enter")
    assert tab.locator("main details[open] .menu-item").first.is_visible()
    tab.keyboard.press("Escape")
    assert tab.locator("main details[open]").count() == 0
    assert opener.evaluate("one => one === document.activeElement")


def test_a_question_keeps_the_focus_and_gives_it_back(tab, installation):
    keys = installation.cast["journeys"]["keyboard"]
    tab.goto(f"/n/keyboard/organisations/{keys['school']}/")
    settle(tab)
    button = tab.locator("main").get_by_role("button", name=re.compile("Удалить: Соколова"))
    button.focus()
    tab.keyboard.press("Enter")
    dialog = tab.locator("#confirm-dialog")
    assert dialog.is_visible()
    for _ in range(5):
        tab.keyboard.press("Tab")
        assert tab.evaluate(
            "document.activeElement === document.body || document.querySelector('#confirm-dialog').contains(document.activeElement)"
        )
    tab.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert button.evaluate("one => one === document.activeElement")


def test_the_search_opens_by_a_key_and_leads_by_arrows(tab):
    tab.goto("/n/keyboard/organisations/")
    settle(tab)
    tab.keyboard.press("Control+k")
    tab.keyboard.type("плазма")
    tab.locator("#search-results a").first.wait_for()
    tab.keyboard.press("Escape")
    assert not tab.locator("dialog[open]").count()
    tab.keyboard.press("Control+k")
    tab.locator("#search-results a").first.wait_for()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.querySelector('dialog[open]').contains(document.activeElement)")
