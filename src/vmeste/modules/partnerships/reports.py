"""Partnerships as pictures and data: adapters to pure.charts."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from vmeste.foundation.tenancy.links import link
from vmeste.foundation.text.sorting import sort_key
from vmeste.modules.organisations.choices import OrganisationKind as Kind
from vmeste.modules.organisations.models import Organisation
from vmeste.pure.charts import directions as charts
from vmeste.pure.charts.ties import places

from .choices import Maturity
from .selectors.directions import MapFacts, PartnerFact
from .selectors.ties import TIES, Strand, TieGraph

KIND_ICONS: dict[str, str] = {
    Kind.SCHOOL: "school",
    Kind.PRESCHOOL: "horse-toy",
    Kind.SUPPLEMENTARY: "palette",
    Kind.TECHNOPARK: "rocket",
    Kind.VOCATIONAL: "certificate",
    Kind.UNIVERSITY: "building-bank",
    Kind.CONTINUING: "book",
    Kind.AUTHORITY_EDUCATION: "award",
    Kind.AUTHORITY: "building",
    Kind.ENTERPRISE: "building-factory",
    Kind.UNION: "hexagons",
    Kind.NON_PROFIT: "heart-handshake",
    Kind.CULTURE: "masks-theater",
    Kind.LIBRARY: "books",
    Kind.MEDICAL: "building-hospital",
    Kind.MILITARY: "shield",
    Kind.RELIGIOUS: "building-church",
    Kind.LAW: "scale",
    Kind.EMPLOYMENT: "briefcase",
    Kind.MEDIA: "news",
    Kind.FUND: "pig-money",
    Kind.SCHOOL_BODY: "users-group",
    Kind.COMMUNITY: "friends",
}
_OTHER_ICON = "building-community"

# Families share a colour and a shape in the graph; 24 of each could not be told apart.
# Each shape is a path on a field of 24 × 24, so that the list, the legend and the picture show the same mark.
_FAMILIES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("family-schools", "M12 1a11 11 0 1 0 .01 0z", frozenset({Kind.SCHOOL, Kind.PRESCHOOL})),
    ("family-supplementary", "M12 0l12 12-12 12L0 12z", frozenset({Kind.SUPPLEMENTARY, Kind.TECHNOPARK})),
    ("family-vocational", "M2 2h20v20H2z", frozenset({Kind.VOCATIONAL, Kind.UNIVERSITY, Kind.CONTINUING})),
    ("family-work", "M12 1l12 21H0z", frozenset({Kind.ENTERPRISE, Kind.UNION, Kind.EMPLOYMENT})),
    (
        "family-authorities",
        "M12 0l10.4 6v12L12 24 1.6 18V6z",
        frozenset({Kind.AUTHORITY, Kind.AUTHORITY_EDUCATION, Kind.LAW, Kind.MILITARY}),
    ),
    (
        "family-culture",
        "M12 0l12 8.7-4.6 14.1H4.6L0 8.7z",
        frozenset({Kind.CULTURE, Kind.LIBRARY, Kind.MEDIA, Kind.RELIGIOUS, Kind.MEDICAL}),
    ),
)
_REST = ("family-society", "M8 0h8v8h8v8h-8v8H8v-8H0V8h8z")


def family_labels() -> dict[str, str]:
    return {
        "family-schools": _("schools and kindergartens"),
        "family-supplementary": _("supplementary education"),
        "family-vocational": _("colleges and universities"),
        "family-work": _("enterprises and employment"),
        "family-authorities": _("authorities and order"),
        "family-culture": _("culture, health, faith, media"),
        "family-society": _("society, funds, communities"),
    }


def icon_of(organisation: Organisation) -> str:
    return KIND_ICONS.get(organisation.kind, _OTHER_ICON)


def family_of(kind: str) -> tuple[str, str]:
    """The family of a kind of organisation and its shape in the graph."""
    return next(((key, shape) for key, shape, kinds in _FAMILIES if kind in kinds), _REST)


def chart_of(facts: MapFacts, *, maturity: int | None = None) -> charts.DirectionMap:
    """The map by direction in the active language, with addresses of the active network."""
    directions = tuple(
        charts.Direction(
            name=str(part.direction) if part.direction else _("Direction not named"),
            partners=tuple(_card(fact) for fact in part.partners),
        )
        for part in facts.directions
    )
    return charts.DirectionMap(
        title=_("Partners by direction"),
        note=_note(facts.on, maturity),
        description=description_of(facts),
        centre=facts.centre.shown_name,
        centre_note=str(facts.centre.get_kind_display()),
        centre_icon=icon_of(facts.centre),
        directions=directions,
        legend=charts.Legend(
            stages=tuple(str(label) for label in Maturity.labels),
            agreement=_("there is an agreement"),
            no_stage=_("stage not known"),
        ),
        figures=_figures(facts),
        centre_address=link("organisation-detail", facts.centre.pk),
    )


def description_of(facts: MapFacts) -> str:
    """The picture in one sentence, for those who do not see it."""
    parts = ", ".join(
        f"{part.direction or _('Direction not named')} — {len(part.partners)}" for part in facts.directions
    )
    return _("Partners of %(centre)s by direction: %(parts)s.") % {"centre": facts.centre, "parts": parts or "0"}


def _note(on: date, maturity: int | None) -> str:
    note = _("on %(day)s") % {"day": date_format(on, "DATE_FORMAT")}
    if maturity is not None:
        note += " · " + _("only the stage “%(stage)s”") % {"stage": Maturity(maturity).label}
    return note


def _figures(facts: MapFacts) -> tuple[tuple[str, str], ...]:
    directions, partners, others = facts.named_directions, len(facts.partners), facts.not_organisations
    figures = [
        (directions, npgettext("figure", "direction", "directions", directions)),
        (partners, npgettext("figure", "partner", "partners", partners)),
    ]
    if others:
        figures.append((others, npgettext("figure", "community", "communities", others)))
    return tuple((str(number), name) for number, name in figures)


def _card(fact: PartnerFact) -> charts.Partner:
    return charts.Partner(
        key=fact.organisation.pk,
        name=fact.organisation.shown_name,
        kind=str(fact.organisation.get_kind_display()),
        icon=icon_of(fact.organisation),
        maturity=fact.maturity,
        has_agreement=fact.has_agreement,
        address=link("organisation-detail", fact.organisation.pk)
        if fact.is_visible
        else link("partnership-detail", fact.partnership_id),
    )


def graph_data(graph: TieGraph) -> dict[str, Any]:
    """The graph as JSON data: nodes with first places, links with what they consist of, words for the legend."""
    names = {row.pk: row.shown_name for row in graph.organisations}
    at = places(
        [row.pk for row in graph.organisations], [(t.first, t.second) for t in graph.ties], centre=graph.centre_id
    )
    labels = family_labels()
    families = {row.pk: family_of(row.kind) for row in graph.organisations}
    shapes = dict([(key, shape) for key, shape, _kinds in _FAMILIES] + [_REST])
    used = {key for key, _shape in families.values()}
    return {
        "nodes": [
            {
                "id": row.pk,
                "label": row.shown_name,
                "kind": str(row.get_kind_display()),
                "family": families[row.pk][0],
                "shape": families[row.pk][1],
                "ties": graph.degrees.get(row.pk, 0),
                "url": link("organisation-detail", row.pk),
                "x": at[row.pk][0],
                "y": at[row.pk][1],
            }
            for row in graph.organisations
        ],
        "links": [
            {
                "source": tie.first,
                "target": tie.second,
                "strength": tie.strength,
                "label": f"{names[tie.first]} — {names[tie.second]}",
                "strands": [_strand_data(key, strand) for key, strand in tie.strands],
            }
            for tie in graph.ties
        ],
        "families": [
            {"key": key, "label": labels[key], "shape": shapes[key], "number": number}
            for number, key in enumerate(shapes, start=1)
            if key in used
        ],
        "centre": graph.centre_id,
        "left_out": graph.left_out,
    }


def _strand_data(key: str, strand: Strand) -> dict[str, Any]:
    return {
        "kind": str(TIES[key].label),
        "label": strand.label,
        "detail": strand.detail,
        "url": strand.url,
    }


def listed_organisations(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The graph's data by organisation, those with the most ties first: what the list beside the picture shows."""
    nodes = {node["id"]: {**node, "links": []} for node in data["nodes"]}
    for tie in data["links"]:
        for own, other in ((tie["source"], tie["target"]), (tie["target"], tie["source"])):
            nodes[own]["links"].append({"other": nodes[other]["label"], "other_id": other, **tie})
    return sorted(nodes.values(), key=lambda node: (-node["ties"], sort_key(node["label"]), node["id"]))


def file_stem(facts: MapFacts) -> str:
    """The name of a downloaded map, without its ending."""
    return pgettext("file name", "partners by direction") + f" {facts.centre.shown_name} {facts.on.isoformat()}"
