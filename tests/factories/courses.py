from datetime import date
from decimal import Decimal
from itertools import count

from vmeste.modules.courses import models
from vmeste.modules.courses.choices import PartyRole

from .organisations import make_organisation
from .people import make_class, make_post, make_staff, the_year

_number = count(1)


def make_programme(organisation=None, **values):
    defaults = {
        "organisation": organisation or make_organisation(),
        "title": f"Programme {next(_number)}",
        "kind": "supplementary",
        "focus": "technical",
        "summary": "Robots",
    }
    return models.Programme.objects.create(**{**defaults, **values})


def make_funding(programme=None, **values):
    defaults = {"programme": programme or make_programme(), "source": "grant", "hours_a_week": Decimal(2)}
    return models.Funding.objects.create(**{**defaults, **values})


def make_venue(organisation=None, **values):
    defaults = {"organisation": organisation or make_organisation(), "name": f"Room {next(_number)}"}
    return models.Venue.objects.create(**{**defaults, **values})


def make_way(one=None, other=None, minutes=20):
    pair = sorted((one or make_organisation(), other or make_organisation()), key=lambda row: row.pk)
    return models.TravelTime.objects.create(one=pair[0], other=pair[1], minutes=minutes)


def make_break(organisation=None, *, year=None, **values):
    defaults = {
        "organisation": organisation,
        "year": year or the_year(),
        "name": f"Holidays {next(_number)}",
        "starts_on": date(2025, 10, 27),
        "ends_on": date(2025, 11, 3),
    }
    return models.CalendarBreak.objects.create(**{**defaults, **values})


def make_study_group(programme=None, *, meetings=(), **values):
    """A group; `meetings` are (weekday, "15:30") or (weekday, "15:30", minutes)."""
    defaults = {
        "programme": programme or make_programme(),
        "year": values.pop("year", None) or the_year(),
        "name": f"Group {next(_number)}",
        "seats": 12,
    }
    group = models.StudyGroup.objects.create(**{**defaults, **values})
    for weekday, clock, *minutes in meetings:
        make_meeting(group, weekday=weekday, clock=clock, **({"minutes": minutes[0]} if minutes else {}))
    return group


def make_meeting(group=None, *, clock="15:30", **values):
    hours, minutes = clock.split(":")
    defaults = {"group": group or make_study_group(), "weekday": 2, "starts_at": int(hours) * 60 + int(minutes)}
    return models.Meeting.objects.create(**{**defaults, **values})


def make_reserved(group=None, **values):
    school = {} if values.get("profile") else {"school": make_organisation()}
    return models.ReservedSeats.objects.create(**{"group": group or make_study_group(), "seats": 2, **school, **values})


def make_plan_line(school_class=None, programme=None, **values):
    defaults = {
        "school_class": school_class or make_class(),
        "programme": programme or make_programme(),
        "hours_a_week": Decimal(2),
        "position": next(_number) % 30_000,
    }
    return models.PlanLine.objects.create(**{**defaults, **values})


def make_network_form(programme=None, *, partner=None, **values):
    """A network form of two parties: the programme's organisation and a partner."""
    programme = programme or make_programme()
    programme.is_network_form = True
    programme.save()
    form = models.NetworkForm.objects.create(programme=programme, **values)
    make_network_part(form, programme.organisation, role=PartyRole.BASE, position=1)
    make_network_part(form, partner, position=2)
    return form


def make_network_part(form=None, organisation=None, **values):
    defaults = {
        "network_form": form or make_network_form(),
        "organisation": organisation or make_organisation(kind="supplementary"),
        "role": PartyRole.PARTICIPANT,
        "title": "Module",
        "hours": 36,
        "place": "Main street, 1",
        "position": next(_number) % 30_000,
    }
    return models.NetworkPart.objects.create(**{**defaults, **values})


def make_whole_group(**values):
    """A group with everything its page names."""
    teacher = make_staff()
    programme = values.pop("programme", None) or make_programme()
    make_post(teacher, organisation=programme.organisation)
    group = make_study_group(programme, teacher=teacher, venue=make_venue(programme.organisation), **values)
    make_meeting(group)
    make_reserved(group)
    return group


def make_planned_class(**values):
    """A class with a line in its plan, and the group of the line."""
    school_class = make_class(**values)
    group = make_whole_group(year=school_class.year)
    make_plan_line(school_class, group.programme, group=group)
    return school_class


MAKERS = {
    models.Programme: make_programme,
    models.Funding: make_funding,
    models.NetworkForm: make_network_form,
    models.NetworkPart: make_network_part,
    models.Venue: make_venue,
    models.TravelTime: make_way,
    models.CalendarBreak: lambda: make_break(make_organisation()),
    models.StudyGroup: make_whole_group,
    models.Meeting: make_meeting,
    models.ReservedSeats: make_reserved,
    models.PlanLine: make_plan_line,
}
