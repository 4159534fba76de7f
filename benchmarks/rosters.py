"""Run as a program: bring a OneRoster archive of pupils into a network of its own, write it, bring it again, undo it.

Prints seconds on the clock and of CPU for every step, children included, and beside them the reference: Django's
`bulk_create` of the same rows (pupils, guardians, ties, attachments) and nothing else.
"""

import csv
import json
import resource
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import Any

import django

SIZE = 100_000
CLASS_SIZE = 25
ON = date(2026, 9, 1)
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
STEPS = ("read and compare", "write", "the same again", "undo")
_LETTERS = "абвгдежзиклмнопрстуфхцчшэюя"


def name(number: int) -> str:
    """A last name of its own for every pupil: letters only."""
    word = ""
    while number:
        number, place = divmod(number, len(_LETTERS))
        word += _LETTERS[place]
    return f"Имя{word}ов"


def tables(pupils: int) -> dict[str, Iterator[tuple[Any, ...]]]:
    """The files of a whole export: pupils with one guardian each, in classes of twenty-five."""
    files = ("orgs", "classes", "users", "enrollments", "demographics")

    def users() -> Iterator[tuple[Any, ...]]:
        yield ("sourcedId", "status", "orgSourcedIds", "role", "givenName", "familyName", "middleName", "email", "sms",
               "agentSourcedIds")  # fmt: skip
        for number in range(pupils):
            yield (f"s{number}", "", "o1", "student", "Анна", name(number), "Сергеевна", "", "", f"g{number}")
            yield (f"g{number}", "", "o1", "parent", "Ольга", name(number), "Петровна", f"g{number}@example.org",
                   f"+7 9{number:09d}", "")  # fmt: skip

    def classes() -> Iterator[tuple[Any, ...]]:
        yield ("sourcedId", "title", "classType", "schoolSourcedId")
        for number in range(-(-pupils // CLASS_SIZE)):
            yield (f"c{number}", f"Класс {number}", "homeroom", "o1")

    def enrolments() -> Iterator[tuple[Any, ...]]:
        yield ("sourcedId", "status", "classSourcedId", "userSourcedId", "role")
        for number in range(pupils):
            yield (f"e{number}", "", f"c{number // CLASS_SIZE}", f"s{number}", "student")

    def births() -> Iterator[tuple[Any, ...]]:
        yield ("sourcedId", "birthDate", "sex")
        for number in range(pupils):
            yield (f"s{number}", f"20{10 + number % 9}-{1 + number % 12:02d}-{1 + number % 28:02d}", "female")

    return {
        "manifest": iter(
            [("propertyName", "value"), ("oneroster.version", "1.1"), *((f"file.{file}", "bulk") for file in files)]
        ),
        "orgs": iter([("sourcedId", "name", "type", "identifier"), ("o1", "Measured", "school", "")]),
        "classes": classes(),
        "users": users(),
        "enrollments": enrolments(),
        "demographics": births(),
    }


def archive(pupils: int) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for title, rows in tables(pupils).items():
            text = StringIO(newline="")
            csv.writer(text).writerows(rows)
            file.writestr(f"{title}.csv", text.getvalue().encode())
    return target.getvalue()


def main() -> None:
    django.setup()
    from vmeste.foundation.tenancy.scope import working_in
    from vmeste.modules.networks.models import Network

    pupils = int(sys.argv[1])
    network = Network.objects.create(name="Rosters", slug=f"rosters-{time.time_ns()}")
    with working_in(network):
        reference = _reference(pupils)
    steps = _bring(network, pupils)
    print(json.dumps({"pupils": pupils, "bulk": reference, **steps}))


def _taken(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds on the clock, and of CPU in this process and its children."""

    def cpu() -> float:
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime

    clock, spent = time.perf_counter(), cpu()
    work()
    return time.perf_counter() - clock, cpu() - spent


def _place() -> tuple[Any, Any]:
    from vmeste.modules.organisations.models import Organisation
    from vmeste.modules.reference.models import AcademicYear

    organisation = Organisation.objects.create(name="Measured", kind="school")
    year = AcademicYear.objects.create(name="2026/27", starts_on=date(2026, 9, 1), ends_on=date(2027, 9, 1))
    return organisation, year


def _reference(pupils: int) -> tuple[float, float]:
    from django.db import transaction

    from vmeste.modules.people.models import Guardian, Guardianship, Pupil, PupilAttachment, SchoolClass

    with transaction.atomic():
        organisation, year = _place()

        def work() -> None:
            classes = SchoolClass.objects.bulk_create(
                SchoolClass(organisation=organisation, year=year, kind="group", name=f"Класс {number}")
                for number in range(-(-pupils // CLASS_SIZE))
            )
            children = Pupil.objects.bulk_create(
                Pupil(last_name=name(n), first_name="Анна", patronymic="Сергеевна", external_id=f"s{n}", number=f"{n}")
                for n in range(pupils)
            )
            people = Guardian.objects.bulk_create(
                Guardian(last_name=name(n), first_name="Ольга", patronymic="Петровна", phone=f"+7 9{n:09d}")
                for n in range(pupils)
            )
            Guardianship.objects.bulk_create(
                Guardianship(pupil=child, guardian=person) for child, person in zip(children, people, strict=True)
            )
            PupilAttachment.objects.bulk_create(
                PupilAttachment(
                    pupil=child, organisation=organisation, school_class=classes[n // CLASS_SIZE], starts_on=ON
                )
                for n, child in enumerate(children)
            )

        taken = _taken(work)
        transaction.set_rollback(True)
    return taken


def _bring(network: Any, pupils: int) -> dict[str, tuple[float, float]]:
    from vmeste.foundation.access.actor import Actor
    from vmeste.foundation.tenancy.scope import working_in
    from vmeste.modules.people.importing.checking import check_list
    from vmeste.modules.people.services import roster_undoing, roster_writing, rosters

    actor = Actor.system("Benchmark", network.pk)
    quiet: dict[str, Any] = {"actor": actor, "tell": lambda *said: None, "finish": lambda: None}
    data = archive(pupils)
    with working_in(network):
        organisation, _year = _place()

        def brought() -> Any:
            run = rosters.bring_list(
                organisation, actor=actor, data=data, name="bench.zip", on=ON, at=NOW, in_background=False
            )
            check_list(run, **quiet)
            run.refresh_from_db()
            return run

        runs: list[Any] = []
        steps = {"read and compare": _taken(lambda: runs.append(brought()))}
        first = runs[0]
        assert first.counts["new"] == pupils, (first.message, first.counts)
        rosters.confirm_list(first, actor=actor, in_background=False)
        steps["write"] = _taken(lambda: roster_writing.write_roster(first, at=NOW, **quiet))
        first.refresh_from_db()
        assert first.counts["added"] == pupils, first.counts
        steps["the same again"] = _taken(lambda: runs.append(brought()))
        assert runs[1].counts["same"] == pupils, runs[1].counts
        rosters.request_undo(first, actor=actor, in_background=False)
        steps["undo"] = _taken(lambda: roster_undoing.take_back(first, at=NOW, **quiet))
        first.refresh_from_db()
        assert first.counts["stayed"] == 0, first.counts
    return steps


if __name__ == "__main__":
    main()
