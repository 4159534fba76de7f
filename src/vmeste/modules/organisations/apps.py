from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "vmeste.modules.organisations"
    label = "organisations"

    def ready(self) -> None:
        from . import navigation, search  # noqa: F401 - the registries are filled when apps are ready
