"""Weekly meetings as an iCalendar file (RFC 5545).

Times are floating: 15:30 is 15:30 on the wall of the room, wherever the calendar is opened.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting with its `days` in order, every `weeks` weeks but for those left out."""

    uid: str
    title: str
    place: str
    start: int
    minutes: int
    days: Sequence[date]
    weeks: int = 1


def write_calendar(name: str, entries: Iterable[Entry], *, stamp: datetime) -> bytes:
    """The file; `stamp` is when it was made, in UTC. Entries without a day are left out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vmeste//Timetable//RU", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_said(name)}")
    for entry in entries:
        if entry.days:
            lines.extend(_event(entry, stamp))
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(entry: Entry, stamp: datetime) -> Iterator[str]:
    first, last = entry.days[0], entry.days[-1]
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART:{_moment(first, entry.start)}"
    yield f"DTEND:{_moment(first, entry.start + entry.minutes)}"
    if first != last:
        interval = f";INTERVAL={entry.weeks}" if entry.weeks > 1 else ""
        yield f"RRULE:FREQ=WEEKLY{interval};UNTIL={_moment(last, entry.start)}"
        met = set(entry.days)
        steps = range(0, (last - first).days + 1, 7 * entry.weeks)
        missing = [day for day in (first + timedelta(days=step) for step in steps) if day not in met]
        if missing:
            yield f"EXDATE:{','.join(_moment(day, entry.start) for day in missing)}"
    yield f"SUMMARY:{_said(entry.title)}"
    if entry.place:
        yield f"LOCATION:{_said(entry.place)}"
    yield "END:VEVENT"


def _moment(day: date, minutes: int) -> str:
    moment = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - floating by intent
    return f"{moment:%Y%m%dT%H%M%S}"


def _said(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """A line of at most 75 octets and its continuations, cut between characters (RFC 5545, 3.1)."""
    parts, part, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > _LINE_OCTETS:
            parts.append(part)
            part, size = " ", 1
        part, size = part + character, size + octets
    return "\r\n".join([*parts, part])
