"""Keeping templates and making documents."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Max

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.files.choices import FileKind
from vmeste.foundation.files.services import keep_file
from vmeste.foundation.tenancy.scope import active_network
from vmeste.modules.documents import permissions
from vmeste.modules.documents.choices.forms import IssueMark, OfficialForm
from vmeste.modules.documents.errors import BadTemplate
from vmeste.modules.documents.events import TemplateReplaced, TemplateRetired
from vmeste.modules.documents.models import DocumentTemplate, IssuedDocument
from vmeste.modules.documents.selectors.papers import template_in_use
from vmeste.modules.networks.models import Network
from vmeste.pure.writing.packages import with_keywords
from vmeste.pure.writing.pages.typesetting import docx_to_pdf
from vmeste.pure.writing.templates.filling import check_template, render


@command(may=permissions.EDIT_TEMPLATES)
def replace_template(
    network: Network, *, form: OfficialForm, data: bytes, name: str, actor: Actor, note: str = ""
) -> DocumentTemplate:
    """Use an edited .docx for a form from now on.

    Raises:
        BadTemplate: it names unknown fields or cannot be opened; every problem with its place.
        UnwelcomeFile: it is no Word document at all.
    """
    if problems := check_template(data, form.schema):
        raise BadTemplate(problems)
    known = DocumentTemplate.objects.filter(form=form.key)
    known.filter(is_current=True).update(is_current=False)
    last = known.aggregate(last=Max("version"))["last"] or 0
    template = DocumentTemplate(form=form.key, version=last + 1, note=note, created_by=actor.label)
    template.save()
    template.file = keep_file(template, data=data, name=name, kind=FileKind.TEMPLATE, actor=actor)
    template.save(update_fields=["file"])
    announce(TemplateReplaced(form=form.key, version=template.version), actor=actor, subject=template)
    return template


@command(may=permissions.EDIT_TEMPLATES)
def retire_template(network: Network, *, form: OfficialForm, actor: Actor) -> Network:
    """Go back to the house's own template; uploaded versions stay in the list."""
    if current := DocumentTemplate.objects.filter(form=form.key, is_current=True).first():
        current.is_current = False
        current.save(update_fields=["is_current"])
        announce(TemplateRetired(form=form.key), actor=actor, subject=current)
    return network


def make_document(
    subject: models.Model,
    *,
    form: OfficialForm,
    title: str,
    data: Mapping[str, Any],
    actor: Actor,
    language: str = "ru",
) -> IssuedDocument:
    """Fill the form in use with `data` and keep .docx and .pdf with `subject`; part of the caller's command.

    Raises:
        TypeError: the data is of another shape than the form's schema.
    """
    version, template = template_in_use(form)
    mark = IssueMark(active_network().slug, form.key, subject._meta.label, subject.pk)
    docx = with_keywords(render(template, data, form.schema), title=title, keywords=str(mark))
    pdf = docx_to_pdf(docx, title=title, language=language)
    return IssuedDocument.objects.create(
        form=form.key,
        title=title[:300],
        subject_type=subject._meta.label,
        subject_id=subject.pk,
        template_version=version,
        data=_plain(data),
        docx=keep_file(subject, data=docx, name=f"{title}.docx", kind=FileKind.DOCUMENT, actor=actor),
        pdf=keep_file(subject, data=pdf, name=f"{title}.pdf", kind=FileKind.DOCUMENT, actor=actor),
        issued_by=actor.label,
    )


def fill(form: OfficialForm, data: Mapping[str, Any]) -> bytes:
    """The template in use filled with `data`, as .docx; writes nothing.

    Raises:
        TypeError: the data is of another shape than the form's schema.
    """
    _version, template = template_in_use(form)
    return render(template, data, form.schema)


def preview(form: OfficialForm, *, language: str = "ru") -> bytes:
    """The template in use filled with the fields' own examples, as PDF; writes nothing."""
    _version, template = template_in_use(form)
    return docx_to_pdf(render(template, form.schema.example(), form.schema), title=str(form.label), language=language)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
