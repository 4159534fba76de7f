"""Pages of templates and issued documents."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.files.responses import download
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_role
from vmeste.foundation.screens.panels import Panel, facts
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.tenancy.links import link

from . import permissions, services
from .choices.forms import OfficialForm, form_of, official_forms
from .forms import TemplateForm
from .models import IssuedDocument
from .selectors import documents_for_list, template_in_use, templates_of
from .tables import DOCUMENTS, form_label

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _files(request: Any, document: IssuedDocument) -> dict[str, Any]:
    return {
        "files": [
            {
                "name": file.name,
                "url": link("issued-file", pk=document.pk, kind=kind),
                "size": file.size,
                "when": file.uploaded_at,
            }
            for kind, file in (("docx", document.docx), ("pdf", document.pdf))
        ]
    }


class IssuedDocumentScreens(Screens):
    model = IssuedDocument
    name = "issued"
    path = "documents/issued"
    icon = "file-certificate"
    may_view = permissions.VIEW_ISSUED
    rows = documents_for_list
    table = DOCUMENTS
    empty_text = gettext_lazy("Documents made from templates, such as agreements, are listed here.")
    panels = (
        Panel(gettext_lazy("Files"), "screens/panels/files.html", _files, is_flush=True),
        facts((gettext_lazy("Form"), form_label), "issued_at", "issued_by", "template_version"),
    )


def _form_or_404(request: Any, key: str) -> OfficialForm:
    require_role(request, permissions.VIEW_TEMPLATES)
    if (form := form_of(key)) is None:
        raise Http404
    return form


@require_GET
def open_issued(request: Any, pk: int, kind: str) -> HttpResponse:
    """documents/issued/<pk>/<docx|pdf>/"""
    document = rows_for(request.actor, permissions.VIEW_ISSUED, IssuedDocument).filter(pk=pk).first()
    if document is None or kind not in {"docx", "pdf"}:
        raise Http404
    file = getattr(document, kind)
    return download(file.read(), name=file.name, mime=file.mime)


@require_GET
def list_templates(request: Any) -> HttpResponse:
    """documents/templates/ – every official form with the template in use."""
    require_role(request, permissions.VIEW_TEMPLATES)
    forms = [{"form": form, "own": templates_of(form).filter(is_current=True).first()} for form in official_forms()]
    return render(request, "documents/templates.html", {"page_title": _("Templates"), "forms": forms})


@require_GET
def show_template(request: Any, key: str) -> HttpResponse:
    """documents/templates/<key>/ – its fields, its versions, what one may do."""
    form = _form_or_404(request, key)
    context = {
        "page_title": form.label,
        "breadcrumbs": [{"label": _("Templates"), "url": link("template-list")}],
        "form": form,
        "fields": [
            {"name": name, "label": field.label, "kind": field.kind.value, "depth": name.count(".")}
            for name, field in form.schema.names()
        ],
        "versions": templates_of(form),
        "may_edit": permissions.EDIT_TEMPLATES.is_held_by(request.actor),
    }
    return render(request, "documents/template.html", context)


@require_GET
def download_template(request: Any, key: str) -> HttpResponse:
    """documents/templates/<key>/file/ – the template in use, to edit in Word."""
    form = _form_or_404(request, key)
    version, data = template_in_use(form)
    return download(data, name=f"{form.label} {version}.docx", mime=DOCX)


@require_http_methods(["GET", "POST"])
def upload_template(request: Any, key: str) -> HttpResponse:
    """documents/templates/<key>/new/"""
    form = _form_or_404(request, key)
    require_role(request, permissions.EDIT_TEMPLATES)
    back = link("template-detail", key=key)
    return act_with_form(
        request,
        TemplateForm(request.POST or None, request.FILES or None),
        lambda filled: services.replace_template(
            request.network,
            form=form,
            actor=request.actor,
            data=filled.cleaned_data["file"].read(),
            name=filled.cleaned_data["file"].name,
            note=filled.cleaned_data["note"],
        ),
        title=_("Upload a template"),
        done=_("The template is checked and in use."),
        back=back,
        breadcrumbs=[{"label": _("Templates"), "url": link("template-list")}, {"label": form.label, "url": back}],
    )


@require_POST
def retire_template(request: Any, key: str) -> HttpResponse:
    """POST documents/templates/<key>/retirement/"""
    form = _form_or_404(request, key)
    return act_without_form(
        request,
        lambda: services.retire_template(request.network, form=form, actor=request.actor),
        done=_("The original template is in use again."),
        back=link("template-detail", key=key),
    )


@require_GET
def preview_template(request: Any, key: str) -> HttpResponse:
    """documents/templates/<key>/preview/ – the template in use, filled with the fields' examples, as PDF."""
    form = _form_or_404(request, key)
    pdf = services.preview(form, language="ru")
    return download(pdf, name=f"{form.label} {timezone.localdate()}.pdf", mime="application/pdf")
