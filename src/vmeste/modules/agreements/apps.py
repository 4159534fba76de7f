from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "vmeste.modules.agreements"
    label = "agreements"

    def ready(self) -> None:
        from vmeste.foundation.screens.registers import print_list_as  # late: models must be ready
        from vmeste.modules.documents.choices.forms import register_form  # late: models must be ready

        from . import importing, navigation, search  # noqa: F401 - late: the registries are filled when apps are ready
        from .reports import registers  # late: models must be ready
        from .reports.fields import COOPERATION_AGREEMENT  # late: models must be ready

        for form in (COOPERATION_AGREEMENT, registers.AGREEMENT_REGISTER, registers.PARTNER_REGISTER):
            register_form(form)
        print_list_as("agreement", registers.AGREEMENTS_ON_PAPER)
        print_list_as("partnership", registers.PARTNERS_ON_PAPER)
