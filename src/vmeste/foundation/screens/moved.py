"""Addresses of rows that became a part of another row: the reader is led there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect


class Moved(Http404):
    """The row is gone into another one, which the reader may see; unanswered it is a 404 like any other."""

    def __init__(self, url: str, notice: str) -> None:
        super().__init__(notice)
        self.url, self.notice = url, notice


def answer_to(request: Any, moved: Moved) -> HttpResponse | None:
    """A redirect with the word why, for readers; None for a form that was sent to the old address."""
    if request.method not in {"GET", "HEAD"}:
        return None
    messages.info(request, moved.notice)
    return redirect(moved.url)
