"""A calendar read back gives the same days."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vmeste.pure.timetable.icalendar import Entry, write_calendar
from vmeste.pure.timetable.recurring import Break, Calendar, Weekly, Weeks, days_of

STAMP = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
START = date(2026, 9, 1)


def unfolded(data):
    return data.decode().replace("\r\n ", "").split("\r\n")


def days_said(lines):
    values = {line.partition(":")[0].partition(";")[0]: line.partition(":")[2] for line in lines}
    first = datetime.strptime(values["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - floating by intent
    if "RRULE" not in values:
        return [first.date()]
    rule = dict(part.split("=") for part in values["RRULE"].split(";"))
    until = datetime.strptime(rule["UNTIL"], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - floating by intent
    left_out = set(values.get("EXDATE", "").split(","))
    moments = []
    while first <= until:
        if first.strftime("%Y%m%dT%H%M%S") not in left_out:
            moments.append(first.date())
        first += timedelta(weeks=int(rule.get("INTERVAL", 1)))
    return moments


@given(
    st.integers(1, 7),
    st.sampled_from(Weeks),
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 30)), max_size=3),
)
def test_a_calendar_read_back_gives_the_same_days(weekday, weeks, gaps):
    breaks = tuple(Break(START + timedelta(days=a), START + timedelta(days=a + n)) for a, n in gaps)
    calendar = Calendar(START, date(2027, 5, 27), breaks)
    days = list(days_of(Weekly(weekday, 930, 45, weeks), calendar))
    every = 1 if weeks is Weeks.EVERY else 2

    data = write_calendar("Robots", [Entry("1@x", "Robots", "Room", 930, 45, days, every)], stamp=STAMP)

    assert days_said(unfolded(data)) == days


def test_texts_are_escaped_and_lines_are_short():
    entry = Entry("1@x", "Робототехника; «Шаг, ещё шаг» " * 5, "A\nB\\C", 930, 45, [START])

    data = write_calendar("X", [entry], stamp=STAMP)

    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    lines = unfolded(data)
    assert "LOCATION:A\\nB\\\\C" in lines
    assert any(line.startswith("SUMMARY:Робототехника\\; «Шаг\\, ещё") for line in lines)
    assert "DTEND:20260901T161500" in lines


def test_an_entry_without_days_is_left_out():
    assert b"VEVENT" not in write_calendar("X", [Entry("1@x", "T", "", 930, 45, [])], stamp=STAMP)
