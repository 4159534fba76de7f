"""Lists of pupils as schools keep them: read, compared with what is there, and written back.

`read_roster` reads an archive of OneRoster 1.1 or 1.2 or a workbook into a `Roster`, with every objection at its sheet,
line and column; `compare` sets it against the rows of one organisation; `write_list` writes the workbook. Nothing here
is ever guessed: what could mean two children is an objection.
"""

from .comparing import Difference, GuardianAct, LineAct, compare
from .errors import RosterRefused
from .reading import read_roster
from .rows import (
    NOTES,
    ClassEntry,
    GuardianEntry,
    LineState,
    PresentClass,
    PresentGuardian,
    PresentPupil,
    Problem,
    ProblemKind,
    PupilEntry,
    Roster,
    Source,
)
from .workbooks import ListRow, write_list

__all__ = [
    "NOTES",
    "ClassEntry",
    "Difference",
    "GuardianAct",
    "GuardianEntry",
    "LineAct",
    "LineState",
    "ListRow",
    "PresentClass",
    "PresentGuardian",
    "PresentPupil",
    "Problem",
    "ProblemKind",
    "PupilEntry",
    "Roster",
    "RosterRefused",
    "Source",
    "compare",
    "read_roster",
    "write_list",
]
