from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "vmeste.modules.agreements"
    label = "agreements"

    def ready(self) -> None:
        from vmeste.modules.documents.choices.forms import register_form  # late: models must be ready

        from . import importing, navigation, search  # noqa: F401 - late: the registries are filled when apps are ready
        from .reports.fields import COOPERATION_AGREEMENT  # late: models must be ready

        register_form(COOPERATION_AGREEMENT)
