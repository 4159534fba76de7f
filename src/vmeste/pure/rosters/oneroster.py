"""Archives of OneRoster CSV, versions 1.1 and 1.2 (1EdTech, "OneRoster CSV Binding").

manifest.csv says of every file whether it is whole (`bulk`), only what changed (`delta`) or not there (`absent`).
Pupils are users with the role student: `users.role` in 1.1, `roles.csv` in 1.2. The class of a pupil is the one of
type `homeroom` it is enrolled in, or its only class. `userProfiles.csv`, courses, resources and results are not read;
of demographics only the birth date and the sex are.
"""

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

from vmeste.pure.writing.archives import (
    ArchiveRefused,
    EncryptedArchive,
    NotAnArchive,
    OversizedArchive,
    inspect_archive,
)
from vmeste.pure.writing.tables import texts
from vmeste.pure.writing.tables.limits import Damaged as DamagedText
from vmeste.pure.writing.tables.limits import NotATable

from . import cells
from .errors import (
    Damaged,
    EmptyRoster,
    Encrypted,
    MissingColumn,
    MissingFile,
    MissingManifest,
    NotARoster,
    SeveralOrganisations,
    TooLarge,
    WrongOrganisation,
    WrongVersion,
)
from .headings import is_sensitive
from .lines import LineReader, settled_kinship
from .rows import ClassEntry, GuardianEntry, Notebook, ProblemKind, PupilEntry, Roster, Source

MOST_LINES = 1_000_000
"""Of one file: a hundred thousand pupils have two guardians each and several enrolments."""
MANIFEST = "manifest.csv"
_MAX_MEMBERS, _MAX_UNPACKED, _MAX_RATIO = 60, 400 << 20, 200
_VERSIONS = {"1.1": Source.ONEROSTER_1_1, "1.2": Source.ONEROSTER_1_2}
_READ: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # file: columns without which it says nothing, further columns that are read or belong to the form
    "orgs": (frozenset({"sourcedId", "name"}), frozenset({"type", "identifier", "parentSourcedId"})),
    "academicSessions": (
        frozenset({"sourcedId"}),
        frozenset({"title", "type", "startDate", "endDate", "parentSourcedId", "schoolYear"}),
    ),
    "classes": (
        frozenset({"sourcedId", "title", "schoolSourcedId"}),
        frozenset(
            {"grades", "courseSourcedId", "classCode", "classType", "location", "termSourcedIds", "subjects"}
            | {"subjectCodes", "periods"}
        ),
    ),
    "users": (
        frozenset({"sourcedId", "givenName", "familyName"}),
        frozenset(
            {"enabledUser", "orgSourcedIds", "role", "username", "userIds", "middleName", "identifier", "email", "sms"}
            | {"phone", "agentSourcedIds", "grades", "password", "userMasterIdentifier", "resourceSourcedIds"}
            | {"preferredGivenName", "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId", "pronouns"}
        ),
    ),
    "roles": (
        frozenset({"userSourcedId", "role", "orgSourcedId"}),
        frozenset({"sourcedId", "roleType", "beginDate", "endDate", "userProfileSourcedId"}),
    ),
    "enrollments": (
        frozenset({"classSourcedId", "userSourcedId", "role"}),
        frozenset({"sourcedId", "schoolSourcedId", "primary", "beginDate", "endDate"}),
    ),
    "demographics": (frozenset({"sourcedId"}), frozenset({"birthDate", "sex"})),
}
_OF_EVERY_FILE = frozenset({"status", "dateLastModified"})
_STUDENT, _FAMILY = "student", {"parent": "", "guardian": "guardian", "relative": "other"}
_GONE = frozenset({"tobedeleted", "inactive"})
_STATUSES = _GONE | {"", "active"}


@dataclass(frozen=True, slots=True)
class _File:
    """A file's lines: number from 1 → column → text. `is_whole`: bulk."""

    name: str
    rows: list[tuple[int, dict[str, str]]]
    is_whole: bool


def read_oneroster(data: bytes, *, on: date, names: Collection[str], identifiers: Collection[str]) -> Roster:
    """The pupils of one school in an archive; `names` and `identifiers` are those of the organisation meant.

    Raises:
        RosterRefused: the file as a whole cannot be read.
    """
    archive = _Archive(data)
    book = archive.book
    source, kinds = _manifest(archive)
    files = {name: _file(archive, name, kinds) for name in _READ if name != "roles" or source is Source.ONEROSTER_1_2}
    for needed in ("orgs", "users", *(("roles",) if source is Source.ONEROSTER_1_2 else ())):
        if files.get(needed) is None:
            raise MissingFile(f"{needed}.csv")
    school = _school(files, names, identifiers)
    _note_other_year(files.get("academicSessions"), book, on)
    reader = _Pupils(files, book, school, on=on)
    pupils, classes = reader.read()
    if not pupils:
        raise EmptyRoster
    users, enrolments = files["users"], files.get("enrollments")
    assert users is not None
    is_whole = users.is_whole and (enrolments is None or enrolments.is_whole)
    return Roster(source, is_whole, classes, tuple(pupils), tuple(book.problems))


# Files


class _Archive:
    """The text files of an archive, safe to unpack; folders above them do not count."""

    def __init__(self, data: bytes) -> None:
        self.book = Notebook()
        try:
            inspected = inspect_archive(
                data, max_members=_MAX_MEMBERS, max_unpacked=_MAX_UNPACKED, max_ratio=_MAX_RATIO
            )
        except OversizedArchive as refusal:
            raise TooLarge(str(refusal)) from refusal
        except EncryptedArchive as refusal:
            raise Encrypted(str(refusal)) from refusal
        except NotAnArchive as refusal:
            raise NotARoster(str(refusal)) from refusal
        except ArchiveRefused as refusal:
            raise Damaged(str(refusal)) from refusal
        self.data = data
        self.members = {member.name.rpartition("/")[2].casefold(): member.name for member in inspected.members}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self.members

    def rows(self, name: str) -> list[tuple[int, dict[str, str]]]:
        """The lines of a file below its headings.

        Raises:
            RosterRefused.
        """
        with ZipFile(BytesIO(self.data)) as archive:
            content = archive.read(self.members[name.casefold()])
        try:
            content.decode("utf-8-sig")
        except UnicodeDecodeError:
            self.book.note(ProblemKind.NOT_UTF8, name)
        try:
            text = texts.decoded(content)
        except (DamagedText, NotATable) as refusal:
            raise Damaged(name) from refusal
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        rows: list[tuple[int, dict[str, str]]] = []
        lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        try:
            headings = [heading.strip() for heading in next(lines, [])]
            for row in lines:
                if any(row):
                    rows.append((lines.line_num, dict(zip(headings, row, strict=False))))
                if len(rows) > MOST_LINES:
                    raise TooLarge(name)
        except csv.Error as error:
            raise Damaged(f"{name}: {lines.line_num}") from error
        self._judge(name, headings)
        return rows

    def _judge(self, name: str, headings: list[str]) -> None:
        """Say which columns are left out, and refuse a file without those it lives on."""
        required, known = _READ.get(name.removesuffix(".csv"), (frozenset(), frozenset()))
        if not required:
            return
        for column in sorted(required - set(headings)):
            raise MissingColumn(f"{name}: {column}")
        for heading in headings:
            if heading and heading not in required | known | _OF_EVERY_FILE:
                sensitive = name == "demographics.csv" or is_sensitive(heading)
                kind = ProblemKind.COLUMN_SENSITIVE if sensitive else ProblemKind.COLUMN_UNKNOWN
                self.book.note(kind, name, 1, heading)


def _manifest(archive: _Archive) -> tuple[Source, dict[str, str]]:
    """The version, and for every file whether it is bulk, delta or absent."""
    if MANIFEST not in archive:
        if any(name.endswith(".csv") for name in archive.members):
            raise MissingManifest(MANIFEST)
        raise NotARoster("no text files with columns")
    said = {row.get("propertyName", "").strip(): row.get("value", "").strip() for _n, row in archive.rows(MANIFEST)}
    version = said.get("oneroster.version", "")
    if version not in _VERSIONS:
        raise WrongVersion(version)
    kinds = {key[len("file.") :]: value.casefold() for key, value in said.items() if key.startswith("file.")}
    return _VERSIONS[version], kinds


def _file(archive: _Archive, name: str, kinds: Mapping[str, str]) -> _File | None:
    kind = kinds.get(name, "absent")
    if kind == "absent":
        return None
    if f"{name}.csv" not in archive:
        raise MissingFile(f"{name}.csv")
    return _File(f"{name}.csv", archive.rows(f"{name}.csv"), kind != "delta")


def _school(files: Mapping[str, _File | None], names: Collection[str], identifiers: Collection[str]) -> str:
    """The sourcedId of the organisation meant: by its identifier, else its name, else the only school there is.

    An only school whose identifier is another one's is not it.
    """
    orgs = files["orgs"]
    assert orgs is not None
    schools = [
        row
        for _number, row in orgs.rows
        if row.get("type", "school").strip().casefold() in {"school", ""} and not _is_gone(row)
    ]
    known = {cells.folded(name) for name in names if name}
    by_identifier = [row for row in schools if row.get("identifier", "").strip() in set(filter(None, identifiers))]
    by_name = [row for row in schools if cells.folded(cells.plain(row["name"])) in known]
    for found in (by_identifier, by_name):
        if len(found) == 1:
            return found[0]["sourcedId"]
        if found:
            raise SeveralOrganisations(_names(found))
    if not schools or any(_looks_like_inn(row) for row in schools) or len(schools) == 1:
        raise WrongOrganisation(_names(schools))
    raise SeveralOrganisations(_names(schools))


def _looks_like_inn(row: Mapping[str, str]) -> bool:
    return row.get("identifier", "").strip().isdecimal()


def _names(rows: Iterable[Mapping[str, str]]) -> str:
    return ", ".join(row["name"] for row in list(rows)[:5])


def _is_gone(row: Mapping[str, str]) -> bool:
    return row.get("status", "").strip().casefold() in _GONE


def _note_other_year(sessions: _File | None, book: Notebook, on: date) -> None:
    """Note when no session of the file has the day the list is brought in for."""
    if sessions is None:
        return
    periods = []
    for _number, row in sessions.rows:
        try:
            periods.append((date.fromisoformat(row.get("startDate", "")), date.fromisoformat(row.get("endDate", ""))))
        except ValueError:
            continue
    if periods and not any(start <= on <= end for start, end in periods):
        book.note(ProblemKind.OTHER_YEAR, sessions.name, 0, "", f"{min(periods)[0]} – {max(p[1] for p in periods)}")


def _list(text: str) -> list[str]:
    """Ids in one cell; OneRoster separates them by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


class _Pupils:
    """Puts the files together into entries."""

    def __init__(self, files: Mapping[str, _File | None], book: Notebook, school: str, *, on: date) -> None:
        self.files, self.book, self.school, self.on = files, book, school, on
        self.classes: dict[str, ClassEntry] = {}
        self.homerooms: set[str] = set()

    def rows(self, name: str) -> list[tuple[int, dict[str, str]]]:
        file = self.files.get(name)
        return [] if file is None else file.rows

    def read(self) -> tuple[list[PupilEntry], dict[str, ClassEntry]]:
        students, family = self._people()
        self._read_classes()
        enrolled = self._enrolments(students)
        born = {row["sourcedId"]: (number, row) for number, row in self.rows("demographics")}
        guardians = self._guardians(students, family, born)
        pupils = [
            self._entry(number, row, enrolled.get(key, {}), guardians.get(key, ()), born.get(key))
            for key, (number, row) in students.items()
        ]
        used = {pupil.class_key for pupil in pupils}
        return pupils, {c.key: c for c in self.classes.values() if c.key in used}

    # People

    def _people(self) -> tuple[dict[str, tuple[int, dict[str, str]]], dict[str, tuple[int, dict[str, str], str]]]:
        """Students of the school and members of families, by sourcedId."""
        roles = self._roles()
        students: dict[str, tuple[int, dict[str, str]]] = {}
        family: dict[str, tuple[int, dict[str, str], str]] = {}
        elsewhere = others = 0
        for number, row in self.rows("users"):
            key = row["sourcedId"].strip()
            told = roles.get(key, []) if roles is not None else [
                (row.get("role", "").strip().casefold(), org) for org in _list(row.get("orgSourcedIds", ""))
            ]  # fmt: skip
            names = {role for role, _org in told} or {row.get("role", "").strip().casefold()}
            if kin := names & _FAMILY.keys():
                family[key] = number, row, _FAMILY[min(kin)]
            elif _STUDENT not in names:
                others += 1
            elif (_STUDENT, self.school) not in told:
                elsewhere += 1
            elif key in students:
                self.book.note(ProblemKind.DUPLICATE, "users.csv", number, "sourcedId", students[key][0])
            else:
                students[key] = number, row
        if elsewhere:
            self.book.note(ProblemKind.OTHER_SCHOOL, "users.csv", value=elsewhere)
        if others:
            self.book.note(ProblemKind.NOT_PUPILS, "users.csv", value=others)
        return students, family

    def _roles(self) -> dict[str, list[tuple[str, str]]] | None:
        if self.files.get("roles") is None:
            return None
        roles: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for _number, row in self.rows("roles"):
            if self._is_in_force(row) and not _is_gone(row):
                roles[row["userSourcedId"].strip()].append(
                    (row["role"].strip().casefold(), row["orgSourcedId"].strip())
                )
        return roles

    def _is_in_force(self, row: Mapping[str, str]) -> bool:
        begins, ends = row.get("beginDate", "").strip(), row.get("endDate", "").strip()
        # ISO days compare as texts; an end date is the last day on which it holds no more.
        day = self.on.isoformat()
        return not (ends and ends[:10] <= day) and not (begins and begins[:10] > day)

    # Classes

    def _read_classes(self) -> None:
        for number, row in self.rows("classes"):
            key = row["sourcedId"].strip()
            if row["schoolSourcedId"].strip() != self.school or _is_gone(row):
                continue
            try:
                self.classes[key] = cells.class_of(row["title"], external_id=key[: cells.ID_LENGTH])
            except cells.Unreadable:
                self.book.note(ProblemKind.BAD_CLASS, "classes.csv", number, "title", row["title"])
                continue
            if row.get("classType", "").strip().casefold() == "homeroom":
                self.homerooms.add(key)

    def _enrolments(self, students: Collection[str]) -> dict[str, dict[str, int]]:
        """Student → class → line of the enrolment in force."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        known = {row["sourcedId"].strip() for _number, row in self.rows("classes")}
        people = {row["sourcedId"].strip() for _number, row in self.rows("users")}
        for number, row in self.rows("enrollments"):
            if row["role"].strip().casefold() != _STUDENT or _is_gone(row) or not self._is_in_force(row):
                continue
            user, class_ = row["userSourcedId"].strip(), row["classSourcedId"].strip()
            if user not in people:
                self.book.note(ProblemKind.UNKNOWN_PERSON, "enrollments.csv", number, "userSourcedId", user)
            elif class_ not in known:
                self.book.note(ProblemKind.UNKNOWN_CLASS, "enrollments.csv", number, "classSourcedId", class_)
            elif user in students and class_ in self.classes:
                found[user][class_] = number
        return found

    # Guardians

    def _guardians(
        self,
        students: Mapping[str, tuple[int, dict[str, str]]],
        family: Mapping[str, tuple[int, dict[str, str], str]],
        born: Mapping[str, tuple[int, dict[str, str]]],
    ) -> dict[str, tuple[GuardianEntry, ...]]:
        """Student → guardians; the tie stands at either end."""
        ties: dict[str, list[str]] = defaultdict(list)
        for key, (_number, row) in students.items():
            ties[key] += [agent for agent in _list(row.get("agentSourcedIds", "")) if agent in family]
        for key, (_number, row, _kinship) in family.items():
            for agent in _list(row.get("agentSourcedIds", "")):
                if agent in students and key not in ties[agent]:
                    ties[agent].append(key)
        entries: dict[str, GuardianEntry | None] = {}
        for key in dict.fromkeys(agent for agents in ties.values() for agent in agents):
            number, row, kinship = family[key]
            entries[key] = None if _is_gone(row) else self._guardian(key, number, row, kinship, born.get(key))
        return {
            key: tuple(entry for agent in agents if (entry := entries[agent]) is not None)
            for key, agents in ties.items()
        }

    def _guardian(
        self, key: str, number: int, row: Mapping[str, str], kinship: str, born: tuple[int, Mapping[str, str]] | None
    ) -> GuardianEntry | None:
        reader = LineReader(self.book, "users.csv", number, on=self.on)
        last, first, patronymic = self._name(row, reader)
        entry = GuardianEntry(
            last,
            first,
            patronymic,
            kinship,
            reader.phone(row.get("sms", "") or row.get("phone", ""), "phone"),
            reader.email(row.get("email", ""), "email"),
            key[: cells.ID_LENGTH],
        )
        sex = {"male": "m", "female": "f"}.get(born[1].get("sex", "").strip().casefold(), "") if born else ""
        return None if reader.is_wrong else replace(entry, kinship=settled_kinship(entry, sex))

    # Pupils

    @staticmethod
    def _name(row: Mapping[str, str], reader: LineReader) -> tuple[str, str, str]:
        last, first = reader.name(row["familyName"], "familyName"), reader.name(row["givenName"], "givenName")
        patronymic = reader.name(row.get("middleName", ""), "middleName")
        if not (last and first) and not reader.is_wrong:
            reader.object(ProblemKind.NO_NAME, "givenName" if last else "familyName", last or first)
        return last, first, patronymic

    def _entry(
        self,
        number: int,
        row: Mapping[str, str],
        enrolled: Mapping[str, int],
        guardians: tuple[GuardianEntry, ...],
        born: tuple[int, Mapping[str, str]] | None,
    ) -> PupilEntry:
        reader = LineReader(self.book, "users.csv", number, on=self.on)
        last, first, patronymic = self._name(row, reader)
        if row.get("status", "").strip().casefold() not in _STATUSES:
            reader.object(ProblemKind.BAD_STATUS, "status", row["status"])
        born_on, sex = None, ""
        if born is not None:
            of_birth = LineReader(self.book, "demographics.csv", born[0], on=self.on)
            born_on = of_birth.birthday(born[1].get("birthDate", "").strip(), "birthDate")
            sex = of_birth.sex(born[1].get("sex", "").strip(), "sex")
            reader.is_wrong |= of_birth.is_wrong
        class_ = self._class_of(enrolled, reader, is_leaving=_is_gone(row))
        return PupilEntry(
            sheet="users.csv",
            line=number,
            last_name=last,
            first_name=first,
            patronymic=patronymic,
            born_on=born_on,
            sex=sex,
            email=reader.email(row.get("email", "").strip(), "email"),
            phone=reader.phone(row.get("sms", "") or row.get("phone", ""), "phone"),
            external_id=row["sourcedId"].strip()[: cells.ID_LENGTH],
            class_key=class_.key if class_ else "",
            is_leaving=_is_gone(row),
            is_wrong=reader.is_wrong,
            guardians=guardians,
        )

    def _class_of(self, enrolled: Mapping[str, int], reader: LineReader, *, is_leaving: bool) -> ClassEntry | None:
        homerooms = [key for key in enrolled if key in self.homerooms]
        found = homerooms or list(enrolled)
        if len(found) == 1:
            return self.classes[found[0]]
        if len(homerooms) > 1:
            names = ", ".join(self.classes[key].name for key in homerooms)
            self.book.note(ProblemKind.TWO_CLASSES, "enrollments.csv", enrolled[homerooms[1]], "classSourcedId", names)
            reader.is_wrong = True
        elif not is_leaving:
            self.book.note(ProblemKind.NO_CLASS, "users.csv", reader.line)
        return None
