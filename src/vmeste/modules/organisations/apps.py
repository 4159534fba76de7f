from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "vmeste.modules.organisations"
    label = "organisations"

    def ready(self) -> None:
        from . import importing, jobs, navigation, search  # noqa: F401 - late: the registries are filled when apps are ready
