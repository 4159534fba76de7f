"""Rows of a project are moved by buttons: up where something stands above, down where something stands below."""

import re

from tests.factories.projects import make_project, make_task, make_work

from vmeste.foundation.tenancy.links import link
from vmeste.modules.projects.models import ProjectTask


def ways(html, rows, path):
    """What may be done with each of the rows, as its buttons say."""
    found = {row.pk: [] for row in rows}
    for pk, way in re.findall(rf'action="[^"]*/{path}/(\d+)/order/(up|down)/"', html):
        found[int(pk)].append(way)
    return [found[row.pk] for row in rows]


def test_each_task_has_the_buttons_that_lead_somewhere(network, sign_in):
    project = make_project()
    rows = [make_task(project, text=name, position=position) for position, name in enumerate("abc", start=1)]

    page = sign_in().get(link("project-detail", project.pk)).content.decode()

    assert ways(page, rows, "tasks") == [["down"], ["up", "down"], ["up"]]


def test_a_task_moves_down(network, sign_in):
    project = make_project()
    rows = [make_task(project, text=name, position=position) for position, name in enumerate("abc", start=1)]

    sign_in().post(link("project-task-move", pk=project.pk, part_pk=rows[0].pk, way="down"))

    assert [row.text for row in ProjectTask.objects.order_by("position")] == ["b", "a", "c"]


def test_works_of_the_roadmap_move_both_ways_too(network, sign_in):
    project = make_project()
    rows = [make_work(project, content=text, position=position) for position, text in enumerate("abc", start=1)]

    page = sign_in().get(link("project-roadmap", project.pk)).content.decode()

    assert ways(page, rows, "roadmap/works") == [["down"], ["up", "down"], ["up"]]
