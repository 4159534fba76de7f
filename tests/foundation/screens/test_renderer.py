"""Controls written in Python are those of Django's templates, with our classes."""

from typing import ClassVar

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test import SimpleTestCase
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from vmeste.foundation.screens.renderer import FormRenderer

HOSTILE = '"><script>alert(1)</script>'
GROUPS = [
    ("", gettext_lazy("Any")),
    ("a", mark_safe("<b>bold</b>")),
    (HOSTILE, HOSTILE),
    (1234, 1234),
    ("Group «A» & B", [("x", "X"), ("y", "Y")]),
]
WIDGETS = [
    (forms.Select(choices=GROUPS), "x"),
    (forms.Select(choices=GROUPS, attrs={"required": True, "disabled": False, "data-x": HOSTILE}), HOSTILE),
    (forms.SelectMultiple(choices=GROUPS), ["a", 1234]),
    (forms.TextInput(attrs={"maxlength": 5, "data-bare": "1"}), HOSTILE),
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.NumberInput(attrs={"min": 0, "step": "any"}), 1234),
    (forms.EmailInput(), "a&b@example.org"),
    (forms.URLInput(), "https://example.org/?a=1&b=2"),
    (forms.DateInput(), "2026-01-02"),
    (forms.HiddenInput(), HOSTILE),
    (forms.PasswordInput(), "secret"),
]


class _Dressed(DjangoTemplates):
    """Django's templates, with the class our renderer gives, so that only the writing differs."""

    def render(self, template_name, context, request=None):
        written = FormRenderer()
        written.render(template_name, context, request)  # dresses the widget in the context
        return super().render(template_name, context, request)


class _Pages(SimpleTestCase):
    """For its comparison of markup."""

    databases: ClassVar = set()


@pytest.mark.parametrize("place", range(len(WIDGETS)))
def test_a_control_is_the_one_of_djangos_template(place):
    widget, value = WIDGETS[place]

    ours = widget.render("name", value, {"id": "id_name"}, renderer=FormRenderer())
    theirs = widget.render("name", value, {"id": "id_name"}, renderer=_Dressed())

    _Pages().assertHTMLEqual(ours, theirs)
    assert "<script" not in ours
    assert hasattr(ours, "__html__")
