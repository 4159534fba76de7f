"""Reference rows as lists and rules need them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.permissions import rows_for
from vmeste.foundation.text.sorting import folded

from . import permissions
from .choices import NormKind
from .models import AcademicYear, Direction, Norm, Territory


def directions_for_list(actor: Actor) -> QuerySet[Direction]:
    """All directions of the network by name; 1 query when read."""
    return rows_for(actor, permissions.VIEW_DIRECTIONS, Direction).order_by("sort_key", "id")


def territories_for_list(actor: Actor) -> QuerySet[Territory]:
    """All territories of the network by name, each with its region; 1 query when read."""
    return rows_for(actor, permissions.VIEW_TERRITORIES, Territory).select_related("region").order_by("sort_key", "id")


def academic_years_for_list(actor: Actor) -> QuerySet[AcademicYear]:
    """All academic years, the latest first; 1 query when read."""
    return rows_for(actor, permissions.VIEW_YEARS, AcademicYear).order_by("-starts_on", "id")


def norms_for_list(actor: Actor) -> QuerySet[Norm]:
    """All values of all norms, by norm, the newest first; 1 query when read."""
    return rows_for(actor, permissions.VIEW_NORMS, Norm).order_by("kind", "-valid_from")


class DirectionBook:
    """The network's directions, read once (1 query), asked many times without a query."""

    def __init__(self) -> None:
        self._rows = {folded(row.name): row for row in Direction.objects.order_by("sort_key")}

    def named(self, texts: Iterable[str]) -> tuple[tuple[Direction, ...], list[str]]:
        """The rows that the texts of a cell name, and a sentence for each name that no row has."""
        rows: list[Direction] = []
        unknown = []
        for name in (part for text in texts for part in self._apart(text)):
            if (row := self._rows.get(folded(name))) is not None:
                rows.append(row)
            else:
                words = _("There is no direction “%(name)s”. Add it first: Settings, Directions.")
                unknown.append(words % {"name": name})
        return tuple(rows), unknown

    def _apart(self, text: str) -> list[str]:
        """The names in a cell of our own list, which joins them with commas; the text itself when that gives none."""
        pieces, names = text.split(", "), []
        while pieces:
            known = (n for n in range(len(pieces), 0, -1) if folded(", ".join(pieces[:n])) in self._rows)
            if (length := next(known, None)) is None:
                return [text]
            names.append(", ".join(pieces[:length]))
            pieces = pieces[length:]
        return names


def academic_year_on(day: date) -> AcademicYear | None:
    """The academic year `day` is in; 1 query."""
    years: QuerySet[AcademicYear] = AcademicYear.objects.filter(starts_on__lte=day, ends_on__gt=day)
    return years.order_by("-starts_on").first()


def year_to_show(day: date) -> AcademicYear | None:
    """The year a page opens with: the one `day` is in, else the latest; 1 query."""
    return year_to_show_of(AcademicYear.objects.order_by("-starts_on"), day)


def year_to_show_of(years: Iterable[AcademicYear], day: date) -> AcademicYear | None:
    """The same of years at hand, the latest first; no query of its own."""
    known = list(years)
    return next((year for year in known if year.starts_on <= day < year.ends_on), known[0] if known else None)


def norm_on(kind: NormKind, day: date) -> Norm | None:
    """The value of a norm on a day, with its source: the one that began last and has not ended; 1 query."""
    return _in_force(day).filter(kind=kind).order_by("-valid_from").first()


def norms_on(kinds: Iterable[NormKind], day: date) -> dict[NormKind, Norm]:
    """The values of several norms on a day; norms without one are absent; 1 query."""
    rows = _in_force(day).filter(kind__in=list(kinds)).order_by("valid_from")
    return {NormKind(row.kind): row for row in rows}


def _in_force(day: date) -> QuerySet[Norm]:
    rows: QuerySet[Norm] = Norm.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)
    return rows
