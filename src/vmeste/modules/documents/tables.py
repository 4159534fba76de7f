"""The registers of documents that were issued and that were read."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Column, Kind, Table

from .choices.forms import form_of
from .models import IssuedDocument, ReadDocument

KNOWN_FORMS = {
    "practice passport": _("passport of a practice"),
    "roadmap": _("plan of works"),
    "partnership report": _("report on a partnership"),
    "partner list": _("list of partners"),
    "partnerships": _("description of partnerships"),
}
"""The forms that `pure.reading` knows, for people."""


def form_label(document: IssuedDocument) -> str:
    form = form_of(document.form)
    return str(form.label) if form else document.form


def form_label_of(document: ReadDocument) -> str:
    """The known form of a document that was read; empty for running text."""
    return str(KNOWN_FORMS.get(document.form, ""))


DOCUMENTS = Table(
    columns=(
        Column("title", _("Document"), is_link=True),
        Column("form", _("Form"), value=form_label),
        Column("issued_at", _("Made"), sort="issued_at", kind=Kind.MOMENT),
        Column("issued_by", _("Made by")),
        Column("template_version", _("Version of the template"), kind=Kind.NUMBER, is_secondary=True),
    ),
    order="-issued_at",
)
