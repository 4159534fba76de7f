from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "vmeste.modules.courses"
    label = "courses"

    def ready(self) -> None:
        from vmeste.foundation.screens.registers import print_list_as  # late: models must be ready
        from vmeste.modules.documents.choices.forms import register_form  # late: models must be ready

        from . import navigation, search  # noqa: F401 - late: the registries are filled when apps are ready
        from .reports import contract, plan, registers  # late: models must be ready

        for form in (plan.EXTRACURRICULAR_PLAN, contract.NETWORK_CONTRACT, registers.PROGRAMME_REGISTER):
            register_form(form)
        print_list_as("programme", registers.PROGRAMMES_ON_PAPER)
