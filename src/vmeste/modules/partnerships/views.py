"""Pages of partnerships, the map by direction, the map of ties."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vmeste.foundation.access.permissions import holds
from vmeste.foundation.files.responses import attachment_headers
from vmeste.foundation.screens.acts import act_with_form, act_without_form, require_early, row_or_404
from vmeste.foundation.screens.panels import Panel, facts, history, related
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.screens.tables import Badge
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents.selectors.provenance import SOURCES
from vmeste.modules.organisations.models import Organisation
from vmeste.pure.charts.directions import DirectionMap, picture
from vmeste.pure.charts.painting import SHEETS, as_pdf, as_svg

from . import permissions, reports, services
from .choices import Maturity
from .filters import PartnershipFilters
from .forms import EndForm, GraphForm, MapForm, PartnershipForm, StageForm
from .models import Partnership
from .selectors.directions import MOST_PARTNERS, MapFacts, default_centre, direction_map
from .selectors.registers import partnerships_for_list, partnerships_of, steps_of
from .selectors.ties import MOST_NODES, GraphQuestion, TieQuestion, tie_graph
from .tables import PARTNERSHIPS, stage_badge, state_badge


def _badges(partnership: Partnership) -> list[Badge]:
    return [badge for badge in (state_badge(partnership), stage_badge(partnership)) if badge]


def _acts(request: Any, partnership: Partnership) -> list[dict[str, Any]]:
    """The next steps, for those who hold the permission."""
    if not holds(request.actor, permissions.EDIT, partnership):
        return []
    stage = {"label": _("Record a further stage"), "url": link("partnership-stage", partnership.pk), "icon": "flag"}
    end = {"label": _("Record the end"), "url": link("partnership-end", partnership.pk), "icon": "ban"}
    resumption = {
        "label": _("It goes on"),
        "url": link("partnership-resumption", partnership.pk),
        "icon": "refresh",
        "post": True,
    }
    if partnership.ends_on is not None:
        return [resumption]
    return [end] if partnership.maturity == Maturity.PARTNERSHIP else [stage, end]


def _end(partnership: Partnership) -> str:
    """When and why it ended; empty while it goes on."""
    if partnership.ends_on is None:
        return ""
    return f"{date_format(partnership.ends_on, 'SHORT_DATE_FORMAT')}. {partnership.end_reason}"


def partnerships_of_organisation_panel() -> Panel:
    """The panel “Partnerships” for the page of an organisation, which stands on a lower floor."""

    def context(request: Any, organisation: Organisation) -> dict[str, Any]:
        rows = list(partnerships_of(request.actor, organisation)[:_SHOWN_ON_PAGE])
        for row in rows:
            row.other = row.partner if row.organisation_id == organisation.pk else row.organisation  # type: ignore[attr-defined]
            row.badges = _badges(row)  # type: ignore[attr-defined]
        may_add = permissions.EDIT.is_held_by(request.actor)
        return {
            "rows": rows,
            "all_url": f"{link('partnership-list')}?organisation={organisation.pk}",
            "map_url": f"{link('direction-map')}?centre={organisation.pk}",
            "new_url": f"{link('partnership-new')}?organisation={organisation.pk}" if may_add else "",
        }

    return Panel(
        gettext_lazy("Partnerships"),
        "partnerships/panels/of_organisation.html",
        context,
        icon="heart-handshake",
        is_flush=True,
        may_view=permissions.VIEW,
    )


_SHOWN_ON_PAGE = 20


def _list_actions(request: Any) -> list[dict[str, Any]]:
    if not permissions.EDIT.is_held_by(request.actor):
        return []
    return [{"label": _("Import"), "url": link("import-new", importer="partnerships"), "icon": "upload"}]


class PartnershipScreens(Screens):
    model = Partnership
    name = "partnership"
    path = "partnerships"
    icon = "heart-handshake"
    may_view = permissions.VIEW
    rows = partnerships_for_list
    table = PARTNERSHIPS
    filters = PartnershipFilters
    form_class = PartnershipForm
    create_command = services.record_partnership
    update_command = services.edit_partnership
    remove_command = services.EDITS.remove
    restore_command = services.restore_partnership
    title = gettext_lazy("Partnerships")
    new_label = gettext_lazy("New partnership")
    empty_text = gettext_lazy(
        "Write down who works with whom. An agreement is not needed, and neither is a legal entity: parents and "
        "volunteers are partners too."
    )
    badges = _badges
    subtitle = lambda partnership: partnership.get_kind_display()  # noqa: E731 - a declaration
    detail_actions = _acts
    list_actions = _list_actions
    panels = (
        Panel(gettext_lazy("Who works with whom"), "partnerships/panels/sides.html"),
        related(
            gettext_lazy("Directions"),
            lambda request, partnership: partnership.directions.all(),
            "partnerships/panels/directions.html",
            is_flush=False,
        ),
        related(
            gettext_lazy("How far they have come"),
            lambda request, partnership: steps_of(partnership),
            "partnerships/panels/steps.html",
            is_flush=False,
            may={"may_edit": permissions.EDIT},
        ),
        facts("starts_on", (gettext_lazy("ended"), _end), "product", "note"),
        SOURCES,
        history("partnership-history"),
    )


def _partnership(request: HttpRequest, pk: int) -> Partnership:
    """The partnership for an act: 404 for those who do not see it, 403 for those who may not do this."""
    partnership: Partnership = row_or_404(request, permissions.VIEW, Partnership, pk)
    require_early(request, permissions.EDIT, partnership)
    return partnership


def _form_act(
    request: HttpRequest, partnership: Partnership, form: BaseForm, run: Callable[[Any], Any], *, title: str, done: str
) -> HttpResponse:
    back = link("partnership-detail", partnership.pk)
    crumbs = [{"label": _("Partnerships"), "url": link("partnership-list")}, {"label": str(partnership), "url": back}]
    return act_with_form(request, form, run, title=title, done=done, back=back, breadcrumbs=crumbs)


@require_http_methods(["GET", "POST"])
def advance(request: Any, pk: int) -> HttpResponse:
    """partnerships/<pk>/stage/ – a further stage of maturity."""
    partnership = _partnership(request, pk)
    return _form_act(
        request,
        partnership,
        StageForm(request.POST or None, partnership=partnership),
        lambda form: services.advance_maturity(partnership, actor=request.actor, **form.cleaned_data),
        title=_("Record a further stage"),
        done=_("The stage is recorded."),
    )


@require_POST
def take_back(request: Any, pk: int) -> HttpResponse:
    """POST partnerships/<pk>/stage/removal/ – the latest stage was a mistake."""
    partnership = _partnership(request, pk)
    return act_without_form(
        request,
        lambda: services.take_back_maturity_step(partnership, actor=request.actor),
        done=_("The stage is taken back."),
        back=link("partnership-detail", pk),
    )


@require_http_methods(["GET", "POST"])
def end(request: Any, pk: int) -> HttpResponse:
    """partnerships/<pk>/end/"""
    partnership = _partnership(request, pk)
    return _form_act(
        request,
        partnership,
        EndForm(request.POST or None, initial={"ends_on": timezone.localdate()}),
        lambda form: services.end_partnership(partnership, actor=request.actor, **form.cleaned_data),
        title=_("Record the end"),
        done=_("The end is recorded."),
    )


@require_POST
def resume(request: Any, pk: int) -> HttpResponse:
    """POST partnerships/<pk>/resumption/"""
    partnership = _partnership(request, pk)
    return act_without_form(
        request,
        lambda: services.resume_partnership(partnership, actor=request.actor),
        done=_("The partnership goes on."),
        back=link("partnership-detail", pk),
    )


def _asked_map(request: Any) -> tuple[MapForm, MapFacts | None, DirectionMap | None]:
    """The form, the facts and the picture that the address asks for; no facts without any organisation."""
    form = MapForm(request.GET or None, actor=request.actor)
    asked = form.cleaned_data if form.is_bound and (form.is_valid() or form.cleaned_data) else {}
    centre = asked.get("centre") or (None if "centre" in form.errors else default_centre(request.actor))
    if centre is None:
        return form, None, None
    on: date = asked.get("on") or timezone.localdate()
    maturity = asked.get("maturity")
    found = direction_map(request.actor, centre=centre, on=on, maturity=maturity)
    return form, found, reports.chart_of(found, maturity=maturity)


@require_GET
def show_direction_map(request: Any) -> HttpResponse:
    """partnerships/by-direction/ – the picture, and the same as a table."""
    _require_view(request)
    form, found, chart = _asked_map(request)
    if not form.is_bound and found is not None:
        form = MapForm(initial={"centre": found.centre.pk}, actor=request.actor)
    query = request.GET.urlencode()
    context = {
        "page_title": _("Partners by direction"),
        "breadcrumbs": [{"label": _("Partnerships"), "url": link("partnership-list")}],
        "form": form,
        "found": found,
        "chart": chart,
        "svg": as_svg(picture(chart), name="direction-map") if chart and chart.directions else "",
        "files": [
            {"label": label, "url": f"{link('direction-map-file', kind=kind)}?{query}", "icon": icon}
            for kind, label, icon in (
                ("a4", _("PDF, sheet A4"), "file-text"),
                ("a3", _("PDF, sheet A3"), "file-text"),
                ("svg", _("Picture (SVG)"), "file"),
            )
        ],
        "most": MOST_PARTNERS,
        "may_add": permissions.EDIT.is_held_by(request.actor),
    }
    return render(request, "partnerships/direction_map.html", context)


@require_GET
def download_direction_map(request: Any, kind: str) -> HttpResponse:
    """partnerships/by-direction/<kind>/ – `svg`, or a PDF on a sheet `a4` or `a3`."""
    _require_view(request)
    if kind != "svg" and kind not in SHEETS:
        raise Http404
    _form, found, chart = _asked_map(request)
    if found is None or chart is None:
        raise Http404
    shown, stem = picture(chart), reports.file_stem(found)
    if kind == "svg":
        headers = attachment_headers(f"{stem}.svg")
        return HttpResponse(as_svg(shown, is_alone=True), content_type="image/svg+xml", headers=headers)
    root = request.build_absolute_uri("/").rstrip("/")
    data = as_pdf(shown, sheet=kind, language=get_language() or "ru", root=root)
    return HttpResponse(data, content_type="application/pdf", headers=attachment_headers(f"{stem}.pdf"))


def _asked_graph(request: Any) -> tuple[GraphForm, GraphQuestion]:
    form = GraphForm(request.GET or None, actor=request.actor)
    asked = form.cleaned_data if form.is_bound and (form.is_valid() or form.cleaned_data) else {}
    direction, centre = asked.get("direction"), asked.get("centre")
    ties = TieQuestion(
        on=None if asked.get("past") else timezone.localdate(), direction_id=direction.pk if direction else None
    )
    chosen = asked.get("sources") or None
    return form, GraphQuestion(
        ties=ties,
        centre_id=centre.pk if centre else None,
        steps=asked.get("steps") or 1,
        kind=asked.get("kind") or "",
        sources=frozenset(chosen) if chosen else None,
    )


@require_GET
def show_tie_map(request: Any) -> HttpResponse:
    """partnerships/ties/ – who is tied to whom and by what: a graph and the same as a list."""
    _require_view(request)
    form, question = _asked_graph(request)
    graph = tie_graph(request.actor, question)
    data = reports.graph_data(graph)
    context = {
        "page_title": _("Map of ties"),
        "breadcrumbs": [{"label": _("Partnerships"), "url": link("partnership-list")}],
        "form": form,
        "data": data,
        "graph": graph,
        "listed": reports.listed_organisations(data),
        "most": MOST_NODES,
        "data_url": f"{link('tie-map-data')}?{request.GET.urlencode()}",
        "around_url": link("tie-map"),
    }
    return render(request, "partnerships/tie_map.html", context)


@require_GET
def tie_map_data(request: Any) -> HttpResponse:
    """partnerships/ties/data/ – the graph as JSON, with the same parameters as the page."""
    _require_view(request)
    _form, question = _asked_graph(request)
    return JsonResponse(reports.graph_data(tie_graph(request.actor, question)))


def _require_view(request: Any) -> None:
    if not permissions.VIEW.is_held_by(request.actor):
        raise PermissionDenied(permissions.VIEW.name)
