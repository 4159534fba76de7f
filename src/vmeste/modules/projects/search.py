"""What projects and legal acts are found by."""

from vmeste.foundation.search.finding import SearchSource, register

from . import permissions
from .models import LegalAct, Project


def _words(project: Project) -> list[str]:
    names = [participant.name for participant in project.participants.all()]
    centres = [centre.name for centre in project.centres.all()]
    return [project.name, project.working_name, project.territory_name, project.goal, *names, *centres]


register(
    SearchSource(
        model=Project,
        may_view=permissions.VIEW,
        url_name="project-detail",
        title=str,
        words=_words,
        detail=lambda project: project.name if project.working_name else str(project.get_kind_display()),
        icon="rocket",
    )
)
register(
    SearchSource(
        model=LegalAct,
        may_view=permissions.VIEW_ACTS,
        url_name="legal-act-detail",
        title=str,
        words=lambda act: [act.number, act.issuer, act.title],
        detail=lambda act: act.title,
        icon="gavel",
    )
)
