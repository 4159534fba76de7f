"""The real browser of the tests, and what it may hold against a page: the gallery, the walks and the journeys share it."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import pytest

AXE = Path(__file__).parents[1] / "frontend/node_modules/axe-core/axe.min.js"
CHROMIUM = os.environ.get("VMESTE_CHROMIUM") or shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-quic", "--disable-background-networking"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, DESK_AT_200_PERCENT, PHONE = 1280, 640, 390
# Only when nothing is still being drawn or fetched does a page look as people see it.
SETTLED = """() => document.readyState === 'complete'
    && !document.querySelector('.htmx-request, .chart:not(.is-drawn):not(.is-failed)')"""
NOTE_REFUSALS = """() => {
    window.__refused = [];
    document.addEventListener('securitypolicyviolation',
        event => window.__refused.push(`${event.violatedDirective} ${event.blockedURI}`));
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Eyes:
    """Looks at one tab from the moment it is opened; `complaints` are what nobody should ever see.

    `site` is the only place the tab may ask anything of. Told are: errors on the console and in scripts, refusals of
    the policy of contents, requests to elsewhere, answers above 499, and dialogs that no page of ours opens.
    """

    tab: Any
    site: str
    complaints: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    failure: type[Exception] = Exception
    # Statuses of refusals that are part of the story; the console tells of them too.
    expected: tuple[str, ...] = ()

    @classmethod
    def on(cls, tab: Any, site: str) -> Self:
        from playwright.sync_api import Error

        eyes = cls(tab, site, failure=Error)
        tab.add_init_script(f"({NOTE_REFUSALS})()")
        tab.on("console", eyes._console)
        tab.on("pageerror", lambda error: eyes.complaints.append(f"script: {error}"))
        tab.on("request", eyes._request)
        tab.on("response", eyes._response)
        tab.on("dialog", eyes._dialog)
        return eyes

    def _console(self, message: Any) -> None:
        if message.type == "error" and not any(status in message.text for status in self.expected):
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        self.visited.append(request.url)
        if not request.url.startswith((f"{self.site}/", "data:", "blob:")):
            self.complaints.append(f"elsewhere: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 500:
            self.complaints.append(f"answer {response.status}: {response.url}")

    def _dialog(self, dialog: Any) -> None:
        # A page left with something typed may ask whether one is sure.
        if dialog.type != "beforeunload":
            self.complaints.append(f"dialog: {dialog.message}")
        dialog.accept()

    def take(self) -> list[str]:
        """The complaints so far, which are then forgotten."""
        found = self.complaints + [f"policy: {one}" for one in self.tab.evaluate("window.__refused || []")]
        self.tab.evaluate("window.__refused = []")
        self.complaints = []
        return found


def settle(tab: Any) -> None:
    tab.wait_for_function(SETTLED)


def violations(tab: Any, *, scope: str = "", only: Sequence[str] = ()) -> list[str]:
    """What axe-core holds against the page as it stands, one line for each rule.

    `scope` is a selector; `only` names rules, for a page of which the others were asked already.
    """
    if not AXE.exists():
        pytest.skip("frontend/node_modules is not installed")
    if not tab.evaluate("typeof axe === 'object'"):
        # Through the debugger: the policy of contents allows no script of ours in the page.
        debugger = tab.context.new_cdp_session(tab)
        debugger.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
        debugger.detach()
    found: list[str] = tab.evaluate(
        # What a library draws inside the page of the API's contract is not ours to mend. A bar that stays at an edge
        # of the window covers whatever lies there at the moment; that is scrolled from under it and no small target.
        """([run, scope]) => {
            const bars = [...document.querySelectorAll('.topbar, .form-actions, .choice-said')];
            bars.forEach(bar => bar.style.position = 'static');
            return axe.run(scope ? document.querySelector(scope) : {exclude: ['.swagger-ui']},
                {runOnly: run, resultTypes: ['violations'], elementRef: false}).then(result => {
                    bars.forEach(bar => bar.style.removeProperty('position'));
                    return result.violations.map(
                        one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).slice(0, 3).join(' ')}`);
                });
        }""",
        [
            {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": RULES},
            scope,
        ],
    )
    return found


def too_wide(tab: Any) -> list[str]:
    """The elements that make the page scroll sideways at its present width; empty when it does not."""
    found: list[str] = tab.evaluate(
        """() => {
            const root = document.documentElement, width = root.clientWidth;
            if (root.scrollWidth <= width) return [];
            const wide = [...document.body.querySelectorAll('*')].filter(one => {
                if (one.getBoundingClientRect().right <= width + 1) return false;
                for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
                    if (getComputedStyle(up).overflowX !== 'visible') return false;
                return true;
            });
            return [`${root.scrollWidth} > ${width}: ` + wide.slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(' ')];
        }"""
    )
    return found


def resize(tab: Any, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    # A frame later everything that answers to the new width has done so.
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
