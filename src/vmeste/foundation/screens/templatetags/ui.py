"""Components for templates: `{% load ui %}`.

Every tag draws one thing of the gallery (`/gallery/`), which shows each in every
state. Tones, everywhere the same: neutral, primary, info, success, warning,
danger, accent. A tone never speaks alone: there is always a text beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any
from zlib import crc32

from django import template
from django.forms import BoundField
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, kwarg_re, token_kwargs
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from vmeste.foundation.screens import bundle as built

register = template.Library()

TONES = ("neutral", "primary", "info", "success", "warning", "danger", "accent")
_AVATAR_TONES = ("primary", "info", "success", "warning", "accent", "danger")
_TONE_ICONS = {
    "info": "info-circle",
    "success": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-circle",
}
_FILE_TONES = {"docx": "info", "doc": "info", "odt": "info", "xlsx": "success", "csv": "success", "pdf": "danger"}
_WAYS = ("/", "?", "#", "http://", "https://", "mailto:", "tel:")
_chart_numbers = count(1)


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"There is no tone {tone!r}; choose one of {', '.join(TONES)}.")
    return tone


# What every page loads


@register.simple_tag
def bundle() -> SafeString:
    """The head's lines: early theme script, stylesheet, main script, icon of the site."""
    styles = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(path),) for path in built.style_paths("main.js"))
    )
    return format_html(
        '<script src="{}"></script>\n{}\n<script type="module" src="{}"></script>\n'
        '<link rel="icon" type="image/svg+xml" href="{}">',
        built.address("theme.js"),
        styles,
        built.address("main.js"),
        built.address("favicon.svg"),
    )


@register.simple_tag
def bundle_url(name: str) -> str:
    """The address of one built file, by its name in frontend/."""
    return built.address(name)


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """An icon of the sprite; silent for screen readers unless it has a `label`.

    The build puts into the sprite what it finds after `icon` or `icon=` in templates
    and Python files, and what frontend/icons.json lists.
    """
    if not name:
        return mark_safe("")
    sprite = built.address("sprite.svg")
    if label:
        return format_html(
            '<svg class="icon {}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', extra, label, sprite, name
        )
    return _silent_icon(sprite, str(name), str(extra))


@lru_cache(maxsize=1024)
def _silent_icon(sprite: str, name: str, extra: str) -> SafeString:
    # A page has half a hundred of them, the same on every page.
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', extra, sprite, name
    )


# Small parts


@register.inclusion_tag("ui/badge.html")
def badge(text: Any, tone: str = "neutral", icon: str = "") -> dict[str, Any]:
    """A state in words, such as «В силе»; with a dot, or an icon, in the tone's colour."""
    return {"text": text, "tone": _tone(tone), "icon": icon}


@register.inclusion_tag("ui/button.html")
def button(
    label: str,
    url: str = "",
    *,
    icon: str = "",
    kind: str = "",
    type: str = "submit",  # noqa: A002 - the HTML attribute's own name
    name: str = "",
    value: str = "",
    small: bool = False,
    disabled: bool = False,
    icon_only: bool = False,
    confirm: str = "",
    tone: str = "",
    form: str = "",
) -> dict[str, Any]:
    """A link that looks like a button (`url`) or a button; kinds: "", primary, danger, quiet."""
    return {
        "label": label,
        "url": url,
        "icon": icon,
        "kind": kind,
        "type": type,
        "name": name,
        "value": value,
        "small": small,
        "disabled": disabled,
        "icon_only": icon_only,
        "confirm": confirm,
        "tone": tone,
        "form": form,
    }


@register.inclusion_tag("ui/avatar.html")
def avatar(name: str, *, square: bool = False, big: bool = False) -> dict[str, Any]:
    """Two letters on a colour that stays with the name; organisations are square."""
    words = [word for word in str(name).replace("«", " ").replace("»", " ").split() if word[0].isalnum()]
    letters = "".join(word[0] for word in words[:2]).upper() or "–"
    tone = _AVATAR_TONES[crc32(str(name).encode()) % len(_AVATAR_TONES)]
    return {"letters": letters, "tone": tone, "square": square, "big": big}


@register.inclusion_tag("ui/stat.html")
def stat(
    label: str, value: Any, *, unit: str = "", note: str = "", trend: str = "", icon: str = "", url: str = ""
) -> dict[str, Any]:
    """One figure with its name; `trend` is "", "good" or "bad" and colours the note. `value` None is a dash."""
    return {"label": label, "value": value, "unit": unit, "note": note, "trend": trend, "icon": icon, "url": url}


@register.inclusion_tag("ui/alert.html")
def alert(
    text: Any, tone: str = "info", *, title: str = "", icon: str = "", url: str = "", action: str = ""
) -> dict[str, Any]:
    """A message inside a page, with an optional way out (`url` and its words `action`)."""
    return {
        "text": text,
        "tone": _tone(tone),
        "title": title,
        "icon": icon or _TONE_ICONS.get(tone, "info-circle"),
        "url": url,
        "action": action,
    }


@register.inclusion_tag("ui/empty.html")
def empty_state(
    title: str, text: str = "", *, picture: str = "papers", url: str = "", action: str = "", small: bool = False
) -> dict[str, Any]:
    """Nothing here yet: why, and what to do. Pictures: papers, people, calendar, search, chart, inbox."""
    return {
        "title": title,
        "text": text,
        "picture": f"ui/pictures/{picture}.html",
        "url": url,
        "action": action,
        "small": small,
    }


@register.inclusion_tag("ui/progress.html")
def progress(
    value: float | None, *, most: float = 100, label: str = "", text: str = "", tone: str = ""
) -> dict[str, Any]:
    """How far something is; `value` None means "not known yet". `text` replaces the percentage."""
    share = None if value is None or not most else round(100 * value / most)
    return {"value": value, "most": most, "share": share, "label": label, "text": text, "tone": tone}


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Sequence[Mapping[str, Any]], label: str = "") -> dict[str, Any]:
    """Links to the parts of one object: [{label, url, active, count, icon}]."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/breadcrumb.html")
def breadcrumb(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Where we are: [{label, url}]; the last may have no url."""
    return {"items": items}


@register.inclusion_tag("ui/steps.html")
def steps(labels: Iterable[str], current: int) -> dict[str, Any]:
    """The steps of a longer act; `current` counts from 1."""
    return {
        "steps": [
            {"number": number, "label": label, "done": number < current, "current": number == current}
            for number, label in enumerate(labels, start=1)
        ]
    }


def import_step_labels() -> list[str]:
    """What the four steps of an import are called."""
    return [
        pgettext("import step", "File"),
        pgettext("import step", "Check"),
        pgettext("import step", "Difference"),
        pgettext("import step", "Result"),
    ]


@register.inclusion_tag("ui/steps.html")
def import_steps(current: int) -> dict[str, Any]:
    """The four steps of every import."""
    return steps(import_step_labels(), current)


@register.inclusion_tag("ui/pill.html")
def pill(label: str, url: str = "", *, remove_url: str = "", active: bool = False) -> dict[str, Any]:
    """A saved filter (`url`, `active`) or an active one that can be taken off (`remove_url`)."""
    return {"label": label, "url": url, "remove_url": remove_url, "active": active}


@register.inclusion_tag("ui/tooltip.html")
def tooltip(text: str, icon: str = "help-circle") -> dict[str, Any]:
    """A short explanation behind a question mark; for hover, focus and touch."""
    return {"text": text, "icon": icon}


@register.inclusion_tag("ui/facts.html")
def facts(rows: Iterable[Any]) -> dict[str, Any]:
    """Names and values: pairs (label, value) or mappings {label, value, url, badge, help, copy}.

    An empty value is a dash; `badge` is a tone, `copy` adds a button that copies the value. An address that runs
    something instead of leading somewhere (`javascript:`) is shown and not linked.
    """
    plain = {"url": "", "badge": "", "help": "", "copy": False}
    shown = [plain | (dict(row) if isinstance(row, Mapping) else {"label": row[0], "value": row[1]}) for row in rows]
    return {"rows": [{**row, "url": row["url"] if str(row["url"]).startswith(_WAYS) else ""} for row in shown]}


@register.inclusion_tag("ui/timeline_item.html")
def happening(
    text: Any,
    *,
    when: Any = None,
    who: str = "",
    icon: str = "pencil",
    tone: str = "neutral",
    changes: Iterable[Any] = (),
) -> dict[str, Any]:
    """One line of a history; goes inside `<ol class="happenings">`. `changes` are (name, before, after)."""
    return {"text": text, "when": when, "who": who, "icon": icon, "tone": _tone(tone), "changes": list(changes)}


@register.inclusion_tag("ui/file_row.html")
def file_row(
    name: str, url: str, *, size: int | None = None, note: str = "", when: Any = None, remove_url: str = ""
) -> dict[str, Any]:
    """One file; goes inside `<ul class="rows">`. `size` in bytes."""
    ending = name.rpartition(".")[2].lower()[:4] if "." in name else ""
    return {
        "name": name,
        "url": url,
        "size": size,
        "note": note,
        "when": when,
        "remove_url": remove_url,
        "ending": ending,
        "tone": _FILE_TONES.get(ending, "neutral"),
    }


@register.inclusion_tag("ui/pagination.html")
def pagination(page: Mapping[str, Any], target: str = "") -> dict[str, Any]:
    """Earlier and later rows: {previous_url, next_url, total_label}; `target` makes htmx swap that element."""
    return {"page": page, "target": target}


@register.inclusion_tag("ui/chart.html")
def chart(
    kind: str,
    data: Mapping[str, Any],
    label: str,
    *,
    size: str = "",
    url: str = "",
    download_url: str = "",
    id: str = "",  # noqa: A002 - the HTML attribute's own name
) -> dict[str, Any]:
    """A chart (bar, line, graph) and, for everybody, its table.

    `data` has the shape frontend/charts.js describes; sizes: "", short, tall.
    With `url` the drawing fetches its data there and `data` only fills the table.
    """
    name = id or f"chart-{next(_chart_numbers)}"
    return {
        "kind": kind,
        "label": label,
        "id": name,
        "size": size,
        "url": url,
        "download_url": download_url,
        "source": "" if url else json_script(data, f"{name}-data"),
        **_chart_table(kind, data),
    }


def _chart_table(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "graph":
        labels = {str(node["id"]): node["label"] for node in data["nodes"]}
        return {
            "links": [
                (labels[str(link["source"])], labels[str(link["target"])], link.get("label", ""))
                for link in data["links"]
            ]
        }
    series = data["series"]
    return {
        "series": [one["name"] for one in series],
        "unit": data.get("unit", ""),
        "rows": [
            (category, [one["values"][place] for one in series]) for place, category in enumerate(data["categories"])
        ],
    }


# Forms


@register.simple_tag
def field(bound: BoundField, width: str = "") -> SafeString:
    """One field with label, help and errors; widths inside `<div class="fields">`: "", half, third."""
    if width:
        # The field's own template reads it; the form itself stays untouched.
        return format_html('<div class="field-{}">{}</div>', width, bound.as_field_group())
    return bound.as_field_group()


@register.inclusion_tag("ui/formset.html")
def formset(forms: Any, title: str = "", add_label: str = "") -> dict[str, Any]:
    """The rows of an inline formset, with adding and removing."""
    return {"formset": forms, "title": title, "add_label": add_label}


@register.inclusion_tag("ui/upload.html")
def upload(bound: BoundField, max_bytes: int, hint: str = "") -> dict[str, Any]:
    """A place to drop a file; refuses more than `max_bytes` before anything is sent."""
    return {"field": bound, "max_bytes": max_bytes, "hint": hint}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """What is wrong in a form, each line leading to its field."""
    return {"form": form}


@register.filter
def attribute(value: Mapping[str, Any], key: str) -> Any:
    """An item of a mapping whose name only the context knows; nothing when absent."""
    return value.get(key)


# Blocks


class CardNode(Node):
    """`{% card title icon="…" %}…{% endcard %}`: a framed part of a page with its heading."""

    def __init__(self, nodes: NodeList, title: FilterExpression | None, options: dict[str, FilterExpression]) -> None:
        self.nodelist, self.title, self.options = nodes, title, options

    def render(self, context: Context) -> SafeString:
        """Render the inside, then the frame around it."""
        options = {name: value.resolve(context) for name, value in self.options.items()}
        inside = self.nodelist.render(context)
        frame = context.template.engine.get_template("ui/card.html")  # type: ignore[union-attr]
        title = self.title.resolve(context) if self.title else ""
        return frame.render(context.new({**options, "title": title, "inside": inside}))


@register.tag("card")
def card(parser: Parser, token: Token) -> CardNode:
    """A framed part of a page; options: icon, flush (no padding, for tables), url and action (link at the right)."""
    bits = token.split_contents()[1:]
    named = kwarg_re.match(bits[0]) if bits else None
    title = parser.compile_filter(bits.pop(0)) if bits and not (named and named[1]) else None
    options = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"card takes a title and name=value options, not {' '.join(bits)}")
    nodes = parser.parse(("endcard",))
    parser.delete_first_token()
    return CardNode(nodes, title, options)
