from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "vmeste.modules.agreements"
    label = "agreements"

    def ready(self) -> None:
        from vmeste.modules.documents.choices import register_form  # noqa: PLC0415 - models must be ready

        from . import importing, navigation, search  # noqa: F401, PLC0415 - the registries are filled when apps are ready
        from .reports.fields import COOPERATION_AGREEMENT  # noqa: PLC0415 - models must be ready

        register_form(COOPERATION_AGREEMENT)
