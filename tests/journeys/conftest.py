"""One installation for all walks and journeys of a run, and tabs in it."""

import http.client
import sys
from contextlib import closing

import pytest
from tests.browsing import DESK, Eyes
from tests.reliability.installation import Browser, free_port, template

from vmeste.foundation.screens import bundle

CONSOLE = [sys.executable, "-c", "from vmeste.config.console import main; raise SystemExit(main())"]


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """The shipped server and worker over the rows of `staging`, which `installation.cast` tells."""
    if not (bundle.folder() / ".vite" / "manifest.json").exists():
        pytest.skip("the front end is not built")
    with template(tmp_path_factory.mktemp("browser"), program="tests.journeys.staging") as made:
        made.port = free_port()
        process = made.start([*CONSOLE, "serve", "--port", str(made.port)])
        try:
            made.wait_until_alive(process)
            yield made
        finally:
            made.stop()


@pytest.fixture(scope="session")
def site(installation):
    return f"http://127.0.0.1:{installation.port}"


@pytest.fixture
def open_tab(browser, site):
    """`open_tab(session, language="ru", width=1280)` answers the eyes on a new tab of that person."""
    contexts = []

    def opened(session="", *, language="ru", width=DESK, **options):
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": 900}, reduced_motion="reduce", locale=language, **options
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        cookies = [{"name": "language", "value": language, "url": site}]
        if session:
            cookies.append({"name": "session", "value": session, "url": site})
        context.add_cookies(cookies)
        return Eyes.on(context.new_page(), site)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def screens(installation):
    """Every address that answers a page: name → [person, path], inside both networks and outside all.

    Whether it does is asked of the server: an address that answers a file or data is no screen.
    """
    cast = installation.cast
    asked = {f"ours {name}": ["curator", path] for name, path in cast["ours"].items()}
    asked |= {f"theirs {name}": ["stranger", path] for name, path in cast["theirs"].items()}
    asked |= {f"outside {name}": found for name, found in cast["outside"].items()}
    return {name: found for name, found in asked.items() if _is_page(installation, *found)}


def _is_page(installation, person, path):
    browser = Browser(installation, session=installation.cast["people"][person])
    with closing(browser):
        try:
            answer = browser.get(path)
        except http.client.HTTPException:
            return False
    return answer.headers.get("content-type", "").startswith("text/html") or answer.status in {301, 302, 303}
