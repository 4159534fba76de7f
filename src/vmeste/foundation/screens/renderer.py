"""How forms look everywhere: `FORM_RENDERER = "vmeste.foundation.screens.renderer.FormRenderer"`.

Needs `django.forms` in INSTALLED_APPS. Every `{{ form }}`, `{{ form.as_p }}` and
`{{ field.as_field_group }}` – also of allauth and of forms that never heard of us –
then has our labels, helps, errors and control classes.
"""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

_PLAIN = frozenset({"hidden", "checkbox", "radio", "submit", "button", "image", "reset"})


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
