from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "vmeste.modules.agreements"
    label = "agreements"

    def ready(self) -> None:
        from . import importing, navigation, search  # noqa: F401, PLC0415 - the registries are filled when apps are ready
