"""The register of agreements as a table: parties by name, imprecise dates, stages by their own commands."""

from datetime import date

import pytest
from django.utils import translation
from tests.factories.accounts import make_user
from tests.factories.agreements import make_agreement
from tests.factories.networks import actor_of
from tests.factories.organisations import make_organisation
from tests.factories.reference import make_direction
from tests.foundation.exchange.tables import applied, checked, messages, states, undone, xlsx

from vmeste.foundation.access.actor import Role
from vmeste.foundation.exchange.downloads import blank_table, register_table
from vmeste.foundation.exchange.importers import IMPORTERS
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.agreements.services.signing import bring_into_force


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def brought(network, actor, *rows, **options):
    return checked(network, actor, xlsx(*rows), importer="agreements", **options)


def test_a_line_becomes_an_agreement_with_parties_directions_and_stage(network, curator, school, plant):
    direction = make_direction(name="Engineering")
    headings = ("Title", "Number", "Signed on", "Parties", "In force before", "Directions", "State")
    line = ("On work", "7", date(2025, 9, 1), "Plant B; School A", "01.09.2028", "engineering", "in force")

    run = brought(network, curator, headings, line)
    assert messages(run) == []
    run = applied(run, curator)

    row = Agreement.objects.get()
    assert run.counts["saved_added"] == 1
    assert (row.stage, row.number, row.signed_on, row.ends_on) == (
        Stage.IN_FORCE,
        "7",
        date(2025, 9, 1),
        date(2028, 9, 1),
    )
    assert [party.organisation for party in row.parties.all()] == [plant, school]
    assert list(row.directions.all()) == [direction]


def test_words_instead_of_a_day_are_kept_as_words(network, curator, school, plant):
    line = ("On work", "май 2022", "School A; Plant B")

    applied(brought(network, curator, ("Title", "Signed on", "Parties"), line), curator)

    row = Agreement.objects.get()
    assert (row.signed_on, row.signed_note) == (None, "май 2022")


@pytest.mark.parametrize(
    ("heading", "cell", "words"),
    [
        ("Parties", "School A; Nobody", "no organisation"),
        ("Signed on", "никогда", "no date"),
        ("In force before", "2020 год", "exact day"),
        ("Kind", "планета", "no such value"),
        ("State", "планета", "no such value"),
        ("Directions", "Планеты", "no direction"),
        ("renews for, months", "много", "whole number"),
        ("Parties", None, "parties"),
    ],
)
def test_each_bad_cell_is_named(network, curator, school, plant, heading, cell, words):
    cells = {"Title": "On work", "Parties": "School A; Plant B", heading: cell}

    run = brought(network, curator, tuple(cells), tuple(cells.values()))

    ((address, message),) = messages(run)
    assert address == f"{chr(ord('A') + list(cells).index(heading))}2"
    assert words in message


def test_an_organisation_of_another_network_is_no_party(network, curator, school, foreign_network):
    with working_in(foreign_network):
        make_organisation(name="Theirs", inn="7707083893", kind="enterprise")

    run = brought(network, curator, ("Title", "Parties"), ("One", "School A; Theirs"), ("Two", "School A; 7707083893"))

    assert states(run) == ["wrong", "wrong"]


def test_the_same_title_with_other_parties_is_another_agreement(network, curator, school, plant):
    known = make_agreement(title="On work", parties=[school, plant])
    third = make_organisation(name="Third")
    headings = ("Title", "Parties", "Subject")

    run = brought(
        network, curator, headings, ("On work", "Plant B; School A", "x"), ("On work", f"School A; {third}", "y")
    )

    assert [(line.state, line.row_id) for line in run.lines.all()] == [("changed", known.pk), ("added", None)]


def test_parties_and_stage_change_by_their_commands_and_signing_is_not_taken_back(network, curator, school, plant):
    third = make_organisation(name="Third")
    row = make_agreement(title="On work", number="5", parties=[school, plant])
    run = applied(
        brought(
            network, curator, ("Title", "Number", "Parties", "State"), ("On work", "5", "School A; Third", "in force")
        ),
        curator,
    )
    row.refresh_from_db()
    assert row.stage == Stage.IN_FORCE
    assert {party.organisation for party in row.parties.all()} == {school, third}

    run = undone(run, curator)

    row.refresh_from_db()
    assert (row.stage, run.counts["kept"]) == (Stage.IN_FORCE, 1)


def test_undoing_gives_back_values_and_takes_new_agreements_away(network, curator, school, plant):
    direction = make_direction(name="Engineering")
    row = make_agreement(title="On work", number="5", parties=[school, plant], directions=[direction])
    rows = (("On work", "5", "new", "School A; Plant B", "-"), ("New one", "6", "x", "School A; Plant B", None))
    run = brought(network, curator, ("Title", "Number", "Subject", "Parties", "Place of signing"), *rows)
    run = applied(run, curator)
    assert Agreement.objects.count() == 2

    run = undone(run, curator)

    row.refresh_from_db()
    assert (row.subject, row.place, list(row.directions.all())) == ("", "", [direction])
    assert (run.counts["undone"], Agreement.objects.count()) == (2, 1)


def test_a_coordinator_brings_in_only_agreements_of_the_own_organisation(network, school, plant):
    third = make_organisation(name="Third")
    actor = actor_of(network, Role.COORDINATOR, organisation=school, user=make_user())

    run = brought(network, actor, ("Title", "Parties"), ("Ours", "School A; Plant B"), ("Theirs", f"Plant B; {third}"))

    assert states(run) == ["added", "wrong"]


def test_an_administrator_does_not_record_signatures_by_a_table(network, school, plant):
    actor = actor_of(network, Role.ADMINISTRATOR)

    run = brought(network, actor, ("Title", "Parties", "State"), ("One", "School A; Plant B", "in force"))

    assert messages(run) == [("C2", "You may not record signatures.")]


def _register(curator, school, plant):
    named = make_organisation(name="=Завод «Юг», филиал")
    make_agreement(title="=SUM(A1)", parties=[school, plant], signed_note="май 2022")
    row = make_agreement(
        title="-О работе",
        number="+7",
        parties=[plant, named],
        directions=[make_direction(), make_direction()],
        signed_on=date(2024, 9, 1),
        ends_on=date(2035, 1, 1),
        subject="@строка\nвторая",
    )
    bring_into_force(row, actor=curator, signed_on=date(2024, 9, 1))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_downloaded_register_changes_nothing_when_it_comes_back(network, curator, school, plant, kind):
    _register(curator, school, plant)
    data = register_table(IMPORTERS["agreements"](network, curator), kind)

    run = checked(network, curator, data, importer="agreements", name=f"a.{kind}", does_empty=True)

    assert (messages(run), [line.changes for line in run.lines.all()]) == ([], [[], []])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_on_the_screen_comes_back_unchanged(network, curator, school, plant, sign_in, kind):
    _register(curator, school, plant)
    answer = sign_in(Role.CURATOR).get(f"/n/ours/agreements/export/{kind}/")

    run = checked(network, curator, b"".join(answer.streaming_content), importer="agreements", name=f"a.{kind}")

    assert (messages(run), [line.changes for line in run.lines.all()]) == ([], [[], []])


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_blank_table_left_as_it_is_has_no_lines(network, curator, kind):
    run = checked(network, curator, blank_table(IMPORTERS["agreements"], kind), importer="agreements", name=f"b.{kind}")

    assert run.message == "There is no line below the headings."
