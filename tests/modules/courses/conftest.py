import pytest
from tests.factories.courses import make_programme, make_study_group, make_venue
from tests.factories.people import make_class
from tests.factories.reference import make_year


@pytest.fixture
def year(network):
    return make_year(2025)


@pytest.fixture
def programme(school):
    return make_programme(school, title="Robotics", hours_a_week=2)


@pytest.fixture
def room(school):
    return make_venue(school, name="Workshop")


@pytest.fixture
def group(programme, year, room):
    return make_study_group(programme, year=year, name="Group 1", venue=room, meetings=[(2, "15:30")])


@pytest.fixture
def school_class(school, year):
    return make_class(school, year=year, name="8и", first_lesson=8 * 60, last_lesson=14 * 60)
