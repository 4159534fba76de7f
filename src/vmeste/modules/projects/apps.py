from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "vmeste.modules.projects"
    label = "projects"

    def ready(self) -> None:
        from vmeste.modules.documents.choices.forms import register_form  # late: models must be ready

        from . import importing, navigation, search  # noqa: F401 - late: the registries are filled when apps are ready
        from .reports.passport import PRACTICE_PASSPORT  # late: models must be ready

        register_form(PRACTICE_PASSPORT)
