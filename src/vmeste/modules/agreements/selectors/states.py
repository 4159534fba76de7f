"""What an agreement is on a day, and what somebody should look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from vmeste.modules.agreements.choices import Stage, State, WarningKind
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.reference.choices import NormKind
from vmeste.modules.reference.selectors import norms_on
from vmeste.pure.grammar.parties import party_count_of_label


@dataclass(frozen=True, slots=True)
class Horizon:
    """How many days ahead of its end an agreement is called expiring: first, second and last warning."""

    first: int = 90
    second: int = 60
    last: int = 30


def horizon_on(today: date) -> Horizon:
    """The network's warning days as its norms stand on `today`; 1 query."""
    kinds = (
        NormKind.AGREEMENT_FIRST_WARNING_DAYS,
        NormKind.AGREEMENT_SECOND_WARNING_DAYS,
        NormKind.AGREEMENT_LAST_WARNING_DAYS,
    )
    norms, usual = norms_on(kinds, today), Horizon()
    defaults = zip(kinds, (usual.first, usual.second, usual.last), strict=True)
    days = [int(norms[kind].value) if kind in norms else default for kind, default in defaults]
    return Horizon(*sorted(days, reverse=True))


def state_of(agreement: Agreement, *, today: date, horizon: Horizon) -> State:
    """The agreement's state on `today`; no query."""
    if agreement.stage != Stage.IN_FORCE:
        return State(agreement.stage)
    if agreement.starts_on is not None and agreement.starts_on > today:
        return State.NOT_STARTED
    if agreement.ends_on is None:
        return State.IN_FORCE
    if agreement.ends_on <= today:
        return State.ENDED
    return State.EXPIRING if agreement.ends_on <= today + timedelta(days=horizon.first) else State.IN_FORCE


def where_state(state: State, *, today: date, horizon: Horizon) -> Q:
    """The same rule as `state_of`, as a condition the index (network, stage, ends_on) serves."""
    soon = today + timedelta(days=horizon.first)
    begun = Q(starts_on=None) | Q(starts_on__lte=today)
    signed = Q(stage=Stage.IN_FORCE)
    return {
        State.DRAFT: Q(stage=Stage.DRAFT),
        State.ON_SIGNATURE: Q(stage=Stage.ON_SIGNATURE),
        State.TERMINATED: Q(stage=Stage.TERMINATED),
        State.NOT_STARTED: signed & Q(starts_on__gt=today),
        State.ENDED: signed & begun & Q(ends_on__lte=today),
        State.EXPIRING: signed & begun & Q(ends_on__gt=today, ends_on__lte=soon),
        State.IN_FORCE: signed & begun & (Q(ends_on=None) | Q(ends_on__gt=soon)),
    }[state]


def attach_states(agreements: list[Any], *, today: date) -> None:
    """Give each row of a page its `state` and `warnings`; 1 query. The rows come from `with_counts`."""
    horizon = horizon_on(today)
    for agreement in agreements:
        agreement.state = state_of(agreement, today=today, horizon=horizon)
        agreement.warnings = warnings_of(
            agreement,
            today=today,
            horizon=horizon,
            party_count=agreement.party_count,
            has_scan=agreement.has_scan,
        )


def where_alive(*, today: date) -> Q:
    """Agreements that bind on `today`."""
    return (
        Q(stage=Stage.IN_FORCE)
        & (Q(starts_on=None) | Q(starts_on__lte=today))
        & (Q(ends_on=None) | Q(ends_on__gt=today))
    )


def warnings_of(
    agreement: Agreement, *, today: date, horizon: Horizon, party_count: int, has_scan: bool
) -> Sequence[WarningKind]:
    """What is not in order with one agreement, the most pressing first; no query.

    A label such as «трёхсторонний» is compared with the number of recorded parties; one that names no number is
    left alone.
    """
    state = state_of(agreement, today=today, horizon=horizon)
    warnings = []
    if state is State.EXPIRING:
        assert agreement.ends_on is not None
        days = (agreement.ends_on - today).days
        kind = WarningKind.LAST if days <= horizon.last else WarningKind.FIRST
        warnings.append(WarningKind.SECOND if horizon.last < days <= horizon.second else kind)
    if state is State.ON_SIGNATURE:
        warnings.append(WarningKind.UNSIGNED)
    if (said := party_count_of_label(agreement.party_label)) is not None and said != party_count:
        warnings.append(WarningKind.PARTY_COUNT)
    if state in {State.IN_FORCE, State.EXPIRING, State.NOT_STARTED}:
        missing = (
            (WarningKind.UNDATED, agreement.signed_on is None),
            (WarningKind.UNNUMBERED, not agreement.number),
            (WarningKind.NO_SCAN, not has_scan),
        )
        warnings += [warning for warning, is_missing in missing if is_missing]
    return warnings
