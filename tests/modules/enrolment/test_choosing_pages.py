"""A family chooses: the page without a script, the saving by itself, two parents, two together."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories.enrolment import make_enrolment, make_run, make_verdict, make_wishes

from vmeste.modules.enrolment.choices import EnrolmentState, RoundStage
from vmeste.modules.enrolment.models import Enrolment, WaitingPlace, WishList
from vmeste.modules.people.models import Guardianship

pytestmark = pytest.mark.django_db
SAVES_ITSELF = {"hx-request": "true"}


@pytest.fixture
def page(town):
    return town.at(f"pupils/{town.pupil.pk}/choice/{town.round.pk}/")


@pytest.fixture
def mother(town):
    return town.client("mother")


def wishes(town):
    wish_list = WishList.objects.get(round=town.round, pupil=town.pupil)
    return [wish.programme_id for wish in wish_list.wishes.order_by("rank")]


def ids(*groups):
    return [group.programme_id for group in groups]


def test_the_home_shows_the_own_child_with_its_open_round_and_no_other_child(town, mother):
    text = mother.get(town.at("family/")).content.decode()

    assert "Морошкина Ульяна" in text
    assert "Брусникин" not in text
    assert f"/pupils/{town.pupil.pk}/choice/{town.round.pk}/" in text


def test_a_family_is_led_from_the_overview_to_its_children_and_has_no_other_menu(town, mother):
    answer = mother.get(town.at(""))
    text = mother.get(town.at("family/")).content.decode()

    assert answer["Location"] == town.at("family/")
    assert "organisations/" not in text
    assert town.at("search/") not in text


def test_each_button_saves_the_list_without_a_script(town, mother, page):
    mother.post(page, {"version": 1, "add": town.robots.programme_id})
    mother.post(page, {"version": 2, "wish": ids(town.robots), "add": town.choir.programme_id})
    mother.post(page, {"version": 3, "wish": ids(town.robots, town.choir), "up": town.choir.programme_id})

    assert wishes(town) == ids(town.choir, town.robots)

    mother.post(page, {"version": 4, "wish": ids(town.choir, town.robots), "remove": town.choir.programme_id})

    assert wishes(town) == ids(town.robots)


def test_the_page_saves_itself_and_brings_back_version_week_and_obstacles(town, mother, page):
    answer = mother.post(page, {"version": 1, "wish": ids(town.robots, town.chess)}, headers=SAVES_ITSELF)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="version" value="2"' in text
    assert "are at the same time: only one can be given" in text
    assert "<html" not in text


def test_what_the_other_parent_saved_meanwhile_is_told_and_not_overwritten(town, mother, page):
    mother.post(page, {"version": 1, "wish": ids(town.robots)}, headers=SAVES_ITSELF)

    answer = mother.post(page, {"version": 1, "wish": ids(town.choir)}, headers=SAVES_ITSELF)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "saved the list meanwhile" in text
    assert "Robots" in text
    assert wishes(town) == ids(town.robots)
    # Saving once more with the version told is a decision.
    assert 'name="version" value="2"' in text
    mother.post(page, {"version": 2, "wish": ids(town.choir), "keep": "yes"})
    assert wishes(town) == ids(town.choir)


def test_the_same_list_twice_is_no_conflict(town, mother, page):
    mother.post(page, {"version": 1, "wish": ids(town.robots)}, headers=SAVES_ITSELF)

    answer = mother.post(page, {"version": 1, "wish": ids(town.robots)}, headers=SAVES_ITSELF)

    assert answer.status_code == 200
    assert 'name="version" value="2"' in answer.content.decode()


def test_too_many_wishes_are_refused_in_words_and_the_typed_list_stays_on_the_page(town, mother, page):
    town.round.most_wishes = 1
    town.round.save()

    answer = mother.post(page, {"version": 1, "wish": ids(town.choir, town.robots)})

    assert answer.status_code == 422
    assert "takes one wish at most" in answer.content.decode()
    assert f'data-rank="{town.choir.programme_id}" data-title' in answer.content.decode()


def test_handing_in_leads_to_a_summary_and_can_be_taken_back(town, mother, page):
    answer = mother.post(page, {"version": 1, "wish": ids(town.choir), "hand_in": "yes"}, follow=True)

    assert answer.redirect_chain[0][0] == f"{page}summary/"
    assert "handed in" in answer.content.decode()
    assert WishList.objects.get(pupil=town.pupil).submitted_at is not None

    mother.post(page, {"version": 3, "wish": ids(town.choir), "take_back": "yes"})
    assert WishList.objects.get(pupil=town.pupil).submitted_at is None


def test_key_wish_number_and_busy_times_are_kept(town, mother, page):
    mother.post(
        page,
        {
            "version": 1,
            "wish": ids(town.choir, town.robots),
            "key": town.robots.programme_id,
            "most_courses": 2,
            "blocked": ["2-900-120", "9-900-120", "x"],
        },
    )

    kept = WishList.objects.get(pupil=town.pupil)
    assert (kept.key_id, kept.most_courses, kept.blocked) == (town.robots.programme_id, 2, [[2, 900, 120]])


def test_two_go_together_by_a_word_and_learn_no_name(town, mother, page):
    mother.post(page, {"version": 1, "wish": ids(town.choir), "begin_together": "yes"})
    word = WishList.objects.get(pupil=town.pupil).party
    theirs = town.at(f"pupils/{town.other.pk}/choice/{town.round.pk}/")
    stranger = town.client("stranger")

    assert word in mother.get(page).content.decode()
    stranger.post(theirs, {"version": 1, "wish": ids(town.choir), "word": word.lower(), "join_together": "yes"})

    text = stranger.get(theirs).content.decode()
    assert "Together with 1 more" in text
    assert "Морошкина" not in text


def test_another_familys_child_and_a_guardian_who_may_not_choose_find_no_page(town, page):
    assert town.client("stranger").get(page).status_code == 404

    Guardianship.objects.update(may_choose=False)

    assert town.client("mother").get(page).status_code == 404
    assert "The other guardian chooses." in town.client("mother").get(town.at("family/")).content.decode()


def test_a_closed_round_shows_the_list_and_takes_nothing(town, mother, page):
    mother.post(page, {"version": 1, "wish": ids(town.choir)})
    town.round.stage = RoundStage.CLOSED
    town.round.save()

    answer = mother.post(page, {"version": 2, "wish": ids(town.robots)})

    assert answer.status_code == 422
    assert wishes(town) == ids(town.choir)
    assert 'name="add"' not in mother.get(page).content.decode()


def test_the_school_may_hand_in_for_a_family_and_a_partner_may_not(town, page):
    school = town.client("school")

    assert "Морошкина Ульяна" in school.get(page).content.decode()
    assert school.post(page, {"version": 1, "wish": ids(town.choir), "hand_in": "yes"}).status_code == 302
    assert town.client("partner").get(page).status_code == 404
    assert town.client("curator").get(page).status_code == 404


# Results, seats and lines


@pytest.fixture
def published(town):
    make_wishes(town.round, town.pupil, programmes=[town.robots.programme, town.choir.programme])
    run = make_run(town.round)
    make_verdict(run, town.pupil, town.choir.programme, group=town.choir, rank=2, cause="granted")
    facts = {"line": 2_500_000, "claim": 1_000_000, "position": 3}
    make_verdict(run, town.pupil, town.robots.programme, group=town.robots, rank=1, cause="cut-off", facts=facts)
    town.round.stage, town.round.published_at, town.round.published_run = RoundStage.PUBLISHED, timezone.now(), run
    town.round.save()
    return run


def test_the_result_says_why_a_wish_was_refused_and_what_can_be_done(town, mother, published):
    text = mother.get(town.at(f"family/{town.pupil.pk}/results/{town.round.pk}/")).content.decode()

    assert "the line is 2.50 points" in text
    assert f"family/{town.pupil.pk}/lines/{town.robots.pk}/" in text
    assert f"family/{town.pupil.pk}/lines/{town.choir.pk}/" not in text
    assert town.client("stranger").get(town.at(f"family/{town.pupil.pk}/results/{town.round.pk}/")).status_code == 404


def test_an_offer_is_confirmed_or_declined_after_a_question(town, mother):
    until = timezone.localdate() + timedelta(days=2)
    first = make_enrolment(town.choir, town.pupil, state=EnrolmentState.OFFERED, offered_until=until)
    second = make_enrolment(town.robots, town.pupil, state=EnrolmentState.OFFERED, offered_until=until)

    mother.post(town.at(f"family/seats/{first.pk}/confirmation/"))
    asked = mother.get(town.at(f"family/seats/{second.pk}/leaving/"))
    mother.post(town.at(f"family/seats/{second.pk}/leaving/"))

    assert "waiting list" in asked.content.decode()
    states = dict(Enrolment.objects.values_list("pk", "state"))
    assert states == {first.pk: EnrolmentState.ENROLLED, second.pk: EnrolmentState.DECLINED}
    assert town.client("stranger").post(town.at(f"family/seats/{first.pk}/leaving/")).status_code == 404


def test_a_family_waits_for_one_seat_while_it_holds_another(town, mother, published):
    held = make_enrolment(town.choir, town.pupil)
    town.robots.seats = 0
    town.robots.save()
    line = town.at(f"family/{town.pupil.pk}/lines/{town.robots.pk}/")

    mother.post(line, {"gives_up": held.pk})

    place = WaitingPlace.objects.get()
    assert place.gives_up == held
    assert "number 1 in the line" in mother.get(town.at("family/")).content.decode()

    mother.post(f"{line}leaving/")
    assert WaitingPlace.objects.get().state == "left"
