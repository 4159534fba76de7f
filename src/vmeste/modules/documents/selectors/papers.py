"""Templates and issued documents."""

from django.db.models import QuerySet

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.documents import permissions
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.documents.models import DocumentTemplate, IssuedDocument


def template_in_use(form: OfficialForm) -> tuple[int, bytes]:
    """The network's own template with its version, else the house's as version 0; 1 query and a file read."""
    own = DocumentTemplate.objects.filter(form=form.key, is_current=True).select_related("file").first()
    if own is None:
        return 0, form.default_template()
    return own.version, own.file.read()  # type: ignore[union-attr]  # empty only while the command writes it


def templates_of(form: OfficialForm) -> QuerySet[DocumentTemplate]:
    """All versions of a form's template, the newest first; 1 query when read."""
    return DocumentTemplate.objects.filter(form=form.key).select_related("file").order_by("-version")


def documents_for_list(actor: Actor) -> QuerySet[IssuedDocument]:
    """The register of issued documents, the newest first; 1 query when read."""
    rows = rows_for(actor, permissions.VIEW_ISSUED, IssuedDocument)
    return rows.select_related("docx", "pdf").order_by("-issued_at", "-id")
