"""Pages of organisations. CRUD is declared; every other verb is a resource of its own."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import EditConflict
from vmeste.foundation.access.permissions import Permission, holds
from vmeste.foundation.files.responses import download_stored
from vmeste.foundation.files.services import files_of
from vmeste.foundation.jobs.models import Job, JobState
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_early, row_or_404
from vmeste.foundation.screens.forms import UploadForm
from vmeste.foundation.screens.moved import Moved
from vmeste.foundation.screens.panels import Panel, history
from vmeste.foundation.screens.screens import Screens, place_errors
from vmeste.foundation.screens.tables import Badge, Kind, cell_html
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents.selectors.provenance import SOURCES

from . import jobs, permissions
from .choices import OrganisationStatus
from .filters import OrganisationFilters, PairFilters
from .forms import (
    AliasForm,
    ContactForm,
    DissolutionForm,
    MergeForm,
    OrganisationForm,
    PartnerForm,
    ReorganisationForm,
)
from .models import Alias, Contact, Organisation
from .selectors.declensions import genitive_of
from .selectors.details import aliases_of, contacts_of, kin_of
from .selectors.likeness import (
    COMPARED_AT_ONCE,
    duplicate_pairs,
    kept_pairs,
    last_comparison,
    likeness,
    mergeable_organisations,
)
from .selectors.merges import last_merge_of, merge_plan, merged_into
from .selectors.registers import organisation_for_page, organisations_for_list, where_found
from .services import ending, merging, naming, papers, registering
from .tables import ORGANISATIONS, kind_badge, status_badge

UNPROCESSABLE = 422
CONFLICT = 409


# The page of one organisation


def _badges(organisation: Organisation) -> list[Badge]:
    badges = [kind_badge(organisation), status_badge(organisation)]
    if not organisation.is_legal_entity:
        badges.append(Badge(_("no legal entity"), "info"))
    if not organisation.is_shared:
        badges.append(Badge(_("not in the common register"), "warning"))
    return badges


def _acts(request: Any, organisation: Organisation) -> list[dict[str, Any]]:
    """What may be done with the organisation as it is now."""
    acts = []
    if holds(request.actor, permissions.END, organisation):
        if organisation.status == OrganisationStatus.ACTIVE:
            acts.append((_("Reorganised"), "organisation-reorganisation", "refresh", False, True))
            acts.append((_("Dissolved"), "organisation-dissolution", "archive", False, True))
        else:
            acts.append((_("Active again"), "organisation-reactivation", "arrow-back-up", True, False))
    if holds(request.actor, permissions.MERGE, organisation):
        acts.append((_("Merge"), "organisation-merge", "link", False, False))
        if last_merge_of(organisation) is not None:
            acts.append((_("Undo the merge"), "organisation-merge-undo", "arrow-back-up", False, False))
    return [
        {"label": label, "url": link(name, organisation.pk), "icon": icon, "post": is_post, "is_rare": is_rare}
        for label, name, icon, is_post, is_rare in acts
    ]


def _fact(organisation: Organisation, name: str, url: str = "") -> dict[str, Any]:
    display = getattr(organisation, f"get_{name}_display", None)
    value = display() if display else getattr(organisation, name)
    field: Any = Organisation._meta.get_field(name)
    return {"label": field.verbose_name, "value": cell_html(value, Kind.TEXT), "url": url if value else ""}


def _reach(request: Any, organisation: Organisation) -> dict[str, Any]:
    dial = organisation.phone_e164 and f"tel:{organisation.phone_e164}"
    return {
        "rows": [
            _fact(organisation, "territory"),
            _fact(organisation, "address"),
            _fact(organisation, "phone", dial),
            _fact(organisation, "email", f"mailto:{organisation.email}"),
            _fact(organisation, "site", organisation.site),
            _fact(organisation, "partner_since"),
            _fact(organisation, "note"),
        ]
    }


def _registration(request: Any, organisation: Organisation) -> dict[str, Any]:
    """Numbers with a button to copy them; kin and end only when there is something to say."""
    rows = [{**_fact(organisation, name), "copy": True} for name in ("inn", "kpp", "ogrn", "oktmo")]
    kin = [(name, getattr(organisation, name)) for name in ("parent", "successor", "registered_by")]
    rows += [_fact(organisation, name, link("organisation-detail", row.pk)) for name, row in kin if row is not None]
    if organisation.ended_on is not None:
        rows.append(_fact(organisation, "ended_on"))
    return {"rows": rows}


def _names(request: Any, organisation: Organisation) -> dict[str, Any]:
    return {"rows": list(aliases_of(organisation)), "may_edit": holds(request.actor, permissions.REMOVE, organisation)}


def _contacts(request: Any, organisation: Organisation) -> dict[str, Any]:
    rows = [(contact, genitive_of(contact)) for contact in contacts_of(request.actor, organisation)]
    return {"rows": rows, "may_edit": holds(request.actor, permissions.EDIT, organisation)}


def _kin(request: Any, organisation: Organisation) -> dict[str, Any]:
    units, predecessors = kin_of(request.actor, organisation)
    return {"units": units, "predecessors": predecessors}


def _papers(request: Any, organisation: Organisation) -> dict[str, Any]:
    shown = [
        {
            "name": file.name,
            "url": link("organisation-file", pk=organisation.pk, file_pk=file.pk),
            "size": file.size,
            "when": file.uploaded_at,
            "note": file.note,
        }
        for file in files_of(organisation)
    ]
    may = holds(request.actor, permissions.EDIT, organisation)
    return {"files": shown, "upload_url": link("organisation-file-new", organisation.pk) if may else ""}


def _list_actions(request: Any) -> list[dict[str, Any]]:
    if not permissions.REGISTER.is_held_by(request.actor):
        return []
    return [{"label": _("Import"), "url": link("import-new", importer="organisations"), "icon": "upload"}]


class OrganisationScreens(Screens):
    model = Organisation
    name = "organisation"
    path = "organisations"
    icon = "building-community"
    may_view = permissions.VIEW
    rows = organisations_for_list
    detail_rows = organisation_for_page
    search = where_found
    table = ORGANISATIONS
    filters = OrganisationFilters
    form_class = OrganisationForm
    create_command = registering.register_organisation
    update_command = registering.edit_organisation
    remove_command = registering.remove_organisation
    restore_command = registering.restore_organisation
    title = gettext_lazy("Register of organisations")
    new_label = gettext_lazy("Register an organisation")
    empty_text = gettext_lazy("Begin with your own organisation, then register those you work with.")
    badges = _badges
    subtitle = lambda organisation: organisation.name if organisation.short_name else ""  # noqa: E731 - a declaration
    detail_actions = _acts
    list_actions = _list_actions
    moved = lambda actor, pk: _moved(actor, pk)  # noqa: E731, PLW0108 - a declaration; the function stands below
    panels = (
        Panel(gettext_lazy("How to reach it"), "screens/panels/facts.html", _reach, icon="phone"),
        Panel(
            gettext_lazy("Contacts"),
            "organisations/panels/contacts.html",
            _contacts,
            icon="users",
            is_flush=True,
            may_view=permissions.VIEW_CONTACTS,
        ),
        Panel(
            gettext_lazy("Units and predecessors"), "organisations/panels/kin.html", _kin, icon="network", is_flush=True
        ),
        Panel(gettext_lazy("Files"), "screens/panels/files.html", _papers, icon="paperclip", is_flush=True),
        Panel(gettext_lazy("Registration"), "screens/panels/facts.html", _registration, "side", icon="id"),
        Panel(
            gettext_lazy("Other names"),
            "organisations/panels/names.html",
            _names,
            area="side",
            icon="tag",
            is_flush=True,
        ),
        SOURCES,
        history("organisation-history"),
    )


# Acts


def _organisation(request: HttpRequest, pk: int, permission: Permission) -> Organisation:
    """The organisation for an act: 404 for those who do not see it, 403 for those who may not do this."""
    organisation = _seen(request, pk)
    require_early(request, permission, organisation)
    return organisation


def _seen(request: Any, pk: int) -> Organisation:
    """The organisation, or the way to the one it was merged into, or 404."""
    try:
        organisation: Organisation = row_or_404(request, permissions.VIEW, Organisation, pk)
    except Http404 as missing:
        raise _moved(request.actor, pk) or missing from missing
    return organisation


def _moved(actor: Actor, pk: int) -> Moved | None:
    """Where the organisation with this number has gone."""
    try:
        kept = merged_into(actor, pk)
    except OverflowError:
        return None
    if kept is None:
        return None
    words = _("The organisation was merged with “%(name)s”.") % {"name": kept}
    return Moved(link("organisation-detail", kept.pk), words)


def _crumbs(organisation: Organisation) -> list[dict[str, Any]]:
    return [
        {"label": _("Organisations"), "url": link("organisation-list")},
        {"label": str(organisation), "url": link("organisation-detail", organisation.pk)},
    ]


def _form_act(
    request: HttpRequest,
    organisation: Organisation,
    form: BaseForm,
    run: Callable[[Any], Any],
    *,
    title: str,
    done: str,
) -> HttpResponse:
    back = link("organisation-detail", organisation.pk)
    return act_with_form(request, form, run, title=title, done=done, back=back, breadcrumbs=_crumbs(organisation))


@require_http_methods(["GET", "POST"])
def dissolve(request: Any, pk: int) -> HttpResponse:
    """organisations/<pk>/dissolution/"""
    organisation = _organisation(request, pk, permissions.END)
    return _form_act(
        request,
        organisation,
        DissolutionForm(request.POST or None, actor=request.actor, organisation=organisation),
        lambda form: ending.dissolve_organisation(
            organisation, actor=request.actor, today=timezone.localdate(), **form.cleaned_data
        ),
        title=_("Record the dissolution"),
        done=_("The dissolution is recorded."),
    )


@require_http_methods(["GET", "POST"])
def reorganise(request: Any, pk: int) -> HttpResponse:
    """organisations/<pk>/reorganisation/"""
    organisation = _organisation(request, pk, permissions.END)
    return _form_act(
        request,
        organisation,
        ReorganisationForm(request.POST or None, actor=request.actor, organisation=organisation),
        lambda form: ending.reorganise_organisation(
            organisation, actor=request.actor, today=timezone.localdate(), **form.cleaned_data
        ),
        title=_("Record the reorganisation"),
        done=_("The reorganisation is recorded."),
    )


@require_POST
def reactivate(request: Any, pk: int) -> HttpResponse:
    """POST organisations/<pk>/reactivation/"""
    organisation = _organisation(request, pk, permissions.END)
    return act_without_form(
        request,
        lambda: ending.reactivate_organisation(organisation, actor=request.actor),
        done=_("The organisation is active again."),
        back=link("organisation-detail", pk),
    )


@require_http_methods(["GET", "POST"])
def add_file(request: Any, pk: int) -> HttpResponse:
    """organisations/<pk>/files/new/"""
    organisation = _organisation(request, pk, permissions.EDIT)
    return _form_act(
        request,
        organisation,
        UploadForm(request.POST or None, request.FILES or None),
        lambda form: papers.attach_paper(
            organisation,
            actor=request.actor,
            data=form.cleaned_data["file"].read(),
            name=form.cleaned_data["file"].name,
            note=form.cleaned_data["note"],
        ),
        title=_("Attach a file"),
        done=_("The file is attached."),
    )


@require_GET
def open_file(request: Any, pk: int, file_pk: int) -> HttpResponse:
    """organisations/<pk>/files/<file_pk>/ – for whoever sees the organisation."""
    organisation = _seen(request, pk)
    file = files_of(organisation).filter(pk=file_pk).first()
    if file is None:
        raise Http404
    return download_stored(file)


# Other names and contacts


@require_http_methods(["GET", "POST"])
def add_alias(request: Any, pk: int) -> HttpResponse:
    """organisations/<pk>/names/new/"""
    organisation = _organisation(request, pk, permissions.REMOVE)
    return _form_act(
        request,
        organisation,
        AliasForm(request.POST or None, actor=request.actor),
        lambda form: naming.ALIASES.add(organisation, actor=request.actor, organisation=organisation, **form.values),
        title=_("Add another name"),
        done=_("The name is added."),
    )


@require_http_methods(["GET", "POST"])
def edit_alias(request: Any, pk: int) -> HttpResponse:
    """organisations/names/<pk>/edit/"""
    alias = row_or_404(request, permissions.VIEW_ALIASES, Alias, pk)
    require_early(request, permissions.EDIT_ALIASES, alias)
    return _form_act(
        request,
        alias.organisation,
        AliasForm(request.POST or None, instance=alias, actor=request.actor),
        lambda form: naming.ALIASES.change(alias, actor=request.actor, version=form.seen_version, **form.values),
        title=_("Change a name"),
        done=_("The name is saved."),
    )


@require_POST
def remove_alias(request: Any, pk: int) -> HttpResponse:
    """POST organisations/names/<pk>/removal/"""
    alias = row_or_404(request, permissions.VIEW_ALIASES, Alias, pk)
    return act_without_form(
        request,
        lambda: naming.ALIASES.remove(alias, actor=request.actor),
        done=_("The name is removed."),
        back=link("organisation-detail", alias.organisation_id),
    )


@require_GET
def show_contact(request: Any, pk: int) -> HttpResponse:
    """organisations/contacts/<pk>/ – a contact stands on the page of its organisation."""
    contact = row_or_404(request, permissions.VIEW_CONTACTS, Contact, pk)
    return redirect(f"{link('organisation-detail', contact.organisation_id)}#contact-{contact.pk}")


@require_http_methods(["GET", "POST"])
def add_contact(request: Any, pk: int) -> HttpResponse:
    """organisations/<pk>/contacts/new/"""
    organisation = _organisation(request, pk, permissions.EDIT)
    return _form_act(
        request,
        organisation,
        ContactForm(request.POST or None, actor=request.actor),
        lambda form: naming.CONTACTS.add(organisation, actor=request.actor, organisation=organisation, **form.values),
        title=_("Add a contact"),
        done=_("The contact is added."),
    )


@require_http_methods(["GET", "POST"])
def edit_contact(request: Any, pk: int) -> HttpResponse:
    """organisations/contacts/<pk>/edit/"""
    contact = row_or_404(request, permissions.VIEW_CONTACTS, Contact, pk)
    require_early(request, permissions.EDIT_CONTACTS, contact)
    return _form_act(
        request,
        contact.organisation,
        ContactForm(request.POST or None, instance=contact, actor=request.actor),
        lambda form: naming.CONTACTS.change(contact, actor=request.actor, version=form.seen_version, **form.values),
        title=str(contact),
        done=_("The contact is saved."),
    )


@require_POST
def remove_contact(request: Any, pk: int) -> HttpResponse:
    """POST organisations/contacts/<pk>/removal/"""
    contact = row_or_404(request, permissions.VIEW_CONTACTS, Contact, pk)
    return act_without_form(
        request,
        lambda: naming.CONTACTS.remove(contact, actor=request.actor),
        done=_("The contact is removed."),
        back=link("organisation-detail", contact.organisation_id),
    )


# Duplicates


@require_GET
def list_duplicates(request: Any) -> HttpResponse:
    """organisations/duplicates/ – pairs that look like one, with the reasons."""
    if not permissions.MERGE.is_held_by(request.actor):
        raise PermissionDenied(permissions.MERGE.name)
    narrowed = PairFilters(request.GET, queryset=mergeable_organisations(request.actor), request=request)
    is_too_long = narrowed.qs.count() > COMPARED_AT_ONCE
    comparison = last_comparison(request.actor) if is_too_long else None
    pairs = duplicate_pairs(narrowed.qs) if not is_too_long else []
    if comparison is not None:
        pairs = kept_pairs(comparison, narrowed.qs)
    context = {
        "page_title": _("Possible duplicates"),
        "breadcrumbs": [{"label": _("Organisations"), "url": link("organisation-list")}],
        "filter_form": narrowed.form,
        "is_too_long": is_too_long,
        "comparison": comparison,
        "pairs": pairs,
    }
    return render(request, "organisations/duplicates.html", context)


@require_POST
def compare_register(request: Any) -> HttpResponse:
    """POST organisations/duplicates/comparison/ – compare the whole register in the background."""
    if not permissions.MERGE.is_held_by(request.actor):
        raise PermissionDenied(permissions.MERGE.name)
    running = Job.objects.filter(
        kind=jobs.compare.kind, user_id=request.actor.user_id, state__in=[JobState.WAITING, JobState.RUNNING]
    ).first()
    job = running or jobs.compare.enqueue(title=_("Search for duplicates"), actor=request.actor)
    return redirect(link("job-detail", job.pk))


@require_POST
def tell_apart(request: Any, pk: int, other_pk: int) -> HttpResponse:
    """POST organisations/<pk>/differences/<other_pk>/ – the two are not the same."""
    organisation = _organisation(request, pk, permissions.MERGE)
    other = _organisation(request, other_pk, permissions.MERGE)
    return act_without_form(
        request,
        lambda: merging.tell_apart(organisation, actor=request.actor, other=other),
        done=_("Remembered: these are different organisations."),
        back=link("duplicate-list"),
    )


@require_http_methods(["GET", "POST"])
def choose_duplicate(request: Any, pk: int) -> HttpResponse:
    """organisations/<pk>/merge/ – with which one; the page of the merge itself comes next."""
    keep = _organisation(request, pk, permissions.MERGE)
    form = PartnerForm(request.POST if request.method == "POST" else None, actor=request.actor, organisation=keep)
    if form.is_valid():
        return redirect(link("organisation-merger", pk=pk, drop_pk=form.cleaned_data["drop"].pk))
    context = {
        "page_title": _("Merge a duplicate into “%(name)s”") % {"name": keep},
        "breadcrumbs": _crumbs(keep),
        "form": form,
        "submit_label": _("Look what would happen"),
        "cancel_url": link("organisation-detail", pk),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "screens/form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def merge(request: Any, pk: int, drop_pk: int) -> HttpResponse:
    """organisations/<pk>/merge/<drop_pk>/ – what would happen, the choices, and the act."""
    keep = _organisation(request, pk, permissions.MERGE)
    drop = _organisation(request, drop_pk, permissions.MERGE)
    form = MergeForm(request.POST if request.method == "POST" else None, plan=merge_plan(keep, drop))
    is_stale = False
    if request.method == "POST" and form.is_valid():
        try:
            merging.merge_organisations(
                keep,
                actor=request.actor,
                drop=drop,
                at=timezone.now(),
                choices=form.choices,
                remove_doubles=form.cleaned_data.get("remove_doubles", False),
                version=form.cleaned_data["version"],
            )
        except ValidationError as refusal:
            place_errors(form, refusal)
        except EditConflict:
            is_stale = True
            form = MergeForm(plan=merge_plan(keep, drop))
        else:
            return act_without_form(
                request,
                lambda: None,
                done=_("Merged. The page of the organisation offers to undo it."),
                back=link("organisation-detail", pk),
            )
    context = {
        "page_title": _("Merge into “%(name)s”") % {"name": keep},
        "breadcrumbs": _crumbs(keep),
        "form": form,
        "plan": form.plan,
        "rows": [(choice, form[choice.name]) for choice in form.plan.fields],
        "likeness": likeness(keep, drop),
        "is_stale": is_stale,
        "swap_url": link("organisation-merger", pk=drop.pk, drop_pk=keep.pk),
    }
    status = CONFLICT if is_stale else UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, "organisations/merge.html", context, status=status)


@require_http_methods(["GET", "POST"])
def undo_merge(request: Any, pk: int) -> HttpResponse:
    """organisations/<pk>/merge/undo/ – make two of one again."""
    keep = _organisation(request, pk, permissions.MERGE)
    line, now = last_merge_of(keep), timezone.now()
    if line is None:
        raise Http404
    if request.method == "POST":
        return act_without_form(
            request,
            lambda: merging.undo_merge(keep, actor=request.actor, line_id=line.pk, at=now),
            done=_("There are two organisations again."),
            back=link("organisation-detail", pk),
        )
    context = {
        "page_title": _("Undo the merge with “%(name)s”?") % {"name": line.facts["dropped"]},
        "breadcrumbs": _crumbs(keep),
        "text": _("Both organisations stand in the register again."),
        "consequences": [
            _("What moved and was not changed since goes back."),
            _("What was changed since the merge stays as it is now."),
            _("What was added since the merge stays with “%(name)s”.") % {"name": keep},
        ],
        "submit_label": _("Undo the merge"),
        "cancel_url": link("organisation-detail", pk),
    }
    return render(request, "screens/confirm.html", context)
