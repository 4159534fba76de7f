from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "vmeste.modules.reference"
    label = "reference"

    def ready(self) -> None:
        from . import navigation, subscribers  # noqa: F401 - late: the registries are filled when apps are ready
