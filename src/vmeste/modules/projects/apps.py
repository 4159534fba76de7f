from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "vmeste.modules.projects"
    label = "projects"

    def ready(self) -> None:
        from vmeste.foundation.screens.registers import print_list_as  # late: models must be ready
        from vmeste.modules.documents.choices.forms import register_form  # late: models must be ready

        from . import importing, navigation, search  # noqa: F401 - late: the registries are filled when apps are ready
        from .reports import acts, order, partnership, passport, roadmap  # late: models must be ready

        for form in (
            *(passport.PRACTICE_PASSPORT, roadmap.ROADMAP_BY_STAGES, roadmap.ROADMAP_AS_LIST, order.ORDER),
            *(partnership.PARTNERSHIP_REPORT, acts.LEGAL_ACT_REGISTER),
        ):
            register_form(form)
        print_list_as("legal-act", acts.LEGAL_ACTS_ON_PAPER)
