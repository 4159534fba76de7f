"""Rows written together are there when anybody asks, and gone when their part fails."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.factories.organisations import make_alias, make_organisation

from vmeste.foundation.activity.models import Activity
from vmeste.foundation.search.finding import index_later
from vmeste.foundation.search.models import SearchWord
from vmeste.foundation.tenancy.together import writing_together
from vmeste.modules.organisations.models import Alias, Organisation
from vmeste.modules.organisations.services.naming import ALIASES
from vmeste.modules.organisations.services.registering import (
    edit_organisation,
    register_organisation,
    remove_organisation,
)


@contextmanager
def together():
    """As imports write: words to be found by come last."""
    with transaction.atomic(), index_later(), writing_together() as unit:
        yield unit


def inserts(captured, table):
    return sum(query["sql"].startswith(f'INSERT INTO "{table}"') for query in captured.captured_queries)


def registered(network, actor, number, **values):
    return register_organisation(network, actor=actor, name=f"School {number}", kind="school", **values)


def test_new_rows_go_out_in_one_statement_with_their_history(network, curator):
    with CaptureQueriesContext(connection) as captured, together():
        rows = [registered(network, curator, number) for number in range(5)]
        for row in rows:
            ALIASES.add(row, actor=curator, organisation=row, name="The school")

    assert inserts(captured, "organisations_organisation") == inserts(captured, "organisations_alias") == 1
    assert list(Organisation.objects.order_by("pk")) == rows
    assert [row.sort_key for row in Organisation.objects.order_by("pk")][4].endswith("4")
    assert Activity.objects.filter(subject_type="organisations.Organisation").count() == 5
    assert Activity.objects.filter(subject_type="organisations.Alias").count() == 5


def test_whoever_asks_in_between_sees_what_waits(network, curator):
    with together():
        row = registered(network, curator, 1)
        assert Organisation.objects.get() == row
        edit_organisation(row, actor=curator, version=1, note="changed")
        registered(network, curator, 2)
        assert Organisation.objects.filter(note="changed").count() == 1
        assert Organisation.objects.count() == 2

    # A row made past the unit got a number of its own.
    assert Organisation.objects.count() == 2


def test_numbers_do_not_meet_those_of_rows_made_in_bulk(network, curator):
    with together():
        for number in range(3):
            registered(network, curator, number)
            Organisation.objects.bulk_create([Organisation(name=f"Bulk {number}", kind="school")])
        for number in range(150):
            registered(network, curator, f"later {number}")
    make_organisation()

    assert Organisation.objects.count() == 157


def test_a_refused_part_leaves_nothing_and_spoils_nothing(network, curator):
    with together() as unit:
        row = registered(network, curator, 1)
        with pytest.raises(ValidationError), unit.part():  # noqa: PT012 - the part is what is refused
            second = registered(network, curator, 2)
            ALIASES.add(second, actor=curator, organisation=second, name="Twice")
            ALIASES.add(second, actor=curator, organisation=second, name="Twice")
        assert unit.is_spoilt  # the second alias made the first go out, to ask the database about it
    assert Organisation.objects.filter(pk=row.pk).exists()

    with together() as unit:
        with pytest.raises(ValidationError), unit.part():  # noqa: PT012 - the part is what is refused
            registered(network, curator, 3)
            registered(network, curator, 4, email="no address")
        assert not unit.is_spoilt

    assert not Organisation.objects.filter(name__in=["School 3", "School 4"]).exists()
    assert not Activity.objects.filter(subject_label__in=["School 3", "School 4"]).exists()


def test_what_may_be_there_once_is_refused_within_the_unit(network, curator):
    make_organisation(name="Old", inn="7707083893")
    with together() as unit:
        unit.look_up_keys(Organisation, "organisation_inn_kpp_once", "inn", ["7707083893", "5117063820", "7736050003"])
        registered(network, curator, 1, inn="7736050003")
        for inn, name in (("7707083893", "Old"), ("7736050003", "School 1")):
            with pytest.raises(ValidationError) as refusal:
                registered(network, curator, 2, inn=inn)
            assert name in str(refusal.value.message_dict["inn"])


def test_the_database_refuses_what_the_unit_did_not_know(network, curator):
    with pytest.raises(IntegrityError), together() as unit:  # noqa: PT012 - refused at the end of the block
        unit.knows_free = lambda *args: True
        for number in range(2):
            registered(network, curator, number, inn="7707083893")

    assert not Organisation.objects.exists()


def test_a_savepoint_taken_back_takes_its_rows_with_it(network, curator):
    with together():
        kept = registered(network, curator, 1)
        with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - the block is taken back
            registered(network, curator, 2)
            raise RuntimeError
        also = registered(network, curator, 3)

    assert set(Organisation.objects.all()) == {kept, also}


def test_rows_locked_together_are_removed_only_when_nothing_stands_on_them(network, curator):
    free, used = make_organisation(), make_organisation()
    late = make_organisation()
    make_organisation(parent=used)
    with together() as unit:
        unit.lock_rows(Organisation, [free.pk, used.pk, late.pk])
        unit.look_up_uses(Organisation._meta.get_field("parent"), [free.pk, used.pk, late.pk])
        remove_organisation(free, actor=curator)
        with pytest.raises(ValidationError):
            remove_organisation(used, actor=curator)
        registered(network, curator, "under it", parent=late)
        with pytest.raises(ValidationError):
            remove_organisation(late, actor=curator)

    assert set(Organisation.objects.filter(parent=None)) == {used, late}


def test_words_to_be_found_by_follow_other_names(network, curator):
    row = make_organisation(name="School")
    alias = make_alias(row, name="Lyceum")
    ALIASES.change(alias, actor=curator, name="Gymnasium")

    assert set(SearchWord.objects.values_list("word", flat=True)) == {"school", "gymnasium"}
    assert Alias.objects.get().name == "Gymnasium"
