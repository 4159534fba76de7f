from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "vmeste.modules.projects"
    label = "projects"

    def ready(self) -> None:
        from . import navigation, search  # noqa: F401 - late: the registries are filled when apps are ready
