"""Components, base templates and the bundle they load."""

import json
import os
import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from vmeste.foundation.screens import bundle, gallery
from vmeste.foundation.screens.renderer import FormRenderer

SCREENS = Path(gallery.__file__).parent
TEMPLATES = SCREENS / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
CHECKOUT = Path(__file__).parents[3]

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\b(?:src|type=\"application/json\"))",
    re.IGNORECASE,
)
COMMENTS = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)

MANIFEST = {
    "main.js": {"file": "assets/main-abc.js", "css": ["assets/main-abc.css"], "isEntry": True},
    "theme.js": {"file": "assets/theme-abc.js", "isEntry": True},
    "sprite.svg": {"file": "assets/sprite-abc.svg"},
    "favicon.svg": {"file": "assets/favicon-abc.svg"},
}


def write_manifest(folder, content):
    (folder / ".vite").mkdir(exist_ok=True)
    path = folder / ".vite" / "manifest.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def built(tmp_path, settings):
    """A build of the front end, and static files under their own names."""
    write_manifest(tmp_path, MANIFEST)
    settings.BUNDLE_FOLDER = tmp_path
    settings.STATIC_URL = "/static/"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with translation.override("en"):
        yield tmp_path


def draw(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


# The bundle


def test_the_head_loads_what_the_manifest_names_and_the_theme_script_blocks():
    html = draw("{% bundle %}")

    assert html.index('<script src="/static/dist/assets/theme-abc.js">') < html.index("main-abc.css")
    assert '<link rel="stylesheet" href="/static/dist/assets/main-abc.css">' in html
    assert '<script type="module" src="/static/dist/assets/main-abc.js">' in html
    assert 'href="/static/dist/assets/favicon-abc.svg"' in html


def test_a_missing_build_says_how_to_make_one(tmp_path, settings):
    settings.BUNDLE_FOLDER = tmp_path / "nowhere"

    with pytest.raises(bundle.BundleMissing, match="npm run build"):
        draw("{% bundle %}")


def test_a_file_the_build_does_not_know_is_named():
    with pytest.raises(bundle.BundleMissing, match=r"without other\.js"):
        bundle.static_path("other.js")


@pytest.mark.parametrize(("debug", "expected"), [(True, "assets/new.svg"), (False, "assets/sprite-abc.svg")])
def test_a_new_build_is_noticed_only_with_debug(built, settings, debug, expected):
    settings.DEBUG = debug
    assert bundle.entry("sprite.svg")["file"] == "assets/sprite-abc.svg"

    path = write_manifest(built, MANIFEST | {"sprite.svg": {"file": "assets/new.svg"}})
    os.utime(path, ns=(1, 1))

    assert bundle.entry("sprite.svg")["file"] == expected


# Templates as files


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name):
    assert get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_template_has_inline_code(name):
    source = COMMENTS.sub("", (TEMPLATES / name).read_text(encoding="utf-8"))

    assert not INLINE.search(source)


@pytest.mark.parametrize(
    "bad", ['<p style="x">', "<style>", '<a onclick="x()">', "<script>x()</script>", '<a href="javascript:x()">']
)
def test_inline_code_would_be_found(bad):
    assert INLINE.search(bad)


@pytest.mark.parametrize("name", ["screens/list.html#rows", "screens/form.html#form", "screens/job.html#state"])
def test_htmx_can_ask_for_a_part(name):
    assert get_template(name)


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 429, 500, 503])
def test_an_error_page_needs_no_context(code):
    html = render_to_string(f"{code}.html")

    assert f"Code {code}" in html
    assert "<h1>" in html


def test_every_icon_named_is_one_of_tabler():
    icons = CHECKOUT / "frontend/node_modules/@tabler/icons/icons/outline"
    if not icons.is_dir():
        pytest.skip("frontend/node_modules is not installed")
    mentioned = set(json.loads((CHECKOUT / "frontend/icons.json").read_text(encoding="utf-8")))
    for path in SCREENS.rglob("*"):
        if path.suffix in {".html", ".py"}:
            mentioned |= set(re.findall(r"\bicon\w*=?\s*[\"']([a-z][a-z0-9-]*)[\"']", path.read_text(encoding="utf-8")))

    assert "building" in mentioned
    assert {name for name in mentioned if not (icons / f"{name}.svg").exists()} == set()


# Small parts


def test_an_icon_is_silent_unless_it_has_a_label():
    assert draw('{% icon "check" %}') == (
        '<svg class="icon " aria-hidden="true" focusable="false">'
        '<use href="/static/dist/assets/sprite-abc.svg#check"></use></svg>'
    )
    assert 'role="img" aria-label="Signed"' in draw('{% icon "check" "Signed" %}')


def test_a_badge_says_its_state_in_words_and_escapes_them():
    assert draw("{% badge text 'success' %}", text="<b>In force</b>").strip() == (
        '<span class="badge tone-success badge-dotted">&lt;b&gt;In force&lt;/b&gt;</span>'
    )


def test_an_unknown_tone_is_refused():
    with pytest.raises(TemplateSyntaxError, match="no tone 'green'"):
        draw("{% badge 'x' 'green' %}")


@pytest.mark.parametrize(
    ("name", "letters"), [("Анна Сергеева", "АС"), ("Школа «Радуга»", "ШР"), ("МБОУ", "М"), ("", "–"), ("— №", "–")]
)
def test_an_avatar_shows_first_letters(name, letters):
    assert f">{letters}</span>" in draw("{% avatar name %}", name=name)


def test_an_avatar_keeps_its_colour():
    assert draw("{% avatar 'Anna' %}") == draw("{% avatar 'Anna' %}")


def test_an_absent_figure_is_told_apart_from_zero():
    assert "no data" in draw("{% stat 'Pupils' None %}")
    assert "no data" not in draw("{% stat 'Pupils' 0 %}")


@pytest.mark.parametrize(
    ("value", "most", "shown"),
    [(64, 100, "64 %"), (3, 7, "43 %"), (None, 100, "not known yet"), (0, 0, "not known yet")],
)
def test_progress_tells_its_share(value, most, shown):
    html = draw("{% progress value most=most label='Roadmap' %}", value=value, most=most)

    assert shown in html
    assert (' value="' in html) == (value is not None)


def test_progress_writes_numbers_for_machines_in_every_language():
    with translation.override("ru"):
        assert ' value="2.50"' in draw("{% progress 2.5 most=1000 %}")
        assert ' max="1000"' in draw("{% progress 2.5 most=1000 %}")


def test_facts_show_a_dash_for_nothing_and_zero_for_zero():
    html = draw(
        "{% facts rows %}",
        rows=[("Ends on", None), ("Parties", 0), {"label": "State", "value": "ok", "badge": "success"}],
    )

    assert html.count('class="missing"') == 1
    assert "<dd>0</dd>" in re.sub(r"\s+</dd>", "</dd>", html)
    assert "badge tone-success" in html
    assert "data-copy" not in html


def test_steps_mark_the_current_one():
    html = draw("{% import_steps 2 %}")

    assert html.count("is-done") == 1
    assert html.count('aria-current="step"') == 1
    assert "Difference" in html


def test_a_card_frames_what_is_inside():
    html = draw(
        '{% card title icon="file" url="#all" action="All" %}<b>{{ inner }}</b>{% endcard %}',
        title="Files",
        inner="<i>",
    )

    assert '<h2 class="card-title">Files</h2>' in html
    assert "<b>&lt;i&gt;</b>" in html
    assert '<a class="btn btn-quiet btn-sm" href="#all">All</a>' in html


def test_a_card_refuses_what_it_does_not_understand():
    with pytest.raises(TemplateSyntaxError, match="card takes"):
        draw("{% card 'a' 'b' %}{% endcard %}")


def test_a_chart_brings_its_table_and_inert_data():
    data = {"categories": ["</script>", "2026"], "series": [{"name": "Plan", "values": [1, None]}], "unit": "pupils"}

    html = draw("{% chart 'bar' data 'Plan and fact' id='c' %}", data=data)

    assert '<script id="c-data" type="application/json">' in html
    assert html.count("</script>") == 1
    assert 'data-chart="bar" data-source="c-data"' in html
    assert re.findall(r'<td class="kind-number">(.*?)</td>', html) == ["1", "–"]


def test_a_graph_brings_its_ties_as_a_table():
    data = {
        "nodes": [{"id": 1, "label": "School"}, {"id": 2, "label": "Plant"}],
        "links": [{"source": 1, "target": 2, "label": "agreement"}],
    }

    html = draw("{% chart 'graph' data 'Ties' %}", data=data)

    assert '<th scope="row">School</th><td>Plant</td><td>agreement</td>' in html


# Forms


class Sample(forms.Form):
    default_renderer = FormRenderer

    title = forms.CharField(help_text="As in the document.")
    stage = forms.ChoiceField(choices=[("a", "A")])
    kinds = forms.MultipleChoiceField(
        choices=[("x", "X"), ("y", "Y")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    own = forms.CharField(widget=forms.TextInput(attrs={"class": "mine"}), required=False)


def tag(html, name):
    return re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', html)[0]


@pytest.mark.parametrize("how", ["{{ form }}", "{{ form.as_p }}", "{{ form.as_div }}"])
def test_every_control_gets_its_class_without_the_form_knowing(how):
    html = draw(how, form=Sample())

    assert 'class="form-control"' in tag(html, "title")
    assert 'class="form-select"' in tag(html, "stage")
    assert 'class="form-check-input"' in tag(html, "kinds")
    assert 'class="form-check-input"' in tag(html, "agreed")
    assert 'class="form-control"' in tag(html, "note")
    assert "class=" not in tag(html, "key")
    assert 'class="mine form-control"' in tag(html, "own")


def test_an_error_is_tied_to_its_field_and_help_stays():
    html = draw("{{ form }}", form=Sample({}))

    described = re.search(r'aria-describedby="([^"]+)"', tag(html, "title"))[1].split()
    assert set(described) == {"id_title_helptext", "id_title_error"}
    assert all(f'id="{one}"' in html for one in described)
    assert 'aria-invalid="true"' in tag(html, "title")


def test_the_summary_leads_to_each_field_in_error():
    html = draw("{% error_summary form %}", form=Sample({}))

    assert re.findall(r'<a href="#(\w+)">', html) == ["id_title", "id_stage"]
    assert "2 places need your attention" in html
    assert draw("{% error_summary form %}", form=Sample()).strip() == ""


def test_a_formset_carries_an_empty_row_to_copy():
    rows = forms.formset_factory(Sample, extra=1, can_delete=True)(prefix="rows")

    html = draw("{% formset rows 'Rows' %}", rows=rows)

    assert 'name="rows-TOTAL_FORMS"' in html
    assert 'name="rows-0-title"' in html
    assert 'name="rows-__prefix__-title"' in html.partition("<template")[2]
    assert html.count('name="rows-0-DELETE"') == 1


# Pages


def list_page(**changes):
    context = gallery.sample_shell() | {
        "page_title": "Agreements",
        "table": gallery.sample_table(),
        "page": {"next_url": "?after=3", "previous_url": "", "total_label": "1 000+"},
        "search_value": "",
        "empty": {"title": "No agreements yet", "text": "", "action": {"label": "New", "url": "/new/"}},
    }
    return render_to_string("screens/list.html", context | changes)


def test_a_list_draws_rows_that_fold_and_pages_that_swap():
    html = list_page()

    assert html.count("<tr data-href=") == 3
    assert 'data-label="Ends on">31.08.2028</td>' in html
    assert 'aria-sort="ascending"' in html
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
    assert "data-row-select" not in html


def test_a_list_takes_rows_rendered_before():
    assert "<tr><td>ready</td></tr>" in list_page(rows_html=mark_safe("<tr><td>ready</td></tr>"))


def test_rows_can_be_chosen_only_when_there_is_something_to_do():
    html = list_page(bulk_actions=[{"label": "Delete", "value": "delete", "tone": "danger", "confirm": "Sure?"}])

    assert html.count("data-row-select") == 3
    assert 'data-confirm="Sure?"' in html


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "No agreements yet"),
        ({"search_value": "x"}, "Nothing fits the filters"),
        ({"active_filters": [{"label": "Stage", "remove_url": "?"}]}, "Nothing fits the filters"),
    ],
)
def test_an_empty_list_says_why(changes, said):
    table = gallery.sample_table() | {"rows": []}

    assert said in list_page(table=table, **changes)


def test_the_rows_alone_are_a_part_of_the_page():
    context = {"table": gallery.sample_table(), "page": {}}

    html = render_to_string("screens/list.html#rows", context)

    assert html.strip().startswith('<div id="rows"')
    assert "<html" not in html


@pytest.mark.parametrize(
    ("state", "said", "polls"),
    [
        ("waiting", "Waiting for its turn", True),
        ("running", "You may leave", True),
        ("done", "Done", False),
        ("failed", "did not work", False),
    ],
)
def test_long_work_is_asked_after_until_it_ends(state, said, polls):
    html = render_to_string(
        "screens/job.html#state", {"job": {"state": state, "percent": 10, "error": "x"}, "poll_url": "/p/"}
    )

    assert said in html
    assert ("hx-trigger" in html) == polls


@pytest.mark.parametrize(("language", "title"), [("en", "Gallery of components"), ("ru", "Галерея элементов")])
def test_the_gallery_shows_itself_in_both_languages(language, title):
    with translation.override(language):
        context = gallery.sample_shell() | gallery._parts()
        html = render_to_string("screens/gallery.html", context)

    assert f'<html lang="{language}">' in html
    assert f"<h1>{title}</h1>" in html
    assert not INLINE.search(html)
