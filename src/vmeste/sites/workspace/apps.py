from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "vmeste.sites.workspace"
    label = "workspace"

    def ready(self) -> None:
        from . import navigation, places  # noqa: F401 - late: the registries are filled when apps are ready
