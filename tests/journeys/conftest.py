"""One installation for all walks and journeys of a run, and tabs in it."""

import os
import sys

import pytest
from tests.browsing import DESK, Eyes
from tests.reliability.installation import free_port, template

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
            # Asked, not killed: it has servers of its own to end.
            process.terminate()
            process.wait(timeout=60)
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
        context.set_default_timeout(float(os.environ.get("VMESTE_PATIENCE_MS", "15000")))
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
    """Every address that answers a GET: name → [person, path], inside both networks and outside all."""
    cast = installation.cast
    asked = {f"ours {name}": ["curator", path] for name, path in cast["ours"].items()}
    asked |= {f"theirs {name}": ["stranger", path] for name, path in cast["theirs"].items()}
    return asked | {f"outside {name}": found for name, found in cast["outside"].items()}
