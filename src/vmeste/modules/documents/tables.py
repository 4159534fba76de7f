"""The register of issued documents."""

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.tables import Column, Kind, Table

from .choices.forms import form_of
from .models import IssuedDocument


def form_label(document: IssuedDocument) -> str:
    form = form_of(document.form)
    return str(form.label) if form else document.form


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
