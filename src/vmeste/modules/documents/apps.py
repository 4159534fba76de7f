from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "vmeste.modules.documents"
    label = "documents"

    def ready(self) -> None:
        from . import jobs, navigation, search  # noqa: F401 - late: the registries are filled when apps are ready
