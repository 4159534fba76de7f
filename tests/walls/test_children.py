"""No name of a child or a guardian reaches anybody but the people of its school and its family (152-FZ art. 7).

That partners, curators, administrators, methodologists, observers and strangers meet none in any answer of any
address, export or operation is looked at by the walks themselves (`KNOW_CHILDREN` in `walking.py`). Here: the
coordinator of another school, the search, the log, and the control that the walk would notice.
"""

import logging

import pytest
from django.urls import reverse
from tests.factories.networks import make_member

from vmeste.foundation.access.actor import Role
from vmeste.foundation.search.models import SearchEntry, SearchWord
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.people.models import NameOpening, Pupil

from .addresses import GET, POST, WORKSPACE
from .canaries import CHILD, markers_in
from .walking import KNOW_CHILDREN, silence
from .world import CAST, PlainClient

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
OUTSIDERS = [name for name in CAST if name not in KNOW_CHILDREN]


def asked(client, method, path, data=None):
    """The content of an answer and its kind."""
    answer = client.get(path) if method == GET else client.post(path, data or {})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    answer.close()
    return content, kind


def path_of(world, name, standing="own", actor="coordinator"):
    address = WORKSPACE[name]
    return reverse(name, kwargs={"network": "ours", **address.arguments(world, actor, standing)})


def test_the_coordinator_of_another_school_meets_no_child_anywhere(world):
    with working_in(world.ours.network):
        member = make_member(
            world.ours.network, Role.COORDINATOR, organisation=world.ours.rows["organisation"]["neighbour"]
        )
    client = PlainClient(headers={"accept-language": "en"})
    client.force_login(member)
    met = []
    with silence():
        for name, address in WORKSPACE.items():
            for method in address.methods:
                content, kind = asked(client, method, path_of(world, name), {"purpose": "teaching"})
                if CHILD in markers_in(content, kind):
                    met.append((name, method))

    assert met == []
    with working_in(world.ours.network):
        assert not NameOpening.objects.filter(user_id=member.pk).exists()


@pytest.mark.parametrize("actor", [*OUTSIDERS, "coordinator"])
def test_the_search_knows_no_child(world, actor):
    with working_in(world.ours.network):
        pupil = world.ours.rows["pupil"]["own"]
        pupil.refresh_from_db()
        path = reverse("search", kwargs={"network": "ours"})
        client = world.clients[actor]
        shown, _kind = asked(client, GET, f"{path}?q={pupil.last_name}")
        empty, _kind = asked(client, GET, f"{path}?q=zqnobodyatall")

        assert shown.count(b"search-hit") == empty.count(b"search-hit")
        assert f"/pupils/{pupil.pk}/".encode() not in shown
        assert not SearchEntry.objects.filter(title__contains=CHILD).exists()
        assert not SearchWord.objects.filter(word__contains=CHILD).exists()


def opened_file(world):
    """The page of a child, opened by its coordinator."""
    client = world.clients["coordinator"]
    asked(client, POST, path_of(world, "pupil-file"), {"purpose": "teaching"})
    return client, path_of(world, "pupil-detail")


def test_the_own_school_meets_the_name_once_it_is_opened(world):
    """The control: a walk that could not see the canary would prove nothing."""
    client = world.clients["coordinator"]
    before = markers_in(*asked(client, GET, path_of(world, "pupil-detail")))
    client, path = opened_file(world)

    assert CHILD not in before
    assert CHILD in markers_in(*asked(client, GET, path))


def test_an_error_tells_no_name_in_its_page_or_in_the_log(world, monkeypatch, caplog):
    client, path = opened_file(world)
    monkeypatch.setattr("vmeste.modules.people.views.pupils.consents_of", lambda pupil: 1 / 0)

    with caplog.at_level(logging.DEBUG):
        content, kind = asked(client, GET, path)

    assert "ZeroDivisionError" in caplog.text
    assert CHILD not in caplog.text
    assert CHILD not in markers_in(content, kind)


def test_work_with_an_open_file_leaves_no_name_in_the_log(world, caplog):
    with caplog.at_level(logging.INFO):
        client, path = opened_file(world)
        asked(client, GET, path)
        asked(client, POST, path_of(world, "pupil-data"), {"last_name": "x" * 200, "version": 1})

    assert CHILD not in caplog.text
    assert "x" * 50 not in caplog.text


def test_a_child_is_called_by_number_everywhere_else(world):
    with working_in(world.ours.network):
        pupil = Pupil.objects.get(pk=world.ours.rows["pupil"]["own"].pk)

    assert CHILD in pupil.full_name
    assert CHILD not in f"{pupil} {pupil!r}"
