"""The register of partnerships as a table: sides by name, stages and ends by their own commands."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import translation
from tests.factories.accounts import make_user
from tests.factories.networks import actor_of
from tests.factories.organisations import make_alias, make_organisation
from tests.factories.partnerships import make_partnership
from tests.factories.reference import make_direction
from tests.foundation.exchange.tables import applied, checked, messages, states, undone, xlsx

from vmeste.foundation.access.actor import Role
from vmeste.foundation.activity.selectors import history_of
from vmeste.foundation.exchange.downloads import blank_table, register_table
from vmeste.foundation.exchange.importers import IMPORTERS
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.partnerships.choices import Maturity, PartnershipKind
from vmeste.modules.partnerships.models import Partnership
from vmeste.modules.partnerships.services import advance_maturity, end_partnership

HEADINGS = ("Organisation", "Partner", "Kind", "Directions", "Stage", "From", "Until", "why it ended")


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def brought(network, actor, *rows, **options):
    return checked(network, actor, xlsx(*rows), importer="partnerships", **options)


def test_a_line_becomes_a_partnership_with_directions_stage_and_period(network, curator, school, plant):
    direction = make_direction(name="Engineering")
    make_alias(organisation=plant, name="The works")
    line = (
        "School A",
        "the works",
        "use of resources",
        "engineering",
        "joint work",
        date(2023, 9, 1),
        "01.06.2025",
        "Moved",
    )

    run = brought(network, curator, HEADINGS, line)
    assert messages(run) == []
    applied(run, curator)

    row = Partnership.objects.get()
    assert (row.organisation, row.partner, row.kind) == (school, plant, PartnershipKind.RESOURCE)
    assert (row.maturity, row.starts_on, row.ends_on, row.end_reason) == (
        2,
        date(2023, 9, 1),
        date(2025, 6, 1),
        "Moved",
    )
    assert list(row.directions.all()) == [direction]
    events = [line.event for line in history_of(row)]
    assert events == [
        "partnerships.PartnershipEnded",
        "partnerships.MaturityAdvanced",
        "partnerships.PartnershipRecorded",
    ]


def test_the_same_file_twice_shows_no_difference(network, curator, school, plant):
    make_direction(name="Engineering")
    lines = (
        HEADINGS,
        ("School A", "Plant B", "cooperation", "Engineering", "2", "01.09.2023", None, None),
        ("Plant B", "School A", "support with money", None, None, None, None, None),
        ("School A", "Plant B", "cooperation", None, "common goals", "01.09.2019", "01.09.2021", "Ended"),
    )
    first = applied(brought(network, curator, *lines), curator)

    again = brought(network, curator, *lines)

    assert first.counts["saved_added"] == 3
    assert states(again) == ["unchanged"] * 3
    assert Partnership.objects.count() == 3


def test_sides_of_a_kind_without_a_first_side_may_stand_either_way_round(network, curator, school, plant):
    make_partnership(organisation=school, partner=plant)
    make_partnership(organisation=school, partner=plant, kind="mentoring")

    run = brought(
        network,
        curator,
        HEADINGS[:3],
        ("Plant B", "School A", "cooperation"),
        ("Plant B", "School A", "mentoring of a school"),
    )

    assert states(run) == ["unchanged", "added"]


@pytest.mark.parametrize(
    ("heading", "cell", "words"),
    [
        ("Organisation", "Nobody", "no organisation"),
        ("Partner", "Twin", "Several organisations"),
        ("Partner", "School A", "no partner of itself"),
        ("Organisation", None, "Name the organisation"),
        ("Kind", "planet", "no such value"),
        ("Directions", "Planets", "no direction"),
        ("Stage", "planet", "no such value"),
        ("From", "never", "no date"),
        ("Until", "01.01.2000", "ended after that"),
        ("why it ended", "Moved", "needs the day"),
    ],
)
def test_each_bad_cell_is_named(network, curator, school, plant, heading, cell, words):
    make_organisation(name="Twin")
    make_organisation(name="Twin")
    cells = {"Organisation": "School A", "Partner": "Plant B", "From": "01.09.2024", heading: cell}

    run = brought(network, curator, tuple(cells), tuple(cells.values()))

    ((address, message),) = messages(run)
    assert address == f"{chr(ord('A') + list(cells).index(heading))}2"
    assert words in message


def test_two_lines_about_one_partnership_are_told(network, curator, school, plant):
    run = brought(network, curator, HEADINGS[:2], ("School A", "Plant B"), ("Plant B", "School A"))

    assert [message for _address, message in messages(run)] == ["Line 2 of the file is about the same."]


def test_an_organisation_of_another_network_is_no_side(network, curator, school, foreign_network):
    with working_in(foreign_network):
        make_organisation(name="Theirs", inn="7707083893", kind="enterprise")

    run = brought(network, curator, HEADINGS[:2], ("School A", "Theirs"), ("School A", "7707083893"))

    assert states(run) == ["wrong", "wrong"]


def test_changes_go_by_the_commands_and_undoing_takes_them_back(network, curator, school, plant):
    row = make_partnership(organisation=school, partner=plant, starts_on=date(2024, 9, 1))
    line = ("School A", "Plant B", "cooperation", None, "partnership", "01.09.2020", "01.09.2023", "Done")
    run = brought(
        network, curator, HEADINGS, line, ("School A", "Plant B", "mentoring of a school", None, "1", None, None, None)
    )
    run = applied(run, curator)
    row.refresh_from_db()
    assert (row.maturity, row.starts_on, row.ends_on, row.end_reason) == (3, date(2020, 9, 1), date(2023, 9, 1), "Done")

    run = undone(run, curator)

    row.refresh_from_db()
    assert (row.maturity, row.starts_on, row.ends_on, row.end_reason) == (None, date(2024, 9, 1), None, "")
    assert (run.counts["undone"], Partnership.objects.count()) == (2, 1)


def test_a_stage_with_a_day_is_not_struck_out_by_a_table(network, curator, school, plant):
    row = make_partnership(organisation=school, partner=plant)
    advance_maturity(row, actor=curator, stage=Maturity.JOINT_WORK, reached_on=date(2024, 1, 1))

    run = brought(network, curator, ("Organisation", "Partner", "Stage"), ("School A", "Plant B", "common goals"))

    ((address, message),) = messages(run)
    assert address == "C2"
    assert "does not strike" in message


def test_a_coordinator_brings_in_only_partnerships_of_the_own_organisation(network, school, plant):
    coordinator = actor_of(network, Role.COORDINATOR, organisation=school, user=make_user())
    make_organisation(name="Other", kind="enterprise")

    run = brought(network, coordinator, HEADINGS[:2], ("School A", "Plant B"), ("Other", "Plant B"))

    assert states(run) == ["added", "wrong"]


def _register(curator, school, plant):
    other = make_organisation(name="=Завод «Юг», филиал")
    make_partnership(organisation=school, partner=plant, directions=[make_direction(), make_direction()], note="@x\ny")
    row = make_partnership(organisation=other, partner=school, kind="funding", starts_on=date(2020, 1, 1))
    advance_maturity(row, actor=curator, stage=Maturity.PARTNERSHIP)
    end_partnership(row, actor=curator, ends_on=date(2022, 1, 1), reason="+7")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_downloaded_register_changes_nothing_when_it_comes_back(network, curator, school, plant, kind):
    _register(curator, school, plant)
    data = register_table(IMPORTERS["partnerships"](network, curator), kind)

    run = checked(network, curator, data, importer="partnerships", name=f"p.{kind}", does_empty=True)

    assert (messages(run), [line.changes for line in run.lines.all()]) == ([], [[], []])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_on_the_screen_comes_back_unchanged(network, curator, school, plant, sign_in, kind):
    _register(curator, school, plant)
    answer = sign_in(Role.CURATOR).get(f"/n/ours/partnerships/export/{kind}/")

    run = checked(network, curator, b"".join(answer.streaming_content), importer="partnerships", name=f"p.{kind}")

    assert (messages(run), [line.changes for line in run.lines.all()]) == ([], [[], []])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_blank_table_left_as_it_is_has_no_lines(network, curator, kind):
    data = blank_table(IMPORTERS["partnerships"], kind)

    assert checked(network, curator, data, importer="partnerships", name=f"b.{kind}").message == (
        "There is no line below the headings."
    )


def test_the_list_leads_to_the_import_for_those_who_may(sign_in, school, plant):
    address = "/n/ours/imports/new/partnerships/"

    assert address in sign_in(Role.CURATOR).get("/n/ours/partnerships/").content.decode()
    assert address not in sign_in(Role.OBSERVER).get("/n/ours/partnerships/").content.decode()
    assert sign_in(Role.CURATOR).get(address).status_code == 200


def test_the_console_brings_partnerships_in(network, school, plant, tmp_path):
    file = tmp_path / "p.xlsx"
    file.write_bytes(xlsx(HEADINGS[:2], ("School A", "Plant B")))

    call_command("import", "ours", "partnerships", str(file), "--apply")

    assert str(Partnership.objects.get()) == "School A — Plant B"
