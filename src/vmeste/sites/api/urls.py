"""`/api/v1/…`; the version changes only when a program that worked would stop working."""

from django.urls import URLPattern, include, path, re_path

from . import views
from .entrance import entrance, nothing_here
from .root import api


def _behind_entrance() -> list[URLPattern]:
    patterns: list[URLPattern] = api.urls[0]  # type: ignore[assignment]
    for pattern in patterns:
        pattern.callback = entrance(pattern.callback)
    return patterns


urlpatterns = [
    path("v1/openapi.json", views.show_contract, name="api-contract"),
    path("v1/docs", views.show_docs, name="api-docs"),
    path("v1/", include(_behind_entrance())),
    re_path(r"^.*$", entrance(nothing_here), name="api-nothing"),
]
