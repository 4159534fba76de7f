from datetime import UTC, datetime, timedelta

from django.core.cache import caches
from tests.factories.api import ApiClient, make_token

from vmeste.foundation.activity.models import Activity
from vmeste.foundation.endpoints.models import IdempotentAnswer
from vmeste.modules.reference.models import Direction

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


def test_the_same_call_with_the_same_key_has_one_effect_and_the_same_answer(api):
    first = api.post("directions/", {"name": "Robotics"}, **KEY)
    second = api.post("directions/", {"name": "Robotics"}, **KEY)

    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert [second.headers[h] for h in ("Location", "ETag")] == [first.headers[h] for h in ("Location", "ETag")]
    assert (Direction.objects.count(), Activity.objects.count()) == (1, 1)


def test_without_a_key_every_call_counts(api):
    statuses = [api.post("agreements/", {"title": "Twice"}).status_code for _ in range(2)]

    assert statuses == [201, 201]


def test_another_call_with_the_same_key_is_refused(api):
    api.post("directions/", {"name": "Robotics"}, **KEY)

    payload = api.post("directions/", {"name": "Robots"}, **KEY)
    place = api.post("territories/", {"name": "Robotics"}, **KEY)

    assert [(r.status_code, r.json()["code"]) for r in (payload, place)] == [(422, "idempotency_key_reused")] * 2
    assert Direction.objects.count() == 1


def test_a_refused_call_may_be_repeated_with_its_key(api):
    Direction.objects.create(name="Robotics")
    refused = api.post("directions/", {"name": "Robotics"}, **KEY)
    Direction.objects.all().delete()

    assert refused.status_code == 422
    assert not IdempotentAnswer.objects.exists()
    assert api.post("directions/", {"name": "Robotics"}, **KEY).status_code == 201


def test_a_key_belongs_to_its_token(network, api):
    api.post("directions/", {"name": "Robotics"}, **KEY)

    other = ApiClient(make_token(network)).post("directions/", {"name": "Robots"}, **KEY)

    assert other.status_code == 201
    assert Direction.objects.count() == 2


def test_an_answer_is_not_given_again_to_whom_it_is_no_longer_allowed(network):
    token = make_token(network)
    ApiClient(token).post("directions/", {"name": "Robotics"}, **KEY)
    token.scopes = ["reference:read"]
    token.save()

    assert ApiClient(token).post("directions/", {"name": "Robotics"}, **KEY).status_code == 403


def test_an_act_is_done_once_too(api, school, plant):
    made = api.post("agreements/", {"title": "Together", "organisations": [school.pk, plant.pk]}).json()

    answers = [api.post(f"agreements/{made['id']}/sending/", **KEY) for _ in range(2)]

    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].content == answers[1].content


def test_old_answers_are_forgotten(api):
    api.post("directions/", {"name": "Robotics"}, **KEY)
    IdempotentAnswer.objects.update(created_at=datetime.now(UTC) - timedelta(hours=25))
    caches["calls"].clear()

    api.post("directions/", {"name": "Robots"}, **{"Idempotency-Key": "another"})

    assert IdempotentAnswer.objects.count() == 1
