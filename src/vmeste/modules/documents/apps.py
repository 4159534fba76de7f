from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "vmeste.modules.documents"
    label = "documents"

    def ready(self) -> None:
        from . import navigation  # noqa: F401 - late: the registries are filled when apps are ready
