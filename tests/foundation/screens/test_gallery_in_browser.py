"""The gallery in a real browser: accessible, lawful under the strict policy, light, and alive."""

import gzip
import mimetypes
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from tests.browsing import violations

from vmeste.foundation.screens import bundle, gallery

pytestmark = pytest.mark.browser

POLICY = "default-src 'self'; img-src 'self' data:"
FIRST_VISIT_BYTES = 150_000


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        pass


def page(language):
    with translation.override(language):
        return render_to_string("screens/gallery.html", gallery.sample_shell() | gallery._parts()).encode()


@pytest.fixture(scope="module")
def site():
    """A server that knows the gallery in two languages and the built files; answers its address."""
    if not (bundle.folder() / ".vite" / "manifest.json").exists():
        pytest.skip("the front end is not built")

    def answer(environ, start):
        path = environ["PATH_INFO"]
        if path.startswith("/static/dist/"):
            body, kind = (
                (bundle.folder() / path.removeprefix("/static/dist/")).read_bytes(),
                mimetypes.guess_type(path)[0],
            )
        else:
            body, kind = page(path.strip("/")), "text/html; charset=utf-8"
        start("200 OK", [("Content-Type", kind or "font/woff2"), ("Content-Security-Policy", POLICY)])
        return [body]

    server: WSGIServer = make_server("127.0.0.1", 0, answer, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def plain_static(settings):
    settings.STATIC_URL = "/static/"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def visit(browser, site):
    """Open the gallery; answers the page, which collects its own `complaints` and `visited` addresses."""
    contexts = []

    def opened(language="ru", theme="light", width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **options)
        contexts.append(context)
        tab = context.new_page()
        tab.complaints, tab.visited = [], []
        tab.on("console", lambda message: tab.complaints.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.on("request", lambda request: tab.visited.append(request.url))
        tab.goto(f"{site}/{language}/", wait_until="networkidle")
        return tab

    yield opened
    for context in contexts:
        context.close()


# 640 is a desk of 1280 at 200 %.
@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [("ru", "light", 1280), ("ru", "dark", 1280), ("en", "dark", 640), ("ru", "light", 390), ("en", "light", 390)],
)
def test_the_gallery_is_accessible_and_keeps_the_policy(visit, site, language, theme, width):
    tab = visit(language, theme, width, reduced_motion="reduce")

    assert violations(tab) == []
    assert tab.complaints == []
    assert [url for url in tab.visited if not url.startswith((site, "data:"))] == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate("document.documentElement.dataset.bsTheme") == theme


def test_axe_would_see_a_mistake(visit):
    tab = visit()
    tab.evaluate("document.querySelector('h1').innerHTML = '<a href=\"#x\"></a>'")

    assert any(one.startswith("link-name") for one in violations(tab))


def test_a_first_visit_is_light(visit, site):
    tab = visit()
    # What only the charts bring along arrives only on pages that draw some; the gallery is one.
    core = {"main.js", *bundle.entry("main.js").get("imports", ())}
    names = {"charts.js", *bundle.entry("charts.js").get("imports", ())} - core
    charts = tuple(bundle.entry(name)["file"] for name in names)
    files = [
        bundle.folder() / url.removeprefix(f"{site}/static/dist/")
        for url in set(tab.visited)
        if "/static/dist/" in url and not url.endswith(charts)
    ]

    fonts = sum(path.stat().st_size for path in files if path.suffix == ".woff2")
    texts = sum(len(gzip.compress(path.read_bytes())) for path in files if path.suffix != ".woff2")

    assert len(files) >= 5
    assert fonts + texts + len(gzip.compress(page("ru"))) <= FIRST_VISIT_BYTES


def test_the_charts_draw(visit):
    tab = visit()

    assert tab.locator(".chart.is-drawn svg").count() == 3
    assert tab.locator(".chart.is-failed").count() == 0


def test_the_chosen_theme_is_remembered_before_the_first_paint(visit):
    tab = visit(theme="light")
    tab.locator("summary:has-text('Оформление')").first.click()
    tab.locator("[data-theme-set=dark]").first.click()
    tab.reload()

    assert tab.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_a_dangerous_act_asks_first(visit):
    tab = visit()
    tab.get_by_role("button", name="Удалить", exact=True).click()
    dialog = tab.locator("#confirm-dialog")

    assert dialog.is_visible()
    assert "Вернуть будет нельзя." in dialog.inner_text()
    tab.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_rows_of_a_formset_come_and_go(visit):
    tab = visit()
    rows = tab.locator("[data-formset-row]:visible")
    before = rows.count()

    tab.locator("[data-formset-add]").click()
    assert rows.count() == before + 1
    assert tab.locator("[name=rows-TOTAL_FORMS]").input_value() == str(before + 1)
    tab.locator("[data-formset-remove]:visible").last.click()
    assert rows.count() == before
    assert tab.locator(f"[name=rows-{before}-DELETE]").is_checked()


def test_the_sidebar_opens_on_a_phone_with_and_without_scripts(visit):
    tab = visit(width=390)
    assert not tab.locator("#sidebar").is_visible()
    tab.locator("[data-sidebar-open]").click()
    tab.locator("#sidebar").wait_for()
    tab.keyboard.press("Escape")
    tab.locator("#sidebar").wait_for(state="hidden")

    plain = visit(width=390, java_script_enabled=False)
    plain.locator("[data-sidebar-open]").click()
    plain.locator("#sidebar").wait_for()
