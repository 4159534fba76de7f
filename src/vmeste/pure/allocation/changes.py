"""Later changes without moving anyone who is placed, unless they agreed to what they gain from; and "what if": the same
round with one change, as a difference.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from typing import Any

import numpy as np

from .bundles import NONE, usage, width, worth_of
from .compiling import Problem, as_table, compile_round
from .errors import InvalidRound
from .exchanges import Exchange, exchange, find_exchanges
from .filling import improve
from .hashing import input_hash
from .minimums import minimums_of
from .model import Certificate, Group, Outcome, Pupil, Round, Seat
from .reading import make_canonical, read_group, read_meetings, read_pupil
from .solving import seats_of
from .tables import Array, Ints, SeatTable

DAY = 24 * 60
WORDS = {
    "seats": {"group", "seats"}, "open": {"group"}, "close": {"group"}, "leave": {"pupil"}, "arrive": {"pupil"},
    "times": {"group", "meetings"}, "minimum": {"group", "minimum"}, "way": {"one", "other", "minutes"},
}  # fmt: skip


@dataclass(frozen=True)
class Moved:
    """What changes for one pupil: groups before and after."""

    pupil: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """Two outcomes compared: who is placed differently, and the change of the objective in micro-points."""

    moved: tuple[Moved, ...]
    objective: int
    placed: int


def read_changes(text: str) -> tuple[Mapping[str, Any], ...]:
    """A list of objects, each with `change` and what it concerns (see the format page). Raises InvalidRound."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise InvalidRound(f"not JSON: {error}") from None
    if not isinstance(data, list):
        raise InvalidRound("a list of changes is expected")
    for index, entry in enumerate(data):
        where = f"changes[{index}]"
        if not isinstance(entry, dict) or entry.get("change") not in WORDS:
            raise InvalidRound(f"a change is one of {', '.join(WORDS)}", where)
        if set(entry) != {"change", *WORDS[entry["change"]]}:
            raise InvalidRound(f"“{entry['change']}” needs {', '.join(sorted(WORDS[entry['change']]))}", where)
    return tuple(data)


def changed_round(round_: Round, changes: Iterable[Mapping[str, Any]]) -> Round:
    """The round after the changes. O(size of the round). Raises InvalidRound for unknown names."""
    pupils: dict[str, Pupil] = {pupil.id: pupil for pupil in round_.pupils}
    groups: dict[str, Group] = {group.id: group for group in round_.groups}
    parties = list(round_.parties)
    travel = round_.travel
    for index, change in enumerate(changes):
        where = f"changes[{index}]"
        kind = change["change"]
        if kind in {"seats", "close", "times", "minimum"} and change["group"] not in groups:
            raise InvalidRound(f"unknown group “{change['group']}”", where)
        if kind == "leave" and change["pupil"] not in pupils:
            raise InvalidRound(f"unknown pupil “{change['pupil']}”", where)
        if kind == "seats":
            group = groups[change["group"]]
            if type(change["seats"]) is not int or change["seats"] < max(group.enrolled, group.minimum):
                raise InvalidRound(f"“{change['seats']}” is no number of seats for “{group.id}”", where)
            groups[group.id] = replace(group, seats=change["seats"], reserves=_within(group, change["seats"]))
        elif kind in {"times", "minimum"}:
            groups[change["group"]] = _rearranged(groups[change["group"]], change, where)
        elif kind == "way":
            travel = _with_way(round_.places, travel, change, where)
        elif kind == "close":
            del groups[change["group"]]
        elif kind == "open":
            opened = read_group(change["group"])
            if opened.id in groups:
                raise InvalidRound(f"“{opened.id}” is open already", where)
            groups[opened.id] = opened
        elif kind == "leave":
            del pupils[change["pupil"]]
            parties = [tuple(name for name in party if name != change["pupil"]) for party in parties]
            parties = [party for party in parties if len(party) > 1]
        else:
            arrived = read_pupil(change["pupil"])
            if arrived.id in pupils:
                raise InvalidRound(f"“{arrived.id}” is there already", where)
            pupils[arrived.id] = arrived
    return make_canonical(
        list(pupils.values()), round_.courses, list(groups.values()), schools=round_.schools, places=round_.places,
        travel=travel, parties=parties, policy=round_.policy, commitment=round_.commitment,
    )  # fmt: skip


def _rearranged(group: Group, change: Mapping[str, Any], where: str) -> Group:
    """The group at other times, or with another least number of pupils."""
    try:
        if change["change"] == "times":
            return replace(group, meetings=tuple(sorted(read_meetings(change["meetings"]), key=astuple)))
    except InvalidRound as refusal:
        raise InvalidRound(str(refusal), where) from None
    if type(change["minimum"]) is not int or not 0 <= change["minimum"] <= group.seats:
        raise InvalidRound(f"“{change['minimum']}” is no least number of pupils for “{group.id}”", where)
    return replace(group, minimum=change["minimum"])


def _with_way(places: Sequence[str], travel: Array, change: Mapping[str, Any], where: str) -> Array:
    """Travel with one way, both directions, as long as the change says."""
    for name in ("one", "other"):
        if change[name] not in places:
            raise InvalidRound(f"unknown place “{change[name]}”", where)
    if change["one"] == change["other"] or type(change["minutes"]) is not int or not 0 <= change["minutes"] < DAY:
        raise InvalidRound(f"“{change['minutes']}” are no minutes of a way", where)
    changed = travel.copy()
    one, other = places.index(change["one"]), places.index(change["other"])
    changed[one, other] = changed[other, one] = change["minutes"]
    return changed


def _within(group: Group, seats: int) -> tuple[Any, ...]:
    """Reserves cut from the last on when fewer seats are left than were reserved."""
    left, kept = seats - group.enrolled, []
    for reserve in group.reserves:
        if take := min(reserve.seats, left):
            kept.append(replace(reserve, seats=take))
            left -= take
    return tuple(kept)


@dataclass(frozen=True)
class Consent:
    """What placed pupils have agreed to: `moves`, who of them takes something better when there is room; exchanges."""

    moves: Collection[str] = ()
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True)
class Offers:
    """What placed pupils can be asked: moves to free seats that each of them gains from, and exchanges by two."""

    moves: tuple[Moved, ...]
    exchanges: tuple[Exchange, ...]


NOBODY = Consent()


def continue_from(round_: Round, outcome: Outcome, consent: Consent = NOBODY) -> Outcome:
    """The changed round, from the seats there are: nobody who has one loses it or is moved unless they agreed.

    Seats of groups or pupils that are gone fall back; a group that lost seats keeps the greatest weights. Exchanges
    agreed on come first. Then, in order of weight, each pupil who has nothing, or agreed to move, may take a better
    set among free seats; seats given up that way are offered on until nobody gains. O(rounds · one pass). The
    answer's certificate claims no bound: it is a repair, not a new round.

    Raises:
        InvalidRound: an exchange is no longer what both gain from.
    """
    state = _resume(round_, outcome)
    exchange(round_, state.problem, state.taken, consent.exchanges)
    _settle(round_, state, set(consent.moves))
    certificate, problem = outcome.certificate, state.problem
    names = [group.id for group in round_.groups]
    placed = [*_to_seats(problem, state.taken, round_), *state.unchosen]
    everyone = np.arange(problem.agents, dtype=np.int64)
    return Outcome(
        SeatTable.of(placed, pupils=as_table(round_), groups=names),
        Certificate(
            version=certificate.version, input_hash=input_hash(round_), seed=certificate.seed,
            objective=int(worth_of(problem, state.taken, everyone).sum()), upper_bound=0,
            placed=int(problem.size[state.taken[:, 0] != NONE].sum()), placed_bound=len(round_.pupils), prices=(),
            closed=tuple(round_.groups[g].id for g in sorted(state.shut)),
            school_weights=certificate.school_weights, mechanism="continued",
        ),
    )  # fmt: skip


def offers_after(round_: Round, outcome: Outcome) -> Offers:
    """What to ask those who are placed, once `continue_from` has served those who are not.

    Moves hang together: a seat one gives up is another's offer, in order of weight. O(one continuation).
    """
    state = _resume(round_, outcome)
    exchanges = find_exchanges(round_, state.problem, state.taken, state.order)
    everybody = Consent(moves=[pupil.id for pupil in round_.pupils])
    moves = difference(outcome, continue_from(round_, outcome, everybody)).moved
    return Offers(tuple(one for one in moves if one.before), exchanges)


def offers_to_json(offers: Offers) -> str:
    data = {"moves": [asdict(one) for one in offers.moves], "exchanges": [asdict(one) for one in offers.exchanges]}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def read_consent(text: str) -> Consent:
    """What was agreed to, in the form of the offers; of a move only the pupil counts. Raises InvalidRound."""
    try:
        data = json.loads(text)
        moves = [one["pupil"] for one in data.get("moves", [])]
        exchanges = tuple(Exchange(**one) for one in data.get("exchanges", []))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidRound(f"not what was agreed: {error}") from None
    texts = [*moves, *(value for one in exchanges for value in astuple(one))]
    if not all(isinstance(value, str) for value in texts):
        raise InvalidRound("not what was agreed: names are texts")
    return Consent(moves, exchanges)


@dataclass(eq=False)
class _State:
    """A round taken up again: seats as options, those of pupils who did not choose beside them."""

    problem: Problem
    unchosen: list[Seat]
    taken: Array
    order: Ints
    shut: frozenset[int]


def _resume(round_: Round, outcome: Outcome) -> _State:
    certificate = outcome.certificate
    positions = {group.id: index for index, group in enumerate(round_.groups)}
    shut = frozenset(positions[name] for name in certificate.closed if name in positions)
    problem, unchosen = _reserved_for_unchosen(
        round_, compile_round(round_, certificate.seed, certificate.school_weights, shut), outcome.seats
    )
    taken = taken_from(round_, problem, outcome.seats)
    order = np.lexsort((np.arange(problem.agents), -(problem.weight // problem.size))).astype(np.int64)
    _shrink(problem, taken, order)
    # A group nobody sits in may not be opened by one pupil when it has a minimum.
    need, used = minimums_of(round_, problem), usage(problem, taken, np.arange(problem.agents, dtype=np.int64))
    more = shut | {g for g in np.flatnonzero(used == 0).tolist() if need[g] > 1}
    if more != shut:
        shut = more
        problem, _ = _reserved_for_unchosen(
            round_, compile_round(round_, certificate.seed, certificate.school_weights, shut), outcome.seats
        )
        taken = taken_from(round_, problem, _to_seats(problem, taken, round_))
    return _State(problem, unchosen, taken, order, shut)


def _settle(round_: Round, state: _State, willing: Collection[str]) -> None:
    """Those without seats, and placed ones who agreed, look for something better."""
    problem, table = state.problem, as_table(round_)
    agreed = np.isin(table.ids, np.array([name.encode() for name in willing] or [b""], np.bytes_))
    all_agreed = np.minimum.reduceat(agreed[problem.members], problem.member_ptr[:-1]) if problem.agents else agreed
    free = all_agreed | (state.taken[:, 0] == NONE)
    used = usage(problem, state.taken, np.arange(problem.agents, dtype=np.int64))
    need = minimums_of(round_, problem)
    improve(problem, state.taken, state.order[free[state.order]], least=np.where(used > 0, np.minimum(need, used), 0))


def difference(before: Outcome, after: Outcome) -> Difference:
    """Who sits elsewhere. O(seats)."""
    first, second = _held(before.seats), _held(after.seats)
    moved = [
        Moved(name, first.get(name, ()), second.get(name, ()))
        for name in sorted({*first, *second}, key=str.encode)
        if first.get(name, ()) != second.get(name, ())
    ]
    old, new = before.certificate, after.certificate
    return Difference(tuple(moved), new.objective - old.objective, new.placed - old.placed)


def taken_from(round_: Round, problem: Problem, seats: Sequence[Seat]) -> Array:
    """Seats as options of agents; seats that no longer exist, or whose party is not complete, are left out."""
    table = as_table(round_)
    positions = {group.id: index for index, group in enumerate(round_.groups)}
    held: dict[str, list[int]] = {}
    for seat in seats:
        if seat.group in positions:
            held.setdefault(seat.pupil, []).append(positions[seat.group])
    taken = np.full((problem.agents, width(problem)), NONE, np.int32)
    for agent in range(problem.agents):
        members = problem.members[problem.member_ptr[agent] : problem.member_ptr[agent + 1]].tolist()
        own = [set(held.get(table.ids[member].decode(), [])) for member in members]
        common = set.intersection(*own)
        if common:
            options = [
                j
                for j in range(int(problem.opt_ptr[agent]), int(problem.opt_ptr[agent + 1]))
                if int(problem.group[j]) in common
            ]
            taken[agent, : len(options)] = options
    return taken


def _reserved_for_unchosen(round_: Round, problem: Problem, seats: Sequence[Seat]) -> tuple[Problem, list[Seat]]:
    """Seats of pupils who did not choose stay theirs as long as there is room: they are counted off beforehand."""
    table, limits = as_table(round_), problem.limits
    positions = {group.id: index for index, group in enumerate(round_.groups)}
    left, kept = problem.seats.copy(), []
    for seat in seats:
        if seat.group not in positions:
            continue
        try:
            pupil, g = table.find(seat.pupil), positions[seat.group]
        except KeyError:
            continue
        if table.wish_ptr[pupil] != table.wish_ptr[pupil + 1]:
            continue
        rows = limits.of_group[limits.of_group_ptr[g] : limits.of_group_ptr[g + 1]]
        met = [g, *(problem.groups + row for row in rows.tolist() if limits.meets[row, limits.kind[pupil]])]
        if all(left[row] > 0 for row in met):
            for row in met:
                left[row] -= 1
            kept.append(seat)
    return replace(problem, seats=left), kept


def _shrink(problem: Problem, taken: Array, order: Array) -> None:
    """Take seats back where a limit has become smaller, the lightest first, one group at a time."""
    everyone = np.arange(problem.agents, dtype=np.int64)
    over = usage(problem, taken, everyone) - problem.seats
    for agent in order[::-1].tolist():
        if not (over > 0).any():
            return
        for slot in range(taken.shape[1]):
            option = int(taken[agent, slot])
            if option < 0:
                continue
            rows = [
                int(problem.group[option]),
                *problem.limit[problem.limit_ptr[option] : problem.limit_ptr[option + 1]].tolist(),
            ]
            if any(over[row] > 0 for row in rows):
                over[rows[0]] -= problem.size[agent]
                for row in rows[1:]:
                    over[row] -= 1
                taken[agent, slot] = NONE
        kept = taken[agent][taken[agent] >= 0]
        taken[agent] = NONE
        taken[agent, : len(kept)] = kept


def _to_seats(problem: Problem, taken: Array, round_: Round) -> SeatTable:
    pupil, group = seats_of(problem, taken)
    order = np.lexsort((group, pupil))
    names = tuple(one.id for one in round_.groups)
    return SeatTable(as_table(round_).ids, names, pupil[order].astype(np.int32), group[order].astype(np.int32))


def _held(seats: Sequence[Seat]) -> Mapping[str, tuple[str, ...]]:
    held: dict[str, tuple[str, ...]] = {}
    for seat in seats:
        held[seat.pupil] = (*held.get(seat.pupil, ()), seat.group)
    return held
