"""The database counts the seats taken: whatever writes, a group is never over-filled."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.factories.enrolment import MOMENT, make_enrolment, make_teaching
from tests.factories.organisations import make_organisation
from tests.factories.people import make_class, make_pupil

from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.courses.models import StudyGroup
from vmeste.modules.enrolment.choices import HOLDING, EnrolmentState
from vmeste.modules.enrolment.models import Enrolment


@pytest.fixture
def class_(network):
    return make_class()


def taken(group):
    return StudyGroup.objects.get(pk=group.pk).taken


def test_every_state_that_holds_a_seat_is_counted_and_no_other(class_):
    for state in EnrolmentState:
        group = make_teaching()
        make_enrolment(group, make_pupil(class_), state=state)

        assert taken(group) == (state in HOLDING), state


def test_the_count_follows_changes_removal_moving_and_deletion(class_):
    one, other = make_teaching(), make_teaching()
    seat = make_enrolment(one, make_pupil(class_))
    rows = Enrolment.with_removed.filter(pk=seat.pk)

    counts = []
    for values in (
        {"state": EnrolmentState.WITHDRAWN},
        {"state": EnrolmentState.TRANSFERRED},
        {"removed_at": MOMENT},
        {"removed_at": None},
        {"group": other},
    ):
        rows.update(**values)
        counts.append((taken(one), taken(other)))
    rows.delete()

    assert counts == [(0, 0), (1, 0), (0, 0), (1, 0), (0, 1)]
    assert (taken(one), taken(other)) == (0, 0)


def test_no_path_over_fills_a_group(class_):
    full, other = make_teaching(seats=1), make_teaching()
    make_enrolment(full, make_pupil(class_))
    outside = make_enrolment(other, make_pupil(class_))
    rows = [Enrolment(group=full, pupil=make_pupil(class_), state="enrolled", origin="direct")]
    paths = (
        lambda: Enrolment.objects.bulk_create(rows),
        lambda: Enrolment.objects.filter(pk=outside.pk).update(group=full),
        lambda: raw("UPDATE enrolment_enrolment SET group_id = %s WHERE id = %s", [full.pk, outside.pk]),
        lambda: StudyGroup.objects.filter(pk=full.pk).update(seats=0),
    )

    for path in paths:
        with pytest.raises(IntegrityError), transaction.atomic():
            path()

    assert (taken(full), taken(other)) == (1, 1)


def test_a_count_that_somebody_writes_does_not_stay(class_):
    group = make_teaching(seats=2)
    stale = StudyGroup.objects.get(pk=group.pk)
    make_enrolment(group, make_pupil(class_))

    stale.name = "Saved with the count of before"
    stale.save()
    made = make_teaching(taken=7)

    assert taken(group) == 1
    assert taken(made) == 0
    raw("UPDATE courses_studygroup SET taken = 0 WHERE id = %s", [group.pk])
    assert taken(group) == 1


def test_an_enrolment_in_a_group_of_another_network_is_refused(class_, foreign_network):
    with working_in(foreign_network):
        foreign = make_teaching(organisation=make_organisation())
    pupil = make_pupil(class_)

    with pytest.raises(DatabaseError), transaction.atomic():
        Enrolment.objects.create(group_id=foreign.pk, pupil=pupil, state="enrolled", origin="direct")


def raw(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
