"""Why a file as a whole is not read. The text of an error is what it is about: a file, a column, a number."""


class RosterRefused(ValueError):
    """The file is not read; the subclass says why."""


class NotARoster(RosterRefused):
    """Neither an archive of OneRoster nor a workbook."""


class MissingManifest(RosterRefused):
    """An archive of text files without manifest.csv."""


class MissingFile(RosterRefused):
    """The manifest announces a file that is not there, or leaves out one that a list needs."""


class MissingColumn(RosterRefused):
    """A file lacks a column without which it says nothing: `file: column`."""


class WrongVersion(RosterRefused):
    """A version of OneRoster other than 1.1 and 1.2."""


class WrongOrganisation(RosterRefused):
    """The file is about other schools: their names."""


class SeveralOrganisations(RosterRefused):
    """The file has several schools, and none is told apart as the one meant."""


class NoHeadings(RosterRefused):
    """No sheet has a row of headings with names of pupils."""


class EmptyRoster(RosterRefused):
    """There is no pupil in the file."""


class TooLarge(RosterRefused):
    """Beyond one of the limits."""


class Encrypted(RosterRefused):
    """Protected by a password."""


class Damaged(RosterRefused):
    """Cut off, contradictory or deceptive."""
