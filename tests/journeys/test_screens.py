"""Every screen there is, in both languages, at a desk, at 200 % and on a phone (goals V6, S7 and accessibility)."""

from typing import Any

import pytest
from tests.browsing import DESK, DESK_AT_200_PERCENT, PHONE, resize, settle, too_wide, violations

pytestmark = pytest.mark.browser

# Answers that say no are screens too; the console tells of their status.
REFUSALS = ("400", "401", "403", "404", "405", "409", "410", "422", "429")

# A file, or a refusal without a page, such as the one of an address that only takes what is sent to it.
NO_PAGE = ("Download is starting", "net::ERR_ABORTED", "net::ERR_HTTP_RESPONSE_CODE_FAILURE")


def visit(eyes: Any, path: str) -> bool:
    """Open a page and wait until it has settled; False when the address answers a file or data and is no screen."""
    eyes.expected = REFUSALS
    try:
        response = eyes.tab.goto(path)
    except eyes.failure as failure:
        if not any(said in str(failure) for said in NO_PAGE):
            raise
        _leave_failed_page(eyes)
        return False
    if not response.headers.get("content-type", "").startswith("text/html"):
        return False
    # What is put into a page, as the options of a chooser, is looked at where it stands.
    if eyes.tab.evaluate("document.doctype === null"):
        return False
    settle(eyes.tab)
    return True


def _leave_failed_page(eyes: Any) -> None:
    """The browser's own page of an error arrives a little later and would interrupt the next visit."""
    for _ in range(50):
        try:
            eyes.tab.goto("about:blank")
        except eyes.failure:
            eyes.tab.wait_for_timeout(20)
        else:
            return


def troubles_at(eyes: Any, name: str, path: str, axe_at: dict[int, dict[str, Any]]) -> list[str]:
    """What is wrong with one screen at any of the widths, from one visit; `axe_at`: width → what axe is told."""
    tab, found = eyes.tab, []
    if not visit(eyes, path):
        return []
    for width in (DESK, DESK_AT_200_PERCENT, PHONE):
        resize(tab, width)
        found += [f"at {width}: wide: {one}" for one in too_wide(tab)]
        if width in axe_at:
            found += [f"at {width}: axe: {one}" for one in violations(tab, **axe_at[width])]
    return [f"{name} ({path}) {one}" for one in (*found, *eyes.take())]


def walk(open_tab: Any, installation: Any, screens: dict[str, list[str]], look: Any, **options: Any) -> list[str]:
    """Open every screen as the person it belongs to and gather what `look(eyes, name, path)` finds."""
    eyes, found = {}, []
    for name, (person, path) in screens.items():
        if person not in eyes:
            eyes[person] = open_tab(installation.cast["people"][person], **options)
        try:
            found += look(eyes[person], name, path)
        except eyes[person].failure as failure:
            found.append(f"{name} ({path}) {str(failure)[:300]}")
    return found


@pytest.fixture
def our_screens(screens):
    return {name: found for name, found in screens.items() if not name.startswith("theirs ")}


# Every rule is asked of every screen in one language. The markup is the same in the other; what words can break is asked
# again. So is, on a phone, what its layout can break or bring to sight.
OF_WORDS = (
    *("html-has-lang", "html-lang-valid", "valid-lang", "document-title", "frame-title", "page-has-heading-one"),
    *("button-name", "link-name", "summary-name", "label", "label-title-only", "select-name", "input-button-name"),
    *("aria-input-field-name", "aria-toggle-field-name", "aria-command-name", "aria-dialog-name", "image-alt"),
    *("svg-img-alt", "role-img-alt", "empty-heading", "empty-table-header", "landmark-unique", "accesskeys"),
)
OF_LAYOUT = (
    *("color-contrast", "target-size", "scrollable-region-focusable", "meta-viewport", "aria-hidden-focus"),
    *("button-name", "link-name", "label", "select-name", "region", "landmark-unique"),
)
AXE = {"ru": {DESK: {}, PHONE: {"only": OF_LAYOUT}}, "en": {DESK: {"only": OF_WORDS}}}


@pytest.mark.long
@pytest.mark.parametrize("language", AXE)
def test_every_screen_is_accessible_fits_and_keeps_to_itself(open_tab, installation, our_screens, language):
    visited = []

    def look(eyes, name, path):
        visited.append(eyes.tab.url)
        return troubles_at(eyes, name, path, AXE[language])

    found = walk(open_tab, installation, our_screens, look, language=language)

    assert not found, "\n".join(found)
    assert len(set(visited)) > 120
