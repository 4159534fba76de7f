"""No word of another network, and no word of a hidden row, in anything anybody is ever answered (ASVS 8.4.1)."""

import io
import zipfile

import pytest
from django.db import connection

from vmeste.foundation.tenancy.scope import working_in

from .canaries import HIDDEN, NO_TEXT, ONLY_WITH, OUR_MODELS, OURS, THEIRS, markers_in, text_fields
from .world import WITHOUT_OWN_CANARY

pytestmark = pytest.mark.django_db

READ_OUT = {
    "text/html",
    "text/csv",
    "application/json",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def test_nobody_reads_a_word_of_another_network_or_of_a_hidden_row(read):
    assert dict(read.leaks) == {}


def test_nobody_is_answered_a_word_of_another_network_after_a_change(changed):
    assert dict(changed.leaks) == {}


def test_the_canaries_can_be_read_in_every_kind_of_file(read):
    """Whoever finds nothing in a file that holds a canary proves nothing by finding none."""
    assert read.seen[OURS] >= READ_OUT
    assert {"text/html", "application/json", "text/csv"} <= read.seen[HIDDEN], "the whole network's actors see these"


def test_without_the_wall_of_the_queries_the_canaries_are_found(read_without_the_wall):
    """On PostgreSQL the database's own wall still stands behind it."""
    found = bool(read_without_the_wall.leaks[THEIRS])

    assert found is (connection.vendor != "postgresql")


def test_every_text_of_every_model_holds_a_canary_or_says_why_not(world):
    silent, planted = [], {type(row) for row, _marker in world.theirs.planted}
    for model in OUR_MODELS:
        label = model._meta.label
        if model not in planted:
            silent += [] if label in WITHOUT_OWN_CANARY else [label]
            continue
        with working_in(world.theirs.network):
            rows = [model._base_manager.get(pk=row.pk) for row, _marker in world.theirs.planted if type(row) is model]
        for field in text_fields(model):
            holds = any(THEIRS[:7] in str(getattr(row, field.attname)) for row in rows)
            if not holds and f"{label}.{field.name}" not in NO_TEXT:
                silent.append(f"{label}.{field.name}")

    assert silent == []


def test_no_reason_for_silence_is_stale():
    fields = {f"{model._meta.label}.{field.name}" for model in OUR_MODELS for field in text_fields(model)}

    assert set(NO_TEXT) - fields == set()
    assert set(ONLY_WITH) - fields == set()
    assert set(WITHOUT_OWN_CANARY) - {model._meta.label for model in OUR_MODELS} == set()


def test_a_canary_inside_an_archive_is_found():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<t>{THEIRS}</t>")

    assert markers_in(target.getvalue(), "") == {THEIRS}
    assert markers_in(b"nothing", "") == set()
