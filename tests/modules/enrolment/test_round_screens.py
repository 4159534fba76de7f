"""The curator's screens: from an empty list to a published result, and what others see of it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.test import TestCase
from django.utils import timezone
from openpyxl import load_workbook
from tests.factories.enrolment import make_round, make_teaching, make_wishes
from tests.factories.networks import make_member
from tests.factories.organisations import make_organisation
from tests.factories.people import make_class, make_guardian, make_guardianship, make_pupil, the_year

from vmeste.foundation.access.actor import Role
from vmeste.modules.enrolment.choices import RoundStage, RunState
from vmeste.modules.enrolment.forms.rounds import RoundForm
from vmeste.modules.enrolment.models import AllocationRun, ChoiceRound, Enrolment
from vmeste.modules.people.models import Pupil

pytestmark = pytest.mark.django_db
AT = "/n/ours/rounds/"


@pytest.fixture
def curator_page(sign_in):
    client = sign_in(Role.CURATOR)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    def ask(path, method="get", **values):
        """A page or an act below rounds/, with everything it leads to and its background work done."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            return getattr(client, method)(f"{AT}{path}", values, follow=True)

    return ask


@pytest.fixture
def town(network, school):
    """A round as somebody filled it in: two groups, the first with one seat."""
    groups = [make_teaching(organisation=school, seats=1, name="Robots 1"), make_teaching(seats=5, fewest=5)]
    class_ = make_class(school, grade=8)
    return groups, [make_pupil(class_) for _each in range(3)]


def words(answer):
    return answer.content.decode()


def test_a_round_from_the_form_to_the_published_files(town, school, curator_page, network):
    groups, pupils = town
    now = timezone.localtime()
    made = curator_page(
        "new/",
        "post",
        title="Choice of autumn",
        year=the_year().pk,
        opens_at=(now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        closes_at=(now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        confirm_by=(now + timedelta(days=9)).strftime("%Y-%m-%d"),
        first_grade=1,
        last_grade=11,
        most_wishes=5,
        most_courses=2,
        most_minutes=0,
        matters="schools",
        max_travel=60,
        schools=[school.pk],
        groups=[group.pk for group in groups],
    )
    round_ = ChoiceRound.objects.get()
    assert round_.policy == {"aims": ["placed", "ranks", "schools", "travel"], "max_travel": 60}
    assert "Open the round" in words(made)

    curator_page(f"{round_.pk}/opening/", "post")
    for pupil in pupils:
        make_wishes(round_, pupil, programmes=[group.programme for group in groups])
    mother = make_member(network, Role.GUARDIAN)
    make_guardianship(pupils[0], make_guardian(user=mother))
    curator_page(f"{round_.pk}/closing/", "post")
    page = curator_page(f"{round_.pk}/runs/new/", "post")
    run = AllocationRun.objects.get()
    assert run.state == RunState.DONE, run.problem
    seen = words(curator_page(f"{round_.pk}/runs/{run.pk}/"))
    assert "Which wish came true" in seen
    assert "More seats or one more group" in seen
    refused = words(curator_page(f"{round_.pk}/runs/{run.pk}/unplaced/"))
    table = load_workbook(BytesIO(curator_page(f"{round_.pk}/runs/{run.pk}/unplaced/export/").content)).active
    unplaced = {row[0] for row in table.iter_rows(min_row=2, values_only=True)}
    assert len(unplaced) == 2
    assert all(f"№ {number}" in refused for number in unplaced)
    curator_page(f"{round_.pk}/runs/{run.pk}/what-ifs/new/", "post", kind="seats", group=f"g{groups[0].pk}", number=2)
    beside = words(curator_page(f"{round_.pk}/runs/{run.pk}/"))
    assert "2 seats" in beside
    assert "+1" in beside
    tried = AllocationRun.objects.exclude(pk=run.pk).get()
    assert "Who would sit elsewhere" in words(curator_page(f"{round_.pk}/runs/{tried.pk}/"))

    published = curator_page(f"{round_.pk}/runs/{run.pk}/publication/", "post")

    round_.refresh_from_db()
    assert round_.stage == RoundStage.PUBLISHED
    assert Enrolment.objects.count() == 1
    assert [letter.to for letter in mail.outbox] == [[mother.email]]
    assert not [pupil for pupil in pupils if pupil.last_name in mail.outbox[0].body]
    assert round_.seed in words(curator_page(f"{round_.pk}/published/"))
    everything = words(page) + seen + refused + beside + words(published)
    assert not [pupil for pupil in Pupil.objects.all() if pupil.last_name in everything]


@pytest.mark.parametrize(
    ("stage", "offered"),
    [
        (RoundStage.DRAFT, {"edit", "removal"}),
        (RoundStage.OPEN, {"edit"}),
        (RoundStage.CLOSED, set()),
        (RoundStage.PUBLISHED, set()),
    ],
)
def test_a_round_offers_what_its_stage_allows(town, school, curator_page, stage, offered):
    groups, _pupils = town
    round_ = make_round(schools=[school], groups=groups, stage=stage)

    page = words(curator_page(f"{round_.pk}/"))

    assert {act for act in ("edit", "removal") if f"{AT}{round_.pk}/{act}/" in page} == offered


def test_the_form_of_an_open_round_asks_only_for_what_may_be_put_off(town, school, curator_page):
    groups, _pupils = town
    round_ = make_round(schools=[school], groups=groups, policy={"aims": ["ranks", "travel"], "max_travel": 30})
    form = words(curator_page(f"{round_.pk}/edit/"))

    curator_page(
        f"{round_.pk}/edit/",
        "post",
        title="Choice of spring",
        closes_at="2026-03-25T18:00",
        confirm_by="2026-04-05",
        version=round_.version,
    )

    named = set(re.findall(r'name="(\w+)"', form)) & set(RoundForm.base_fields)
    assert named == {"title", "closes_at", "confirm_by", "version"}
    changed = ChoiceRound.objects.get()
    assert (changed.title, f"{changed.confirm_by}") == ("Choice of spring", "2026-04-05")
    assert changed.policy == round_.policy
    assert [row.pk for row in changed.schools.all()] == [school.pk]


def test_the_seed_is_nobodys_before_publishing(town, school, sign_in):
    groups, _pupils = town
    round_ = make_round(schools=[school], groups=groups, seed="5eed5eed5eed", stage=RoundStage.DECIDED)
    for role, where in ((Role.CURATOR, {}), (Role.PARTNER, {"organisation": make_organisation(kind="enterprise")})):
        client = sign_in(role, **where)
        for path in (f"{round_.pk}/", f"{round_.pk}/history/", ""):
            assert round_.seed not in words(client.get(f"{AT}{path}"))
        assert client.get(f"{AT}{round_.pk}/published/").status_code == 404


def test_a_what_if_says_at_the_field_what_it_needs(town, school, curator_page):
    groups, pupils = town
    round_ = make_round(schools=[school], groups=groups, stage=RoundStage.CLOSED)
    make_wishes(round_, pupils[0], programmes=[groups[0].programme])
    curator_page(f"{round_.pk}/runs/new/", "post")
    run = AllocationRun.objects.get()

    answer = curator_page(f"{round_.pk}/runs/{run.pk}/what-ifs/new/", "post", kind="times", group=f"g{groups[0].pk}")

    assert answer.status_code == 422
    assert words(answer).count("This change needs it.") >= 2


def test_the_pages_cost_the_same_for_one_child_and_for_many(town, school, curator_page, django_assert_max_num_queries):
    groups, pupils = town
    round_ = make_round(schools=[school], groups=groups, stage=RoundStage.CLOSED)
    for pupil in pupils:
        make_wishes(round_, pupil, programmes=[group.programme for group in groups])
    curator_page(f"{round_.pk}/runs/new/", "post")
    run = AllocationRun.objects.get()
    pages = [f"{round_.pk}/", f"{round_.pk}/runs/{run.pk}/", f"{round_.pk}/runs/{run.pk}/unplaced/"]
    few = [cost(curator_page, page, django_assert_max_num_queries) for page in pages]

    class_ = make_class(make_organisation())
    for _each in range(12):
        make_wishes(round_, make_pupil(class_), programmes=[group.programme for group in groups])
    for _each in range(12):
        make_wishes(round_, make_pupil(make_class(school)), programmes=[group.programme for group in groups])
    curator_page(f"{round_.pk}/runs/new/", "post", anew="1")
    again = AllocationRun.objects.latest("pk")
    assert again.figures["asked"] == 15
    pages = [f"{round_.pk}/", f"{round_.pk}/runs/{again.pk}/", f"{round_.pk}/runs/{again.pk}/unplaced/"]

    assert [cost(curator_page, page, django_assert_max_num_queries) for page in pages] == few


def cost(ask, page, count):
    with count(60) as caught:
        ask(page)
    return len(caught.captured_queries)
