"""A school with a class, a college with groups, an open round, a guardian and a teacher with their browsers."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories.enrolment import make_round, make_teaching
from tests.factories.networks import make_member
from tests.factories.organisations import make_organisation
from tests.factories.people import make_class, make_guardian, make_guardianship, make_pupil, make_staff

from vmeste.foundation.access.actor import Role
from vmeste.modules.networks.selectors import actor_in


@dataclass
class Town:
    network: Any
    school: Any
    college: Any
    school_class: Any
    pupil: Any
    other: Any
    robots: Any
    chess: Any
    choir: Any
    round: Any
    people: dict[str, Any]

    def actor(self, who):
        user = self.people[who]
        return actor_in(self.network, user_id=user.pk, label=str(user))

    def client(self, who, language="en"):
        client = Client(headers={"accept-language": language})
        client.force_login(self.people[who])
        return client

    def at(self, path):
        return f"/n/{self.network.slug}/{path}"


@pytest.fixture
def town(network, school):
    """Robots and chess are at the same time on Tuesdays; the choir is on Thursdays."""
    college = make_organisation(name="College C", short_name="College C")
    school_class = make_class(school, name="8i", grade=8, first_lesson=8 * 60, last_lesson=14 * 60)
    pupil = make_pupil(school_class, last_name="Морошкина", first_name="Ульяна", patronymic="")
    other = make_pupil(school_class, last_name="Брусникин", first_name="Фома", patronymic="")
    member = make_staff()
    people = {
        "mother": make_member(network, Role.GUARDIAN),
        "stranger": make_member(network, Role.GUARDIAN),
        "teacher": make_member(network, Role.TEACHER, organisation=college),
        "host": make_member(network, Role.COORDINATOR, organisation=college),
        "school": make_member(network, Role.COORDINATOR, organisation=school),
        "curator": make_member(network, Role.CURATOR),
        "partner": make_member(network, Role.PARTNER, organisation=make_organisation(kind="enterprise")),
    }
    make_guardianship(pupil, make_guardian(user=people["mother"]))
    make_guardianship(other, make_guardian(user=people["stranger"]))
    member.user = people["teacher"]
    member.save()
    robots = make_teaching(organisation=college, name="Robots 1", teacher=member)
    robots.programme.title = "Robots"
    robots.programme.save()
    chess = make_teaching(organisation=school, name="Chess 1", meetings=((2, 990, 45),))
    choir = make_teaching(organisation=school, name="Choir 1", meetings=((4, 900, 45),))
    now = timezone.now()
    round_ = make_round(
        schools=[school],
        groups=[robots, chess, choir],
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=5),
        most_wishes=3,
        most_courses=2,
    )
    return Town(network, school, college, school_class, pupil, other, robots, chess, choir, round_, people)
