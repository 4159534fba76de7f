"""Reading a list apart from us and comparing it with what is there. Writes nothing but what was found."""

from datetime import date

from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.exchange.sandbox import Bounds, Crashed, Exhausted, Refused, run_apart
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.people.choices import RosterPart, RosterState
from vmeste.modules.people.models import RosterRun
from vmeste.modules.people.selectors.rosters import present_rows
from vmeste.modules.people.services.rosters import Finish, Tell, keep_difference, keep_refusal
from vmeste.pure.rosters import Roster, compare
from vmeste.pure.rosters.reading import roster_from_data

from .wording import refusal_words

BOUNDS = Bounds(memory=2 << 30, cpu_seconds=60, clock_seconds=240, answer=256 << 20)
"""A hundred thousand pupils with two guardians each take about 10 seconds of processor time and 1 GB."""
_FUNCTION = "vmeste.pure.rosters.reading:roster_as_data"


def check_list(run: RosterRun, *, actor: Actor, tell: Tell, finish: Finish) -> None:
    """Find out what a list would do. A second delivery of the same work does nothing."""
    if run.state != RosterState.READING:
        return
    tell(_("Reading the file"), 5)
    data = bytes(run.pages.get(part=RosterPart.FILE).body)
    try:
        roster = read_apart(data, filename=run.file_name, on=run.on, organisation=run.organisation)
    except Refused as refused:
        keep_refusal(run, actor=actor, message=refusal_words(refused.kind, str(refused)), finish=finish)
        return
    except (Exhausted, Crashed):
        keep_refusal(run, actor=actor, message=refusal_words("Exhausted", ""), finish=finish)
        return
    tell(_("Comparing with what is there"), 50)
    pupils, guardians, classes = present_rows(run.organisation, run.year, run.on)
    found = compare(roster, pupils=pupils, guardians=guardians, classes=classes)
    tell(_("Writing down what was found"), 80)
    keep_difference(run, actor=actor, roster=roster, difference=found, finish=finish)


def read_apart(data: bytes, *, filename: str, on: date, organisation: Organisation, bounds: Bounds = BOUNDS) -> Roster:
    """The list in a file, without opening the file in this process.

    Raises:
        Refused: `kind` is the name of a subclass of RosterRefused. Exhausted, Crashed: the file tried to do harm.
    """
    answer = run_apart(
        _FUNCTION,
        data,
        bounds=bounds,
        filename=filename,
        on=on.isoformat(),
        names=[name for name in (organisation.name, organisation.short_name) if name],
        identifiers=[identifier for identifier in (organisation.inn, organisation.ogrn) if identifier],
    )
    return roster_from_data(answer)
