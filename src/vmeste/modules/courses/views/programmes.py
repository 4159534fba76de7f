"""Programmes, rooms and holidays; the catalogue that families see too."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from vmeste.foundation.access.permissions import holds
from vmeste.foundation.screens.acts import act_with_form, require_early, require_role, row_or_404
from vmeste.foundation.screens.panels import Panel, facts, history, related
from vmeste.foundation.screens.parts import Parts
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.screens.tables import Column, Kind
from vmeste.foundation.search.finding import matching_ids
from vmeste.foundation.tenancy.links import link
from vmeste.modules.courses import forms, permissions, tables
from vmeste.modules.courses.filters import BreakFilters, ProgrammeFilters, VenueFilters
from vmeste.modules.courses.models import CalendarBreak, Programme, Venue
from vmeste.modules.courses.selectors import programmes
from vmeste.modules.courses.selectors.groups import groups_of_programme, groups_to_choose_from
from vmeste.modules.courses.selectors.wording import for_whom
from vmeste.modules.courses.services import network_forms, plain

_IN_CATALOGUE = 100


def _acts(request: Any, programme: Programme) -> list[dict[str, Any]]:
    acts: list[dict[str, Any]] = []
    if programme.is_network_form:
        form = programme.network_form
        acts.append({"label": _("Network form"), "url": link("network-form-detail", form.pk), "icon": "network"})
    elif holds(request.actor, permissions.EDIT, programme):
        url = link("programme-network-form", programme.pk)
        acts.append({"label": _("Teach in network form"), "url": url, "icon": "network", "is_rare": True})
    return acts


def _groups(request: Any, programme: Programme) -> Any:
    return [
        {"group": group, "badge": tables.stage_badge(group), "meetings": tables.meetings_of(group)}
        for group in groups_of_programme(request.actor, programme)
    ]


def _groups_panel(request: Any, programme: Programme) -> dict[str, Any]:
    may_edit = holds(request.actor, permissions.EDIT, programme)
    new_url = f"{link('study-group-new')}?programme={programme.pk}" if may_edit else ""
    return {"rows": _groups(request, programme), "new_url": new_url}


class FundingParts(Parts):
    whole, name, path = "programme", "funding", "funding"
    edits = plain.FUNDING
    rows = programmes.funding_of
    form_class = forms.FundingForm
    columns = (
        Column("source", gettext_lazy("Source"), value="get_source_display", is_link=True),
        Column("payer", gettext_lazy("Payer")),
        Column("hours_a_week", gettext_lazy("Hours a week"), kind=Kind.NUMBER),
        Column("basis", gettext_lazy("Basis")),
    )
    title = gettext_lazy("Funding")
    add_label = gettext_lazy("Add a source")
    empty_text = gettext_lazy("Who pays for the hours: the organisation, a partner, a grant, a certificate.")
    is_ordered = False
    area = "side"


class ProgrammeScreens(Screens):
    model = Programme
    name = "programme"
    path = "programmes"
    icon = "book"
    may_view = permissions.VIEW
    rows = programmes.programmes_for_list
    table = tables.PROGRAMMES
    filters = ProgrammeFilters
    form_class = forms.ProgrammeForm
    create_command = plain.PROGRAMMES.add
    update_command = plain.PROGRAMMES.change
    remove_command = plain.PROGRAMMES.remove
    restore_command = plain.PROGRAMMES.restore
    title = gettext_lazy("Programmes")
    new_label = gettext_lazy("New programme")
    empty_text = gettext_lazy("Courses, clubs and trials of all organisations of the network.")
    badges = tables.programme_badges
    subtitle = lambda programme: programme.get_kind_display()  # noqa: E731 - a declaration
    detail_actions = _acts
    panels = (
        Panel(gettext_lazy("Study groups"), "courses/panels/groups.html", _groups_panel, is_flush=True),
        Panel(gettext_lazy("What it is about"), "courses/panels/summary.html"),
        facts(
            *("organisation", "centre", "kind", "focus", "level", (gettext_lazy("For whom"), for_whom)),
            *("hours_a_week", "hours_a_year", "final_document"),
        ),
        FundingParts.panel(),
        history("programme-history"),
    )


@require_http_methods(["GET", "POST"])
def switch_to_network_form(request: Any, pk: int) -> HttpResponse:
    """programmes/<pk>/network-form/ – asks once, then opens the network form."""
    programme: Programme = row_or_404(request, permissions.VIEW, Programme, pk)
    require_early(request, permissions.EDIT, programme)
    opened: dict[str, Any] = {}

    def run(form: Any) -> None:
        opened["form"] = network_forms.open_network_form(programme, actor=request.actor)

    return act_with_form(
        request,
        forms.SwitchForm(request.POST or None),
        run,
        title=_("Teach “%(programme)s” in network form?") % {"programme": programme},
        intro=_(
            "A legal regime of its own (273-FZ, article 15): an agreement with mandatory points, licences of those who "
            "teach, enrolment in the partner by transfer without withdrawal. Ordinary cooperation needs none of it."
        ),
        done=_("Now write down the parties and the mandatory points: the programme has a page of its network form."),
        back=link("programme-detail", pk),
        breadcrumbs=[
            {"label": _("Programmes"), "url": link("programme-list")},
            {"label": str(programme), "url": link("programme-detail", pk)},
        ],
        submit=_("Switch to network form"),
    )


def _in_room(request: Any, venue: Venue) -> Any:
    return programmes.groups_in_venue(request.actor, venue)


class VenueScreens(Screens):
    model = Venue
    name = "venue"
    path = "venues"
    icon = "building"
    may_view = permissions.VIEW_VENUES
    rows = programmes.venues_for_list
    table = tables.VENUES
    filters = VenueFilters
    form_class = forms.VenueForm
    create_command = plain.VENUES.add
    update_command = plain.VENUES.change
    remove_command = plain.VENUES.remove
    restore_command = plain.VENUES.restore
    title = gettext_lazy("Rooms")
    new_label = gettext_lazy("New room")
    empty_text = gettext_lazy("Where groups meet: rooms, workshops, whole buildings.")
    panels = (
        facts("organisation", "site", "capacity", "is_online", area="main"),
        related(
            gettext_lazy("Study groups"),
            _in_room,
            "courses/panels/of_venue.html",
        ),
        history("venue-history"),
    )


class BreakScreens(Screens):
    model = CalendarBreak
    name = "calendar-break"
    path = "holidays"
    icon = "calendar"
    may_view = permissions.VIEW_BREAKS
    rows = programmes.breaks_for_list
    table = tables.BREAKS
    filters = BreakFilters
    form_class = forms.BreakForm
    create_command = plain.BREAKS.add
    update_command = plain.BREAKS.change
    remove_command = plain.BREAKS.remove
    restore_command = plain.BREAKS.restore
    title = pgettext_lazy("menu", "Holidays")
    new_label = gettext_lazy("New holidays")
    empty_text = gettext_lazy("Days on which groups do not meet, of one organisation or of the whole network.")
    panels = (
        facts("year", "organisation", "starts_on", "ends_on", area="main"),
        history("calendar-break-history"),
    )


# The catalogue


@require_GET
def show_catalogue(request: Any) -> HttpResponse:
    """catalogue/?q=&kind=&focus=&grade=&organisation= – what is published, for families and everybody else."""
    require_role(request, permissions.VIEW_CATALOGUE)
    actor = request.actor
    form = forms.CatalogueForm(request.GET or None)
    found = programmes.catalogue(actor)
    if form.is_valid():
        asked = form.cleaned_data
        if asked["kind"]:
            found = found.filter(kind=asked["kind"])
        if asked["focus"]:
            found = found.filter(focus=asked["focus"])
        if asked["grade"]:
            found = found.filter(programmes.where_grade(asked["grade"]))
        if asked["q"]:
            ids = matching_ids(Programme, asked["q"])
            found = found.none() if ids is None else found.filter(pk__in=ids)
    rows_ = list(found[: _IN_CATALOGUE + 1])
    context = {
        "page_title": _("Catalogue of programmes"),
        "form": form,
        "cards": [{"programme": row, "for_whom": for_whom(row)} for row in rows_[:_IN_CATALOGUE]],
        "has_more": len(rows_) > _IN_CATALOGUE,
    }
    return render(request, "courses/catalogue.html", context)


@require_GET
def show_in_catalogue(request: Any, pk: int) -> HttpResponse:
    """catalogue/<pk>/ – one published programme with its groups: time, place, teacher, free seats."""
    require_role(request, permissions.VIEW_CATALOGUE)
    try:
        programme = programmes.catalogue(request.actor).get(pk=pk)
    except (Programme.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing
    context = {
        "page_title": str(programme),
        "page_subtitle": f"{programme.get_kind_display()} · {programme.organisation}",
        "breadcrumbs": [{"label": _("Catalogue of programmes"), "url": link("catalogue")}],
        "programme": programme,
        "for_whom": for_whom(programme),
        "groups": [
            {"group": group, "meetings": list(group.meetings.all()), "free": group.seats - group.taken}
            for group in groups_to_choose_from(programme)
        ],
    }
    return render(request, "courses/catalogue_programme.html", context)
