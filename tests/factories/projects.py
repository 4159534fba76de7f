from itertools import count

from vmeste.modules.projects import models

_number = count(1)


def make_project(**values):
    return models.Project.objects.create(**{"name": f"Project {next(_number)}", **values})


def make_task(project, **values):
    return models.ProjectTask.objects.create(**{"project": project, "text": f"Task {next(_number)}", **values})


def make_stage(project, **values):
    return models.ProjectStage.objects.create(**{"project": project, "name": f"Stage {next(_number)}", **values})


def make_work(project, *, responsible=(), **values):
    """A work of the roadmap; `responsible` are names of groups."""
    row = models.RoadmapRow.objects.create(**{"project": project, "content": f"Work {next(_number)}", **values})
    for position, name in enumerate(responsible, start=1):
        models.Responsible.objects.create(row=row, name=name, position=position)
    return row


def make_act(**values):
    return models.LegalAct.objects.create(**{"issuer": "Department", "number": str(next(_number)), **values})


def make_group(project, **values):
    return models.IndicatorGroup.objects.create(**{"project": project, "name": f"Group {next(_number)}", **values})


def make_indicator(group, **values):
    made = {"project": group.project, "group": group, "name": f"Indicator {next(_number)}", **values}
    return models.Indicator.objects.create(**made)
