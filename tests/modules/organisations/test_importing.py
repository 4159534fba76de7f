"""The register of organisations as a table: recognised, compared, written by the ordinary commands."""

from datetime import date

import pytest
from django.utils import translation
from tests.factories.accounts import make_user
from tests.factories.networks import actor_of
from tests.factories.organisations import make_alias, make_organisation
from tests.factories.reference import make_territory
from tests.foundation.exchange.tables import applied, checked, messages, states, undone, xlsx

from vmeste.foundation.access.actor import Role
from vmeste.foundation.activity.models import Activity
from vmeste.foundation.exchange.choices import RunState
from vmeste.foundation.exchange.downloads import blank_table, register_table
from vmeste.foundation.exchange.importers import IMPORTERS
from vmeste.foundation.search.finding import find
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.organisations.models import Alias, Organisation


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


HEADINGS = ("Наименование", "Kind", "ИНН", "Территория", "Другие названия", "Partner since")
INN = "7707083893"


def test_a_line_becomes_an_organisation_only_when_it_is_saved(network, curator):
    make_territory(name="Полярные Зори")
    line = ("Школа № 4", "school", INN, "полярные зори", "СОШ 4; Четвёртая", "1 сентября 2024 г.")

    run = checked(network, curator, xlsx(HEADINGS, line))

    assert (run.state, run.counts["added"], Organisation.objects.count()) == (RunState.CHECKED, 1, 0)
    assert not Activity.objects.filter(subject_type="organisations.Organisation").exists()

    run = applied(run, curator)

    row = Organisation.objects.get()
    assert (row.name, row.inn, row.territory.name, row.partner_since) == (
        "Школа № 4",
        INN,
        "Полярные Зори",
        date(2024, 9, 1),
    )
    assert set(row.aliases.values_list("name", flat=True)) == {"СОШ 4", "Четвёртая"}
    assert [found.row_id for found in find("четвертая", actor=curator)] == [row.pk]
    assert run.counts["saved_added"] == 1


@pytest.mark.parametrize(
    ("heading", "cell", "words"),
    [
        ("ИНН", "7707083894", "check digit"),
        ("ИНН", "12", "10 digits"),
        ("Kind", "планета", "no such value"),
        ("Юридическое лицо", "может быть", "yes"),
        ("Partner since", "май 2022", "exact day"),
        ("Partner since", "никогда", "no date"),
        ("Территория", "Атлантида", "no territory"),
        ("Входит в", "Никто", "no organisation"),
        ("E-mail", "не почта", "e"),
        ("Наименование", "x" * 301, "300"),
    ],
)
def test_each_bad_cell_is_named_by_its_address(network, curator, heading, cell, words):
    headings, cells = ["Краткое наименование"], ["Школа"]
    for name, good in (("Наименование", "Школа № 1"), ("Kind", "school"), (heading, cell)):
        if name in headings:
            cells[headings.index(name)] = cell
        else:
            headings.append(name)
            cells.append(good)

    run = checked(network, curator, xlsx(headings, cells))

    ((address, message),) = messages(run)
    assert address == f"{chr(ord('A') + headings.index(heading))}2"
    assert words in message
    assert not Organisation.objects.exists()


def test_a_formula_is_refused_at_its_cell(network, curator):
    run = checked(network, curator, xlsx(("Name", "Kind"), ("School", '{=CONCAT("sch","ool")')))

    assert states(run) == ["wrong"]
    assert messages(run)[0][0] == "B2"
    assert "formula" in messages(run)[0][1]


def test_numbers_names_and_other_names_find_the_row(network, curator):
    by_inn = make_organisation(name="Завод", inn=INN, kind="enterprise")
    by_name = make_organisation(name="МБОУ «СОШ № 4»", address="old")
    by_alias = make_organisation(name="Лицей")
    make_alias(by_alias, name="Физмат")
    rows = (("Совсем другое имя", INN, "a"), ("мбоу  сош №4", None, "b"), ("ФИЗМАТ", None, "c"))

    run = checked(network, curator, xlsx(("Организация", "ИНН", "Адрес"), *rows))

    assert [(line.row_id, line.changes) for line in run.lines.order_by("number")] == [
        (by_inn.pk, [["address", "", "a"]]),
        (by_name.pk, [["address", "old", "b"]]),
        (by_alias.pk, [["address", "", "c"]]),
    ]


def test_a_name_that_fits_two_rows_is_an_error_that_lists_them(network, curator):
    twins = [make_organisation(name="Школа № 4"), make_organisation(name="Школа № 4")]

    run = checked(network, curator, xlsx(("Организация", "Адрес"), ("Школа № 4", "x")))

    ((_address, message),) = messages(run)
    assert all(f"№ {twin.pk}" in message for twin in twins)


def test_two_lines_about_one_thing_are_told(network, curator):
    make_organisation(name="Завод", inn=INN, kind="enterprise")
    run = checked(
        network,
        curator,
        xlsx(
            ("Name", "ИНН", "Kind"),
            ("Завод", INN, "enterprise"),
            ("Завод 2", INN, "enterprise"),
            ("А", None, "school"),
            ("А", None, "school"),
        ),
    )

    assert states(run) == ["unchanged", "wrong", "added", "wrong"]


def test_a_unit_may_stand_before_its_organisation_in_the_file(network, curator):
    rows = (("Центр", "no", "Университет", "university"), ("Университет", "yes", None, "university"))

    run = applied(checked(network, curator, xlsx(("Name", "Legal entity", "Part of", "Kind"), *rows)), curator)

    assert run.counts["saved_added"] == 2
    assert Organisation.objects.get(name="Центр").parent == Organisation.objects.get(name="Университет")

    run = undone(run, curator)

    assert (run.counts["undone"], run.counts["kept"], Organisation.objects.count()) == (2, 0, 0)


def test_a_row_of_another_network_is_a_new_one_here(network, curator, foreign_network):
    with working_in(foreign_network):
        theirs = make_organisation(name="Завод", inn=INN, kind="enterprise")

    run = checked(
        network,
        curator,
        xlsx(
            ("Number in the register", "Name", "ИНН", "Kind"),
            (None, "Завод", INN, "enterprise"),
            (theirs.pk, "Другой", None, "enterprise"),
        ),
    )

    assert states(run) == ["added", "wrong"]
    assert "no row with this number" in messages(run)[0][1]


def test_a_coordinator_writes_only_own_rows(network, school, plant):
    coordinator = actor_of(network, Role.COORDINATOR, organisation=school, user=make_user())
    rows = (("School A", "mine"), ("Plant B", "not mine"))

    run = checked(network, coordinator, xlsx(("Organisation", "Address"), *rows))

    assert states(run) == ["changed", "wrong"]
    assert messages(run) == [("", "You may not write this row.")]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_downloaded_register_changes_nothing_when_it_comes_back(network, curator, kind):
    territory = make_territory(name="Полярные Зори")
    head = make_organisation(name="=SUM(A1)", short_name="+7", kind="enterprise", inn="0411005005", territory=territory)
    make_organisation(
        name="-минус", kind="school", parent=head, note="@кто\nвторая строка", partner_since=date(2020, 1, 2)
    )
    make_organisation(name="Сообщество", kind="community", is_legal_entity=False, phone="+7 815 32 7-12-25")
    named = make_organisation(name="@почта", site="https://example.org")
    make_alias(named, name="=другое")
    make_alias(named, name="Второе")
    importer = IMPORTERS["organisations"](network, curator)

    run = checked(network, curator, register_table(importer, kind), name=f"register.{kind}", does_empty=True)

    assert states(run) == ["unchanged"] * 4
    assert messages(run) == []


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_on_the_screen_comes_back_unchanged(network, curator, sign_in, kind):
    make_organisation(name="Полное имя школы", short_name="=Школа", territory=make_territory(name="Город"))
    make_organisation(name="Без краткого", partner_since=date(2020, 1, 2))
    answer = sign_in(Role.CURATOR).get(f"/n/ours/organisations/export/{kind}/")
    data = b"".join(answer.streaming_content)

    run = checked(network, curator, data, name=f"list.{kind}")

    assert (states(run), messages(run)) == (["unchanged"] * 2, [])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_blank_table_left_as_it_is_has_no_lines(network, curator, kind):
    run = checked(network, curator, blank_table(IMPORTERS["organisations"], kind), name=f"blank.{kind}")

    assert (run.state, run.message) == (RunState.REFUSED, "There is no line below the headings.")


def test_undoing_gives_back_values_and_takes_new_rows_away(network, curator):
    known = make_organisation(name="Школа № 4", address="old")
    make_alias(known, name="Четвёртая")
    rows = (("Школа № 4", "new", "СОШ 4", "school"), ("Новая школа № 5", "x", None, "school"))
    run = applied(checked(network, curator, xlsx(("Name", "Address", "Other names", "Kind"), *rows)), curator)
    known.refresh_from_db()
    assert (known.address, set(Alias.objects.values_list("name", flat=True))) == ("new", {"СОШ 4"})

    run = undone(run, curator)

    known.refresh_from_db()
    assert (known.address, set(Alias.objects.values_list("name", flat=True))) == ("old", {"Четвёртая"})
    assert [row.name for row in Organisation.objects.all()] == ["Школа № 4"]
    assert (run.state, run.counts["undone"], run.counts["kept"]) == (RunState.UNDONE, 2, 0)


def test_a_curator_of_a_territory_cannot_reach_beyond_it(network):
    own, other = make_territory(name="Own"), make_territory(name="Other")
    make_organisation(name="Beyond", territory=other)
    keeper = actor_of(network, Role.CURATOR, territory=own, user=make_user())

    run = checked(
        network, keeper, xlsx(("Name", "Address", "Kind"), ("Beyond", "x", "school"), ("New one", "y", "school"))
    )

    assert states(run) == ["wrong", "added"]
