"""Documents made of plans and network forms, kept with what they tell of."""

from collections.abc import Mapping
from typing import Any

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.foundation.files.choices import FileKind
from vmeste.foundation.files.models import StoredFile
from vmeste.foundation.files.services import keep_file
from vmeste.modules.courses import permissions
from vmeste.modules.courses.events import DocumentIssued, FileAttached
from vmeste.modules.courses.models import NetworkForm
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.documents.models import IssuedDocument
from vmeste.modules.documents.services.issuing import make_document
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.models import SchoolClass


@command(may=permissions.EDIT_FORMS)
def issue_contract(
    network_form: NetworkForm, *, actor: Actor, form: OfficialForm, title: str, facts: Mapping[str, Any]
) -> IssuedDocument:
    """Make the contract of a network form, .docx and .pdf, and keep both with it."""
    document = make_document(network_form, form=form, title=title, data=facts, actor=actor)
    announce(DocumentIssued(name=document.title), actor=actor, subject=network_form)
    return document


@command(may=permissions.EDIT_PLANS)
def issue_class_plan(
    school_class: SchoolClass, *, actor: Actor, form: OfficialForm, title: str, facts: Mapping[str, Any]
) -> IssuedDocument:
    """Make the extracurricular plan of a class and keep it with the class."""
    document = make_document(school_class, form=form, title=title, data=facts, actor=actor)
    announce(DocumentIssued(name=document.title), actor=actor, subject=school_class)
    return document


@command(may=permissions.ISSUE_PLANS)
def issue_plan(
    organisation: Organisation, *, actor: Actor, form: OfficialForm, title: str, facts: Mapping[str, Any]
) -> IssuedDocument:
    """Make the extracurricular plan of an organisation, or of one of its levels, and keep it with the organisation."""
    document = make_document(organisation, form=form, title=title, data=facts, actor=actor)
    announce(DocumentIssued(name=document.title), actor=actor, subject=organisation)
    return document


@command(may=permissions.EDIT_FORMS)
def attach_file(network_form: NetworkForm, *, actor: Actor, data: bytes, name: str, note: str = "") -> StoredFile:
    """Keep a scan or another paper with a network form.

    Raises:
        UnwelcomeFile: it is empty, too large, or not a document.
    """
    file = keep_file(network_form, data=data, name=name, kind=FileKind.DOCUMENT, actor=actor, note=note)
    announce(FileAttached(name=file.name), actor=actor, subject=network_form)
    return file
