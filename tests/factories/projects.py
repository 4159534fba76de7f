from decimal import Decimal
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


def make_responsible(row, **values):
    return models.Responsible.objects.create(**{"row": row, "name": f"Responsible {next(_number)}", **values})


def make_value(indicator, **values):
    made = {"indicator": indicator, "period": "2025", "value": Decimal("8.2"), **values}
    return models.IndicatorValue.objects.create(**made)


def make_text(project, **values):
    return models.ProjectText.objects.create(**{"project": project, "section": "background", "text": "Words", **values})


# What a row of each kind needs besides its project, by the name of its pages.
_FIRST = {
    "coordination-centre": (models.CoordinationCentre, {"name": "Centre", "offers": "Robots"}),
    "participant": (models.Participant, {"name": "Parents", "role": "Support"}),
    "assignment": (models.Assignment, {"person_name": "Ann", "post": "Methodologist"}),
    "opportunity": (models.Opportunity, {"text": "A laboratory"}),
    "approach": (models.Approach, {"text": "Open to all"}),
    "beneficiary": (models.Beneficiary, {"name": "Pupils", "benefit": "Choice"}),
    "cost-item": (models.CostItem, {"name": "School", "source": "Grant", "amount": 400_000}),
    "project-resource": (models.ProjectResource, {"text": "Printer", "purpose": "Models"}),
    "project-link": (models.ProjectLink, {"name": "Site", "url": "https://example.org"}),
    "project-contact": (models.ProjectContact, {"person_name": "Ann", "post": "Head", "email": "ann@example.org"}),
}


PART_MODELS = {
    "project-task": models.ProjectTask,
    "project-stage": models.ProjectStage,
    "roadmap-row": models.RoadmapRow,
    "indicator-group": models.IndicatorGroup,
    "indicator": models.Indicator,
    "project-act": models.ProjectAct,
    **{name: model for name, (model, _values) in _FIRST.items()},
}


def make_part(name, project):
    """A row of the kind whose pages are called so."""
    if name in _FIRST:
        model, values = _FIRST[name]
        return model.objects.create(project=project, **values)
    return {
        "project-task": make_task,
        "project-stage": make_stage,
        "roadmap-row": make_work,
        "indicator-group": make_group,
        "indicator": lambda project: make_indicator(make_group(project)),
        "project-act": lambda project: models.ProjectAct.objects.create(project=project, act=make_act(), result="Done"),
    }[name](project)


def make_indicator(group, **values):
    made = {"project": group.project, "group": group, "name": f"Indicator {next(_number)}", **values}
    return models.Indicator.objects.create(**made)
