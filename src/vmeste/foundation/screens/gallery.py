"""The gallery: every component in every state, with made-up data; also what the visual test photographs."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vmeste.foundation.screens.templatetags.ui import import_step_labels

_MOMENT = datetime(2026, 3, 14, 10, 25, tzinfo=ZoneInfo("Europe/Moscow"))
_MAX_BYTES = 20 * 1024 * 1024


class SampleForm(forms.Form):
    """One field of every kind a screen uses."""

    title = forms.CharField(label=gettext_lazy("Title"), help_text=gettext_lazy("As it stands in the document."))
    number = forms.IntegerField(label=gettext_lazy("Number of pupils"), min_value=1)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    starts_on = forms.DateField(
        label=gettext_lazy("Starts on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"),
        choices=[
            ("draft", gettext_lazy("Draft")),
            ("in_force", gettext_lazy("In force")),
            ("ended", gettext_lazy("Ended")),
        ],
    )
    directions = forms.MultipleChoiceField(
        label=gettext_lazy("Directions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("engineering", gettext_lazy("Engineering")),
            ("nature", gettext_lazy("Natural sciences")),
            ("arts", gettext_lazy("Arts")),
        ],
    )
    form_of_work = forms.ChoiceField(
        label=gettext_lazy("Form of work"),
        widget=forms.RadioSelect,
        choices=[("together", gettext_lazy("Together")), ("distance", gettext_lazy("At a distance"))],
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label=gettext_lazy("Scan of the agreement"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("The parties agree to publish this agreement"), required=False)
    locked = forms.CharField(label=gettext_lazy("Register number"), disabled=True, required=False, initial="17/2026")


class SampleRowForm(forms.Form):
    """A row of the sample formset."""

    name = forms.CharField(label=gettext_lazy("Name"))
    hours = forms.IntegerField(label=gettext_lazy("Hours"), required=False)


SampleFormset = forms.formset_factory(SampleRowForm, extra=1, can_delete=True)


def gallery(request: HttpRequest) -> HttpResponse:
    """GET /gallery/ — every component in every state; no database."""
    return render(request, "screens/gallery.html", sample_shell() | _parts())


def sample_shell() -> dict[str, Any]:
    """The context `screens/workspace.html` needs, with a made-up network."""
    return {
        "network_name": _("Network of a northern town"),
        "networks": [
            {"label": _("Network of a northern town"), "url": "#network", "active": True},
            {"label": _("Engineering cluster"), "url": "#other", "active": False},
        ],
        "menu": [
            {
                "label": "",
                "items": [
                    {"label": _("Overview"), "url": "#overview", "icon": "layout-dashboard", "active": True, "badge": 3}
                ],
            },
            {
                "label": _("Cooperation"),
                "items": [
                    {"label": _("Partners"), "url": "#partners", "icon": "heart-handshake"},
                    {"label": _("Agreements"), "url": "#agreements", "icon": "signature", "badge": 2},
                    {"label": _("Projects"), "url": "#projects", "icon": "road"},
                ],
            },
            {
                "label": _("Learning"),
                "items": [
                    {"label": _("Programmes"), "url": "#programmes", "icon": "book"},
                    {"label": _("Events"), "url": "#events", "icon": "calendar-event"},
                    {"label": _("People"), "url": "#people", "icon": "users"},
                ],
            },
            {"label": _("Papers"), "items": [{"label": _("Documents"), "url": "#documents", "icon": "file-text"}]},
        ],
        "breadcrumbs": [{"label": _("Overview"), "url": "#overview"}, {"label": _("Gallery of components"), "url": ""}],
        "search_url": "#search",
        "notices_url": "#notices",
        "notices_count": 3,
        "user_name": _("Anna Sergeyeva"),
        "user_role": _("Curator"),
        "user_links": [
            {"label": _("My account"), "url": "#account", "icon": "user"},
            {"label": _("Sign out"), "url": "#out", "icon": "logout"},
        ],
    }


def _parts() -> dict[str, Any]:
    wrong = SampleForm(
        {"title": "", "number": "0", "email": "anna@", "stage": "draft", "directions": ["arts"]}, prefix="wrong"
    )
    years = ["2022", "2023", "2024", "2025", "2026"]
    return {
        "page_title": _("Gallery of components"),
        "key_facts": [(_("Term"), _("1 September 2025 – 31 August 2028")), (_("Parties"), 4), (_("Pupils"), 612)],
        "tones": [
            ("neutral", _("Draft")),
            ("primary", _("At work")),
            ("info", _("Being agreed")),
            ("success", _("In force")),
            ("warning", _("Ends in 30 days")),
            ("danger", _("Overdue")),
            ("accent", _("Waits for me")),
        ],
        "form": SampleForm(),
        "wrong": wrong,
        "formset": SampleFormset(initial=[{"name": _("Robotics"), "hours": 36}], prefix="rows"),
        "max_bytes": _MAX_BYTES,
        "facts": [
            {"label": _("Kind"), "value": _("Cooperation agreement")},
            {"label": _("State"), "value": _("In force"), "badge": "success"},
            {
                "label": _("Register number"),
                "value": "17/2026",
                "copy": True,
                "help": _("Given when it is registered."),
            },
            {"label": _("Base organisation"), "value": _("School No. 4"), "url": "#school"},
            {"label": _("Ends on"), "value": None},
        ],
        "tabs": [
            {"label": _("What it is"), "url": "#what", "active": True},
            {"label": _("Obligations"), "url": "#obligations", "count": 7},
            {"label": _("History"), "url": "#history"},
        ],
        "moment": _MOMENT,
        "changes": [(_("Ends on"), "31.08.2026", "31.08.2028"), (_("Note"), "", _("Extended by amendment 2"))],
        "bar": {
            "categories": years,
            "series": [
                {"name": _("Plan"), "values": [320, 380, 450, 520, 600]},
                {"name": _("Fact"), "values": [301, 402, 447, 548, None]},
            ],
            "unit": _("pupils"),
        },
        "line": {"categories": years, "series": [{"name": _("Partners"), "values": [6, 9, 14, 17, 23]}]},
        "graph": {
            "nodes": [
                {"id": 1, "label": _("School No. 4"), "group": _("Schools"), "weight": 6},
                {"id": 2, "label": _("Lyceum"), "group": _("Schools"), "weight": 4},
                {"id": 3, "label": _("Power plant"), "group": _("Enterprises"), "weight": 5},
                {"id": 4, "label": _("University"), "group": _("Universities"), "weight": 3},
            ],
            "links": [
                {"source": 1, "target": 3, "label": _("agreement")},
                {"source": 2, "target": 3, "label": _("agreement")},
                {"source": 1, "target": 4, "label": _("course")},
                {"source": 1, "target": 2, "label": _("course")},
            ],
        },
        "steps": import_step_labels(),
        "page": {"previous_url": "#back", "next_url": "#next", "total_label": "1 000+"},
        "menu_items": [
            {"label": _("Copy"), "url": "#copy", "icon": "copy"},
            {
                "label": _("Delete"),
                "url": "#delete",
                "icon": "trash",
                "tone": "danger",
                "confirm": _("Delete this agreement?"),
            },
        ],
        "table": sample_table(),
    }


def sample_table() -> dict[str, Any]:
    """A table as `screens/list.html` draws it, with made-up agreements."""
    columns = [
        {
            "key": "title",
            "label": _("Agreement"),
            "kind": "main",
            "sortable": True,
            "sort_url": "?sort=title",
            "sorted": "",
        },
        {"key": "parties", "label": _("Parties"), "kind": "number", "sortable": False},
        {
            "key": "ends_on",
            "label": _("Ends on"),
            "kind": "date",
            "sortable": True,
            "sort_url": "?sort=-ends_on",
            "sorted": "asc",
        },
    ]
    rows = [
        (_("Agreement with the power plant on engineering classes"), 2, "31.08.2028"),
        (_("Network programme “Young researcher”"), 4, "30.06.2026"),
        (_("Cooperation with the university"), 2, ""),
    ]
    return {
        "columns": columns,
        "rows": [
            {
                "pk": number,
                "url": f"#row-{number}",
                "label": row[0],
                "cells": [{"column": column, "html": value} for column, value in zip(columns, row, strict=True)],
            }
            for number, row in enumerate(rows, start=1)
        ],
    }


urlpatterns = [path("", gallery, name="gallery")]
