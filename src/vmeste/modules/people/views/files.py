"""A document made for one reader: filled, answered, and kept nowhere."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils import translation

from vmeste.foundation.files.responses import attachment_headers
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.documents.services.issuing import fill
from vmeste.pure.writing.pages.typesetting import docx_to_pdf

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paper(form: OfficialForm, facts: Mapping[str, Any], *, kind: str, name: str, title: str) -> HttpResponse:
    """The form filled with facts as `docx` or `pdf`; `name` is the file's, and says no person's name."""
    with translation.override("ru"):  # official forms are Russian whatever the language of the page
        data = fill(form, facts)
    if kind == "pdf":
        data = docx_to_pdf(data, title=title, language="ru")
    return private(HttpResponse(data, content_type="application/pdf" if kind == "pdf" else _DOCX), f"{name}.{kind}")


def private(response: HttpResponse, name: str) -> HttpResponse:
    """Let the answer be saved as a file and by nobody on the way."""
    for header, value in attachment_headers(name).items():
        response[header] = value
    response["Cache-Control"] = "no-store"
    return response
