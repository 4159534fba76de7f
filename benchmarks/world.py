"""Run as a program: fill the database of the environment with a big and a small network; print what to ask of them.

The rows are made without the commands, in bulk, by a fixed rule: the same figures on every machine. Words: the number
of organisations of the big network.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, islice
from typing import Any

import django

BATCH = 20_000
# (slug, share of the organisations asked for)
NETWORKS = (("big", 1.0), ("small", 0.1))
AGREEMENTS_EACH = 3
SMALLEST = 200
GROUPS, HOSTS = 200, 10
SEPTEMBER = 9
TOWNS = ("Казань", "Томск", "Псков", "Самара", "Тверь", "Пермь", "Омск", "Курск", "Чита", "Рязань", "Тула", "Калуга")
KINDS = ("school", "enterprise", "university", "vocational")
SUBJECTS = ("инженерного класса", "медицинского класса", "профильной смены", "проектной работы", "школьного музея")
TODAY = date.today()  # noqa: DTZ011 - what is expiring must be so on the day of the measuring


class Table:
    """Rows of one model written past the ORM, with the model's own defaults for what nobody says."""

    def __init__(self, model: Any) -> None:
        from django.db import connection

        self.connection, self.model = connection, model
        self.fields = model._meta.concrete_fields
        row = model()
        self.usual = {f.attname: f.get_db_prep_save(f.pre_save(row, True), connection) for f in self.fields}

    def write(self, rows: Iterator[dict[str, Any]]) -> None:
        columns = [field.column for field in self.fields]
        names = ", ".join(f'"{column}"' for column in columns)
        lines = (tuple({**self.usual, **row}[f.attname] for f in self.fields) for row in rows)
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self.model._meta.db_table}" ({names}) FROM STDIN') as copy:
                    for line in lines:
                        copy.write_row(line)
                return
            marks = ", ".join("?" * len(columns))
            sql = f'INSERT INTO "{self.model._meta.db_table}" ({names}) VALUES ({marks})'
            while batch := list(islice(lines, BATCH)):
                cursor.cursor.executemany(sql, batch) if hasattr(cursor, "cursor") else cursor.executemany(sql, batch)


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    asked = int(sys.argv[1])
    _force_row_security(connection, is_forced=False)
    with transaction.atomic():
        people = {slug: _fill(slug, max(SMALLEST, int(asked * share))) for slug, share in NETWORKS}
        if connection.vendor == "postgresql":
            # Rows copied without the sequences knowing.
            _move_sequences(connection)
    _force_row_security(connection, is_forced=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(people))


def _force_row_security(connection: Any, *, is_forced: bool) -> None:
    """PostgreSQL copies no rows into a table whose owner row security binds; for the measuring it is bound again."""
    from django.apps import apps

    from vmeste.foundation.tenancy.models import NetworkModel

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if issubclass(model, NetworkModel):
                force = "FORCE" if is_forced else "NO FORCE"
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" {force} ROW LEVEL SECURITY')


def _move_sequences(connection: Any) -> None:
    from django.apps import apps
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(sql)


def _fill(slug: str, organisations: int) -> dict[str, Any]:
    from tests.reliability.casting import _person

    from vmeste.foundation.access.actor import Role
    from vmeste.foundation.tenancy.scope import working_in
    from vmeste.modules.networks.models import Network

    network = Network.objects.create(name=f"Network {slug}", slug=slug)
    with working_in(network):
        person = _person(network, slug, Role.CURATOR)
        first = network.pk * 100_000_000
        directions = _directions()
        towns = _towns()
        _organisations(network, first, organisations, towns)
        _agreements(network, first, organisations, directions)
        _timetable(first)
        return {
            **person,
            "direction": directions[0],
            "agreement": first + 7,
            "organisation": first + 7,
            **_queries(network, person["user"]),
        }


def _directions() -> list[int]:
    from vmeste.modules.reference.models import Direction

    return [row.pk for row in Direction.objects.bulk_create([Direction(name=f"Direction {n}") for n in range(8)])]


def _towns() -> list[int]:
    from vmeste.modules.reference.models import Territory

    return [row.pk for row in Territory.objects.bulk_create([Territory(name=town) for town in TOWNS])]


def _name(number: int) -> str:
    return f"Школа № {number} города {TOWNS[number % len(TOWNS)]}"


def _organisations(network: Any, first: int, count: int, towns: list[int]) -> None:
    from vmeste.foundation.search.models import SearchEntry, SearchWord
    from vmeste.foundation.text.sorting import sort_key
    from vmeste.modules.organisations.models import Organisation

    Table(Organisation).write(
        {
            "id": first + n,
            "network_id": network.pk,
            "name": f"Муниципальное образовательное учреждение «{_name(n)}»",
            "short_name": _name(n),
            "sort_key": sort_key(_name(n))[:120],
            "kind": KINDS[n % len(KINDS)],
            "territory_id": towns[n % len(towns)],
            "partner_since": _day(TODAY - timedelta(days=n % 4000)) if n % 5 else None,
        }
        for n in range(count)
    )
    Table(SearchEntry).write(
        {
            "id": first + n,
            "network_id": network.pk,
            "kind": "organisations.Organisation",
            "row_id": first + n,
            "title": _name(n),
        }
        for n in range(count)
    )
    _words(SearchWord, network, first * 10, ((first + n, _name(n)) for n in range(count)))


def _agreements(network: Any, first: int, organisations: int, directions: list[int]) -> None:
    from vmeste.foundation.search.models import SearchEntry, SearchWord
    from vmeste.foundation.text.sorting import sort_key
    from vmeste.modules.agreements.models import Agreement, AgreementDirection, AgreementParty

    count = organisations * AGREEMENTS_EACH

    def title(n: int) -> str:
        return f"Договор о поддержке {SUBJECTS[n % len(SUBJECTS)]} {n}"

    def agreement(n: int) -> dict[str, Any]:
        signed = TODAY - timedelta(days=30 + n % 2500)
        # One in fifty ends within the next 80 days.
        ends = TODAY + timedelta(days=1 + n % 80) if n % 50 == 0 else signed + timedelta(days=1100)
        stage = ("in_force", "in_force", "in_force", "draft", "on_signature")[n % 5]
        is_signed = stage == "in_force"
        return {
            "id": first + n,
            "network_id": network.pk,
            "title": title(n),
            "sort_key": sort_key(title(n))[:120],
            "number": f"{n}/{signed.year}",
            "kind": ("cooperation", "partnership", "network_form")[n % 3],
            "stage": stage,
            "signed_on": _day(signed) if is_signed else None,
            "starts_on": _day(signed) if is_signed else None,
            "ends_on": _day(ends) if is_signed else None,
        }

    Table(Agreement).write(agreement(n) for n in range(count))
    Table(AgreementParty).write(
        {
            "id": first + 3 * n + place,
            "network_id": network.pk,
            "agreement_id": first + n,
            "organisation_id": first + (n + place * 7919) % organisations,
            "position": place + 1,
        }
        for n in range(count)
        for place in range(3 if n % 2 else 2)
    )
    Table(AgreementDirection).write(
        {
            "id": first + n,
            "network_id": network.pk,
            "agreement_id": first + n,
            "direction_id": directions[n % len(directions)],
        }
        for n in range(count)
    )
    Table(SearchEntry).write(
        {
            "id": first + organisations + n,
            "network_id": network.pk,
            "kind": "agreements.Agreement",
            "row_id": first + n,
            "title": title(n),
        }
        for n in range(count)
    )
    _words(
        SearchWord,
        network,
        first * 10 + organisations * 10,
        ((first + organisations + n, title(n)) for n in range(count)),
    )


def _timetable(first: int) -> None:
    """Groups that meet twice a week at ten organisations, with teachers, rooms and the classes that come to them."""
    from vmeste.modules.courses.models import Meeting, PlanLine, Programme, StudyGroup, Venue
    from vmeste.modules.people.models import SchoolClass, StaffMember
    from vmeste.modules.reference.models import AcademicYear

    begins = date(TODAY.year if TODAY.month >= SEPTEMBER else TODAY.year - 1, SEPTEMBER, 1)
    year = AcademicYear.objects.create(name="Year", starts_on=begins, ends_on=begins.replace(year=begins.year + 1))
    places = [first + n for n in range(HOSTS)]
    teachers = StaffMember.objects.bulk_create(
        StaffMember(last_name=f"Учитель {n}", first_name="Анна", sort_key=f"{n:03d}") for n in range(2 * HOSTS)
    )
    rooms = Venue.objects.bulk_create(
        Venue(organisation_id=places[n % HOSTS], name=f"Кабинет {n}", sort_key=f"{n:03d}") for n in range(3 * HOSTS)
    )
    programmes = Programme.objects.bulk_create(
        Programme(organisation_id=places[n % HOSTS], title=f"Курс {n}", sort_key=f"{n:03d}", kind="extracurricular")
        for n in range(GROUPS // 2)
    )
    classes = SchoolClass.objects.bulk_create(
        SchoolClass(organisation_id=places[n % HOSTS], year=year, name=f"8-{n}", sort_key=f"{n:03d}", grade=8)
        for n in range(4 * HOSTS)
    )
    groups = StudyGroup.objects.bulk_create(
        StudyGroup(
            programme=programmes[n // 2],
            year=year,
            name=f"Группа {n}",
            sort_key=f"{n:03d}",
            teacher=teachers[n % len(teachers)],
            venue=rooms[n % len(rooms)],
            seats=15,
        )
        for n in range(GROUPS)
    )
    Meeting.objects.bulk_create(
        Meeting(group=group, weekday=1 + (n + 2 * time) % 5, starts_at=840 + 45 * (n // 20 % 8), minutes=45)
        for n, group in enumerate(groups)
        for time in range(2)
    )
    PlanLine.objects.bulk_create(
        PlanLine(school_class=classes[n % len(classes)], programme=group.programme, group=group, hours_a_week=2)
        for n, group in enumerate(groups)
    )


def _words(model: Any, network: Any, first: int, entries: Iterator[tuple[int, str]]) -> None:
    from vmeste.foundation.search.finding import words_of

    pairs = chain.from_iterable(((entry, word) for word in dict.fromkeys(words_of(text))) for entry, text in entries)
    Table(model).write(
        {"id": first + n, "network_id": network.pk, "entry_id": entry, "word": word}
        for n, (entry, word) in enumerate(pairs)
    )


def _day(day: date) -> Any:
    from django.db import connection

    return day.isoformat() if connection.vendor == "sqlite" else day


def _queries(network: Any, user_id: int) -> dict[str, Any]:
    """The main queries of the two lists and of the count, as SQL for the driver alone; a cursor far into the list."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from vmeste.foundation.screens.keyset import Cursor, capped_count, page_of
    from vmeste.modules.agreements.models import Agreement
    from vmeste.modules.agreements.selectors.registers import agreements_for_list
    from vmeste.modules.networks.selectors import actor_in
    from vmeste.modules.organisations.models import Organisation
    from vmeste.modules.organisations.selectors.registers import organisations_for_list

    actor = actor_in(network, user_id=user_id, label="Person")
    found: dict[str, Any] = {}
    for name, rows, sort, is_descending in (
        ("organisations", organisations_for_list(actor), "sort_key", False),
        ("agreements", agreements_for_list(actor), "signed_on", True),
    ):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page_of(rows, sort=sort, is_descending=is_descending, size=50)
        found[f"{name}_sql"] = captured.captured_queries[0]["sql"]
        with CaptureQueriesContext(connection) as captured:
            capped_count(rows)
        found[f"{name}_count_sql"] = captured.captured_queries[0]["sql"]
    for name, model, order, depth in (
        ("organisations", Organisation, "sort_key", 0.8),
        ("agreements", Agreement, "-signed_on", 0.4),
    ):
        field = order.removeprefix("-")
        rows = model.objects.exclude(**{field: None})
        row = rows.order_by(order, "-pk" if order != field else "pk")[int(rows.count() * depth)]
        found[f"{name}_deep"] = Cursor(getattr(row, field), row.pk).as_text()
    return found


if __name__ == "__main__":
    main()
