from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "vmeste.modules.people"
    label = "people"

    def ready(self) -> None:
        from . import jobs  # noqa: F401 - late: the registries are filled when apps are ready
