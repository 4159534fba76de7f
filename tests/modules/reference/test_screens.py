"""The settings pages of reference rows."""

from datetime import date

import pytest
from tests.factories.reference import make_direction, make_norm, make_territory, make_year

from vmeste.foundation.access.actor import Role
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.reference.models import Direction, Norm

LISTS = ["directions", "territories", "academic-years", "norms"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", [Role.CURATOR, Role.OBSERVER])
def test_everybody_reads_and_only_keepers_are_offered_to_add(sign_in, name, role):
    page = sign_in(role).get(f"/n/ours/settings/{name}/")

    assert page.status_code == 200
    assert (f"/settings/{name}/new/" in page.content.decode()) == (role == Role.CURATOR)


@pytest.mark.parametrize("name", LISTS)
def test_a_foreign_row_does_not_exist(sign_in, network, foreign_network, name):
    with working_in(foreign_network):
        row = {
            "directions": make_direction,
            "territories": make_territory,
            "academic-years": make_year,
            "norms": make_norm,
        }[name]()

    client = sign_in(Role.CURATOR)

    assert client.get(f"/n/ours/settings/{name}/{row.pk}/").status_code == 404
    assert client.get(f"/n/ours/settings/{name}/{row.pk}/edit/").status_code == 404
    assert client.get(f"/n/theirs/settings/{name}/").status_code == 404


def test_a_curator_adds_edits_and_removes_a_direction(sign_in):
    client = sign_in(Role.CURATOR)

    client.post("/n/ours/settings/directions/new/", {"name": "Экология"})
    direction = Direction.objects.get()
    client.post(f"/n/ours/settings/directions/{direction.pk}/edit/", {"name": "Экология и климат", "version": 1})
    assert Direction.objects.get().name == "Экология и климат"

    assert client.post(f"/n/ours/settings/directions/{direction.pk}/removal/").status_code == 302
    assert not Direction.objects.exists()


def test_a_norm_is_typed_as_people_write_dates(sign_in):
    sign_in(Role.CURATOR).post(
        "/n/ours/settings/norms/new/",
        {"kind": "agreement_last_warning_days", "value": "14", "valid_from": "01.09.2026", "source": "Приказ № 5"},
    )

    norm = Norm.objects.get()
    assert (norm.days, norm.valid_from, norm.valid_to) == (14, date(2026, 9, 1), None)


def test_what_is_wrong_stands_at_its_field_in_russian(sign_in):
    answer = sign_in(Role.CURATOR).post(
        "/n/ours/settings/territories/new/", {"name": "Рязань", "kind": "municipality", "oktmo": "12"}
    )

    assert answer.status_code == 422
    assert "Код ОКТМО состоит из 8 или 11 цифр." in answer.content.decode()
