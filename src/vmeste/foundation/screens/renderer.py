"""How forms look everywhere: `FORM_RENDERER = "vmeste.foundation.screens.renderer.FormRenderer"`.

Needs `django.forms` in INSTALLED_APPS. Every `{{ form }}`, `{{ form.as_p }}` and
`{{ field.as_field_group }}` – also of allauth and of forms that never heard of us –
then has our labels, helps, errors and control classes.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_PLAIN = frozenset({"hidden", "checkbox", "radio", "submit", "button", "image", "reset"})


_INPUTS = frozenset(
    f"django/forms/widgets/{name}.html" for name in ("date", "email", "hidden", "input", "number", "text", "url")
)


def control_class(widget: dict[str, Any]) -> str:
    """The CSS class of one control, from the context its Django widget gives to its template."""
    template = widget.get("template_name", "")
    if template.endswith(("checkbox.html", "radio_option.html", "checkbox_option.html")):
        return "form-check-input"
    if template.endswith(("/select.html", "/select_date.html")):
        return "form-select"
    if template.endswith("/textarea.html"):
        return "form-control"
    if "type" in widget and widget["type"] not in _PLAIN and "subwidgets" not in widget:
        return "form-control"
    return ""


class FormRenderer(TemplatesSetting):
    """Django's renderer over the project's templates, with our field group and our classes."""

    form_template_name = "screens/forms/form.html"
    formset_template_name = "screens/forms/formset.html"
    field_template_name = "screens/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Render one form, field or widget; a widget gets its class first."""
        if template_name == "django/forms/p.html":
            # `as_p` is what packages write by habit; their forms should look like ours.
            template_name = self.form_template_name
        if isinstance(widget := context.get("widget"), dict):
            _dress(widget)
            if template_name == "django/forms/widgets/select.html":
                return _select_html(widget)
            if template_name in _INPUTS:
                return _input_html(widget)
        return super().render(template_name, context, request)


def _dress(widget: dict[str, Any]) -> None:
    attrs = widget.setdefault("attrs", {})
    if attrs.get("data-bare"):
        return
    wanted = control_class(widget)
    present = str(attrs.get("class", "")).split()
    if wanted and wanted not in present:
        attrs["class"] = " ".join([*present, wanted])
    for _group, options, _index in widget.get("optgroups", []):
        for option in options:
            if option.get("type") in {"radio", "checkbox"}:
                _dress(option)
    for sub in widget.get("subwidgets", []):
        if isinstance(sub, dict):
            _dress(sub)


# Django's own templates for these include another for every option and every attribute list: half of a list page's time
# went there. The markup is the same; the tests hold one against the other.


def _escaped(value: Any) -> str:
    return conditional_escape(value if hasattr(value, "__html__") else str(value))


def _attributes_html(attrs: Mapping[str, Any]) -> str:
    return "".join(
        [
            f" {_escaped(name)}" if value is True else f' {_escaped(name)}="{_escaped(value)}"'
            for name, value in attrs.items()
            if value is not False
        ]
    )


def _input_html(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else f' value="{_escaped(widget["value"])}"'
    head = f'<input type="{_escaped(widget["type"])}" name="{_escaped(widget["name"])}"'
    return mark_safe(f"{head}{value}{_attributes_html(widget['attrs'])}>")  # noqa: S308 - every part is escaped


def _select_html(widget: Mapping[str, Any]) -> SafeString:
    parts = [f'<select name="{_escaped(widget["name"])}"{_attributes_html(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{_escaped(group)}">')
        for option in options:
            start = f'<option value="{_escaped(option["value"])}"{_attributes_html(option["attrs"])}>'
            parts.append(f"{start}{conditional_escape(localize(option['label']))}</option>")
        if group:
            parts.append("</optgroup>")
    parts.append("</select>")
    return mark_safe("\n".join(parts))  # noqa: S308 - every part is escaped
