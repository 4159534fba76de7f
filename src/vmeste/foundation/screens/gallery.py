"""The gallery: every component in every state, with made-up data; also what the visual test photographs."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import pgettext, pgettext_lazy

from vmeste.foundation.screens.templatetags.ui import import_step_labels

_MOMENT = datetime(2026, 3, 14, 10, 25, tzinfo=ZoneInfo("Europe/Moscow"))
_MAX_BYTES = 20 * 1024 * 1024


class SampleForm(forms.Form):
    """One field of every kind a screen uses."""

    title = forms.CharField(
        label=pgettext_lazy("gallery", "Title"), help_text=pgettext_lazy("gallery", "As it stands in the document.")
    )
    number = forms.IntegerField(label=pgettext_lazy("gallery", "Number of pupils"), min_value=1)
    email = forms.EmailField(label=pgettext_lazy("gallery", "E-mail"), required=False)
    starts_on = forms.DateField(
        label=pgettext_lazy("gallery", "Starts on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    stage = forms.ChoiceField(
        label=pgettext_lazy("gallery", "Stage"),
        choices=[
            ("draft", pgettext_lazy("gallery", "Draft")),
            ("in_force", pgettext_lazy("gallery", "In force")),
            ("ended", pgettext_lazy("gallery", "Ended")),
        ],
    )
    directions = forms.MultipleChoiceField(
        label=pgettext_lazy("gallery", "Directions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("engineering", pgettext_lazy("gallery", "Engineering")),
            ("nature", pgettext_lazy("gallery", "Natural sciences")),
            ("arts", pgettext_lazy("gallery", "Arts")),
        ],
    )
    form_of_work = forms.ChoiceField(
        label=pgettext_lazy("gallery", "Form of work"),
        widget=forms.RadioSelect,
        choices=[
            ("together", pgettext_lazy("gallery", "Together")),
            ("distance", pgettext_lazy("gallery", "At a distance")),
        ],
    )
    note = forms.CharField(
        label=pgettext_lazy("gallery", "Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(label=pgettext_lazy("gallery", "Scan of the agreement"), required=False)
    agreed = forms.BooleanField(
        label=pgettext_lazy("gallery", "The parties agree to publish this agreement"), required=False
    )
    locked = forms.CharField(
        label=pgettext_lazy("gallery", "Register number"), disabled=True, required=False, initial="17/2026"
    )


class SampleRowForm(forms.Form):
    """A row of the sample formset."""

    name = forms.CharField(label=pgettext_lazy("gallery", "Name"))
    hours = forms.IntegerField(label=pgettext_lazy("gallery", "Hours"), required=False)


SampleFormset = forms.formset_factory(SampleRowForm, extra=1, can_delete=True)


def gallery(request: HttpRequest) -> HttpResponse:
    """GET /gallery/ — every component in every state; no database."""
    return render(request, "screens/gallery.html", sample_shell() | _parts())


def sample_shell() -> dict[str, Any]:
    """The context `screens/workspace.html` needs, with a made-up network."""
    return {
        "network_name": pgettext("gallery", "Network of a northern town"),
        "networks": [
            {"label": pgettext("gallery", "Network of a northern town"), "url": "#network", "active": True},
            {"label": pgettext("gallery", "Engineering cluster"), "url": "#other", "active": False},
        ],
        "menu": [
            {
                "label": "",
                "items": [
                    {
                        "label": pgettext("gallery", "Overview"),
                        "url": "#overview",
                        "icon": "layout-dashboard",
                        "active": True,
                        "badge": 3,
                    }
                ],
            },
            {
                "label": pgettext("gallery", "Cooperation"),
                "items": [
                    {"label": pgettext("gallery", "Partners"), "url": "#partners", "icon": "heart-handshake"},
                    {"label": pgettext("gallery", "Agreements"), "url": "#agreements", "icon": "signature", "badge": 2},
                    {"label": pgettext("gallery", "Projects"), "url": "#projects", "icon": "road"},
                ],
            },
            {
                "label": pgettext("gallery", "Learning"),
                "items": [
                    {"label": pgettext("gallery", "Programmes"), "url": "#programmes", "icon": "book"},
                    {"label": pgettext("gallery", "Events"), "url": "#events", "icon": "calendar-event"},
                    {"label": pgettext("gallery", "People"), "url": "#people", "icon": "users"},
                ],
            },
            {
                "label": pgettext("gallery", "Papers"),
                "items": [{"label": pgettext("gallery", "Documents"), "url": "#documents", "icon": "file-text"}],
            },
        ],
        "breadcrumbs": [
            {"label": pgettext("gallery", "Overview"), "url": "#overview"},
            {"label": pgettext("gallery", "Gallery of components"), "url": ""},
        ],
        "search_url": "#search",
        "notices_url": "#notices",
        "notices_count": 3,
        "user_name": pgettext("gallery", "Anna Sergeyeva"),
        "user_role": pgettext("gallery", "Curator"),
        "user_links": [
            {"label": pgettext("gallery", "My account"), "url": "#account", "icon": "user"},
            {"label": pgettext("gallery", "Sign out"), "url": "#out", "icon": "logout"},
        ],
    }


def _parts() -> dict[str, Any]:
    typed = {"title": "", "number": "0", "email": "anna@", "stage": "draft", "directions": ["arts"]}
    wrong = SampleForm({f"wrong-{name}": value for name, value in typed.items()}, prefix="wrong")
    years = ["2022", "2023", "2024", "2025", "2026"]
    return {
        "page_title": pgettext("gallery", "Gallery of components"),
        "key_facts": [
            (pgettext("gallery", "Term"), pgettext("gallery", "1 September 2025 – 31 August 2028")),
            (pgettext("gallery", "Parties"), 4),
            (pgettext("gallery", "Pupils"), 612),
        ],
        "tones": [
            ("neutral", pgettext("gallery", "Draft")),
            ("primary", pgettext("gallery", "At work")),
            ("info", pgettext("gallery", "Being agreed")),
            ("success", pgettext("gallery", "In force")),
            ("warning", pgettext("gallery", "Ends in 30 days")),
            ("danger", pgettext("gallery", "Overdue")),
            ("accent", pgettext("gallery", "Waits for me")),
        ],
        "form": SampleForm(),
        "wrong": wrong,
        "formset": SampleFormset(initial=[{"name": pgettext("gallery", "Robotics"), "hours": 36}], prefix="rows"),
        "max_bytes": _MAX_BYTES,
        "facts": [
            {"label": pgettext("gallery", "Kind"), "value": pgettext("gallery", "Cooperation agreement")},
            {"label": pgettext("gallery", "State"), "value": pgettext("gallery", "In force"), "badge": "success"},
            {
                "label": pgettext("gallery", "Register number"),
                "value": "17/2026",
                "copy": True,
                "help": pgettext("gallery", "Given when it is registered."),
            },
            {
                "label": pgettext("gallery", "Base organisation"),
                "value": pgettext("gallery", "School No. 4"),
                "url": "#school",
            },
            {"label": pgettext("gallery", "Ends on"), "value": None},
        ],
        "tabs": [
            {"label": pgettext("gallery", "What it is"), "url": "#what", "active": True},
            {"label": pgettext("gallery", "Obligations"), "url": "#obligations", "count": 7},
            {"label": pgettext("gallery", "History"), "url": "#history"},
        ],
        "moment": _MOMENT,
        "changes": [
            (pgettext("gallery", "Ends on"), "31.08.2026", "31.08.2028"),
            (pgettext("gallery", "Note"), "", pgettext("gallery", "Extended by amendment 2")),
        ],
        "bar": {
            "categories": years,
            "series": [
                {"name": pgettext("gallery", "Plan"), "values": [320, 380, 450, 520, 600]},
                {"name": pgettext("gallery", "Fact"), "values": [301, 402, 447, 548, None]},
            ],
            "unit": pgettext("gallery", "pupils"),
        },
        "line": {
            "categories": years,
            "series": [{"name": pgettext("gallery", "Partners"), "values": [6, 9, 14, 17, 23]}],
        },
        "graph": {
            "nodes": [
                {
                    "id": 1,
                    "label": pgettext("gallery", "School No. 4"),
                    "group": pgettext("gallery", "Schools"),
                    "weight": 6,
                },
                {"id": 2, "label": pgettext("gallery", "Lyceum"), "group": pgettext("gallery", "Schools"), "weight": 4},
                {
                    "id": 3,
                    "label": pgettext("gallery", "Power plant"),
                    "group": pgettext("gallery", "Enterprises"),
                    "weight": 5,
                },
                {
                    "id": 4,
                    "label": pgettext("gallery", "University"),
                    "group": pgettext("gallery", "Universities"),
                    "weight": 3,
                },
            ],
            "links": [
                {"source": 1, "target": 3, "label": pgettext("gallery", "agreement")},
                {"source": 2, "target": 3, "label": pgettext("gallery", "agreement")},
                {"source": 1, "target": 4, "label": pgettext("gallery", "course")},
                {"source": 1, "target": 2, "label": pgettext("gallery", "course")},
            ],
        },
        "steps": import_step_labels(),
        "page": {"previous_url": "#back", "next_url": "#next", "total_label": "1 000+"},
        "menu_items": [
            {"label": pgettext("gallery", "Copy"), "url": "#copy", "icon": "copy"},
            {
                "label": pgettext("gallery", "Delete"),
                "url": "#delete",
                "icon": "trash",
                "tone": "danger",
                "confirm": pgettext("gallery", "Delete this agreement?"),
            },
        ],
        "table": sample_table(),
    }


def sample_table() -> dict[str, Any]:
    """A table as `screens/list.html` draws it, with made-up agreements."""
    columns = [
        {
            "key": "title",
            "label": pgettext("gallery", "Agreement"),
            "kind": "main",
            "sortable": True,
            "sort_url": "?sort=title",
            "sorted": "",
        },
        {"key": "parties", "label": pgettext("gallery", "Parties"), "kind": "number", "sortable": False},
        {
            "key": "ends_on",
            "label": pgettext("gallery", "Ends on"),
            "kind": "date",
            "sortable": True,
            "sort_url": "?sort=-ends_on",
            "sorted": "asc",
        },
    ]
    rows = [
        (pgettext("gallery", "Agreement with the power plant on engineering classes"), 2, "31.08.2028"),
        (pgettext("gallery", "Network programme “Young researcher”"), 4, "30.06.2026"),
        (pgettext("gallery", "Cooperation with the university"), 2, ""),
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
