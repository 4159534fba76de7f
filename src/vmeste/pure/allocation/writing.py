"""Rounds and results as text or columns, and results back again; byte for byte the same for the same content.

JSON for people and small rounds, one entry a line, so that an error's line means something. NPZ (NumPy's zip of plain
arrays) for big ones: the columns of `PupilTable`, everything else as the same JSON in an array of bytes.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

import numpy as np

from .compiling import as_table
from .errors import InvalidResult, InvalidRound
from .explaining import Explainer
from .model import Cause, Certificate, Group, Meeting, Opening, Outcome, Policy, Pupil, Reason, Round, Seat
from .reading import ROUND_FORMAT, make_canonical, ordered_parties, read_group, read_round
from .tables import PupilTable, SeatTable

RESULT_FORMAT = "vmeste.allocation.result/1"
LARGEST = 2**62
LONG = ("schools", "courses", "categories")
# What zip files, arrays and JSON that somebody damaged raise when they are read.
UNREADABLE = (
    KeyError, ValueError, TypeError, OSError, EOFError, AttributeError, IndexError, OverflowError, RuntimeError,
    zipfile.BadZipFile, zlib.error, MemoryError,
)  # fmt: skip


def round_to_json(round_: Round, *, with_pupils: bool = True) -> str:
    """One entry a line; defaults are left out. Reading it gives the round again."""
    parts = {
        "places": round_.places,
        "travel": round_.travel.tolist(),
        "schools": [{"id": name, "place": place} for name, place in round_.schools.items()],
        "courses": [_short(asdict(course)) for course in round_.courses],
        "groups": [_group(group) for group in round_.groups],
        "pupils": [_pupil(pupil) for pupil in round_.pupils] if with_pupils else [],
        "together": round_.parties,
    }
    head = {"format": ROUND_FORMAT, "commitment": round_.commitment, "policy": policy_to_data(round_.policy)}
    lines = [f'"{name}": {_dump(value)}' for name, value in head.items()]
    lines += [f'"{name}": [{_entries(entries)}]' for name, entries in parts.items()]
    return "{" + ",\n".join(lines) + "}\n"


def policy_to_data(policy: Policy) -> Mapping[str, Any]:
    return {**asdict(policy), "quotas": [_short(asdict(quota)) for quota in policy.quotas]}


def round_to_columns(round_: Round) -> bytes:
    """The same round for machines: a tenth of the size and of the time. O(size)."""
    table = as_table(round_)
    names = {name: list(getattr(table, name)) for name in LONG}
    slim = Round(
        **{
            **{field.name: getattr(round_, field.name) for field in fields(Round)},
            "travel": np.zeros((0, 0), np.int32),
            "pupils": (),
        }
    )
    columns = dict(table.columns())
    columns["ids"] = np.frombuffer(b"\n".join(table.ids.tolist()), np.uint8)
    return _pack(
        {
            "head": {"format": ROUND_FORMAT, "round": round_to_json(slim, with_pupils=False), "names": names},
            "travel": round_.travel,
            **columns,
        }
    )


def round_from_columns(content: bytes) -> Round:
    """Raises InvalidRound when columns are missing, of unequal length or point outside their names."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            parts = {name: stored[name] for name in stored.files}
        head = json.loads(parts.pop("head").tobytes())
        if head.get("format") != ROUND_FORMAT:
            raise InvalidRound(f'the format is not "{ROUND_FORMAT}"', "head")
        travel = parts.pop("travel")
        written = json.loads(head["round"])
        # The table of travel stands beside; checked below like any other.
        written["travel"] = travel.tolist() if travel.size < 10**6 else []
        together = written.pop("together", [])
        if not written["travel"]:
            places, schools, groups = written["places"], written["schools"], written["groups"]
            bare = read_round(json.dumps({**written, "places": [], "schools": [], "groups": [], "travel": []}))
            small = _with_places(bare, places, schools, groups, travel)
        else:
            small = read_round(json.dumps({**written}))
        ids = parts.pop("ids").tobytes()
        table = PupilTable(
            schools=tuple(head["names"]["schools"]),
            courses=tuple(head["names"]["courses"]),
            categories=tuple(head["names"]["categories"]),
            ids=np.array(ids.split(b"\n") if ids else [], dtype=np.bytes_),
            **parts,
        )
        parties = ordered_parties(together, {name.decode() for name in table.ids.tolist()} if together else ())
    except InvalidRound:
        raise
    except UNREADABLE as error:
        raise InvalidRound(f"not the columns of a round: {error}") from None
    _check_columns(table, small)
    return replace(small, pupils=table, travel=travel, parties=parties)


def _with_places(bare: Round, places: list[str], schools: list[Any], groups: list[Any], travel: Any) -> Round:
    """The big table of travel is taken as it is: only the names beside it are read entry by entry."""
    return make_canonical(
        [], bare.courses, [read_group(group) for group in groups], schools={s["id"]: s["place"] for s in schools},
        places=places, travel=travel, policy=bare.policy, commitment=bare.commitment,
    )  # fmt: skip


def _check_columns(table: PupilTable, small: Round) -> None:
    count = len(table)
    for name in ("school", "grade", "max_courses", "max_minutes", "priority", "credit", "anyway", "key"):
        if len(getattr(table, name)) != count:
            raise InvalidRound(f"{len(getattr(table, name))} values for {count} pupils", name)
    for pointers, values, bound in (
        ("wish_ptr", "wish", len(table.courses)),
        ("category_ptr", "category", len(table.categories)),
        ("blocked_ptr", "blocked", None),
    ):
        edges, inner = getattr(table, pointers), getattr(table, values)
        if len(edges) != count + 1 or edges[0] != 0 or (np.diff(edges) < 0).any() or edges[-1] != len(inner):
            raise InvalidRound("pointers do not fit the values", pointers)
        if bound is not None and len(inner) and (inner.min() < 0 or inner.max() >= bound):
            raise InvalidRound("points outside the names", values)
    if count and (table.ids[1:] <= table.ids[:-1]).any():
        raise InvalidRound("pupils are not sorted by id, or one stands there twice", "ids")
    if tuple(table.schools) != tuple(small.schools) or tuple(table.courses) != tuple(
        course.id for course in small.courses
    ):
        raise InvalidRound("names of schools or courses differ from the round's", "head")
    if count and (table.school.min() < 0 or table.school.max() >= len(table.schools)):
        raise InvalidRound("points outside the names", "school")
    for name in ("grade", "max_courses", "max_minutes", "priority", "credit"):
        if count and (getattr(table, name).min() < 0 or getattr(table, name).max() > 10**6):
            raise InvalidRound("a value out of range", name)
    owner = np.repeat(np.arange(count, dtype=np.int64), np.diff(table.wish_ptr))
    pairs = owner * max(1, len(table.courses)) + table.wish
    twice = np.sort(pairs)
    if (twice[1:] == twice[:-1]).any():
        pupil = int(twice[1:][twice[1:] == twice[:-1]][0]) // max(1, len(table.courses))
        raise InvalidRound("a course is wished twice", f"pupil {table.ids[pupil].decode()}")
    if (table.key >= np.diff(table.wish_ptr)).any():
        raise InvalidRound("a key wish that is none", "key")


def outcome_to_json(outcome: Outcome, extra: Mapping[str, Any] | None = None) -> str:
    """Certificate first, then one pupil a line with the groups given."""
    held: dict[str, list[str]] = {}
    for seat in outcome.seats:
        held.setdefault(seat.pupil, []).append(seat.group)
    lines = [f'"format": "{RESULT_FORMAT}"', f'"certificate": {_dump(asdict(outcome.certificate))}']
    lines += [f'"{name}": {_dump(value)}' for name, value in (extra or {}).items()]
    lines.append(f'"seats": [{_entries(list(held.items()))}]')
    return "{" + ",\n".join(lines) + "}\n"


def reasons_to_lines(explainer: Explainer) -> Iterator[str]:
    """One JSON object a wish, each with its line feed, by pupil and rank: `reasons.jsonl`."""
    for reason in explainer.all_reasons():
        data = {
            "pupil": reason.pupil, "course": reason.course, "rank": reason.rank, "cause": reason.cause,
            "group": reason.group, **(reason.facts or {}), "would_help": reason.would_help,
        }  # fmt: skip
        yield json.dumps(data, ensure_ascii=False) + "\n"


def waiting_to_lines(explainer: Explainer) -> Iterator[str]:
    """One JSON object a group with pupils and claims in the order of its waiting list: `waiting.jsonl`."""
    for group in explainer.round.groups:
        waiting = [[one.pupil, one.claim] for one in explainer.waiting_list(group.id)]
        yield json.dumps({"group": group.id, "waiting": waiting}, ensure_ascii=False) + "\n"


def outcome_from_json(text: str, round_: Round) -> Outcome:
    """Raises InvalidResult when the text is no result; what it claims is the checker's affair."""
    try:
        data = json.loads(text)
        if data["format"] != RESULT_FORMAT:
            raise InvalidResult(f'the format is not "{RESULT_FORMAT}"')
        seats = tuple(Seat(pupil, group) for pupil, groups in data["seats"] for group in groups)
        return Outcome(_table_or_tuple(seats, round_), _certificate(data["certificate"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidResult(f"not a result: {error}") from None


def reasons_from_lines(text: str) -> list[Reason]:
    """Raises InvalidResult with the number of a line that is no reason; whether one is true is the checker's affair."""
    reasons = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            facts = json.loads(line)
            said = {name: facts.pop(name) for name in ("pupil", "course", "rank", "group", "would_help")}
            reasons.append(Reason(**said, cause=Cause(facts.pop("cause")), facts=facts))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InvalidResult(f"line {number} is no reason: {error}") from None
    return reasons


def outcome_to_columns(outcome: Outcome, extra: Mapping[str, Any] | None = None) -> bytes:
    """Positions of pupils and groups in the round's order, and the certificate as JSON."""
    seats = outcome.seats
    assert isinstance(seats, SeatTable), "columns are written of a table"
    certificate = asdict(outcome.certificate)
    prices = np.array(certificate.pop("prices"), np.int64)
    head = {"format": RESULT_FORMAT, "certificate": certificate, **(extra or {})}
    return _pack({"head": head, "prices": prices, "pupil": seats.pupil, "group": seats.group})


def outcome_from_columns(content: bytes, round_: Round) -> Outcome:
    """Raises InvalidResult."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            head = json.loads(stored["head"].tobytes())
            prices, pupil, group = stored["prices"], stored["pupil"], stored["group"]
        if head.get("format") != RESULT_FORMAT:
            raise InvalidResult(f'the format is not "{RESULT_FORMAT}"')
        table = as_table(round_)
        inside = len(pupil) == len(group) and (
            not len(pupil)
            or (min(pupil.min(), group.min()) >= 0 and pupil.max() < len(table) and group.max() < len(round_.groups))
        )
        if not inside:
            raise InvalidResult("a seat outside the round")
        certificate = _certificate({**head["certificate"], "prices": prices.tolist()})
        return Outcome(SeatTable(table.ids, tuple(g.id for g in round_.groups), pupil, group), certificate)
    except InvalidResult:
        raise
    except UNREADABLE as error:
        raise InvalidResult(f"not a result: {error}") from None


def _table_or_tuple(seats: tuple[Seat, ...], round_: Round) -> Any:
    try:
        return SeatTable.of(seats, pupils=as_table(round_), groups=[group.id for group in round_.groups])
    except KeyError:
        return seats  # the checker names the unknown


def _certificate(data: Mapping[str, Any]) -> Certificate:
    values = dict(data)
    values.pop("relaxed_bound", None)  # of versions 1 and 2
    if opening := values.get("opening"):
        charges = tuple((str(pupil), str(group), charge) for pupil, group, charge in opening["charges"])
        values["opening"] = Opening(opening["bound"], tuple(opening["prices"]), charges)
        if not all(
            type(n) is int and abs(n) < LARGEST
            for n in (opening["bound"], *opening["prices"], *(c[2] for c in charges))
        ):
            raise InvalidResult("“opening” holds something else than whole numbers")
    for name in ("prices", "closed", "kept_open"):
        values[name] = tuple(values[name])
    for name in ("objective", "upper_bound", "placed", "placed_bound"):
        if type(values[name]) is not int:
            raise InvalidResult(f"“{name}” is no whole number")
    if not all(type(price) is int and abs(price) < LARGEST for price in values["prices"]):
        raise InvalidResult("a price is no whole number")
    return Certificate(**values)


def _pack(parts: Mapping[str, Any]) -> bytes:
    out = io.BytesIO()
    head = np.frombuffer(json.dumps(parts["head"], ensure_ascii=False, sort_keys=True).encode(), np.uint8)
    np.savez(out, head=head, **{name: value for name, value in parts.items() if name != "head"})
    return out.getvalue()


def _group(group: Group) -> Mapping[str, Any]:
    data = asdict(group)
    data["grades"] = [data.pop("first_grade"), data.pop("last_grade")]
    data["meetings"] = [_when(meeting) for meeting in group.meetings]
    data["reserves"] = [_short(reserve) for reserve in data["reserves"]]
    return {
        **{name: data[name] for name in ("id", "course", "place", "meetings", "seats", "grades")},
        **_short({k: data[k] for k in ("minimum", "target", "enrolled", "reserves")}),
    }


def _pupil(pupil: Pupil) -> Mapping[str, Any]:
    data = asdict(pupil)
    data["blocked"] = [_when(meeting) for meeting in pupil.blocked]
    kept = {name: data.pop(name) for name in ("id", "school", "grade", "wishes", "max_courses")}
    return {**kept, **_short(data)}


def _when(meeting: Meeting) -> list[int]:
    return [meeting.day, meeting.start, meeting.minutes]


def _short(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in data.items() if value or name in {"id", "most", "seats"}}


def _entries(entries: Iterable[Any]) -> str:
    lines = ",\n  ".join(_dump(entry) for entry in entries)
    return f"\n  {lines}\n" if lines else ""


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
