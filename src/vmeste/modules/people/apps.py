from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "vmeste.modules.people"
    label = "people"

    def ready(self) -> None:
        from vmeste.modules.documents.choices.forms import register_form  # late: models must be ready

        from . import jobs, navigation, search, subscribers  # noqa: F401 - late: registries are filled when apps are ready
        from .reports.consents import CONSENT_FORMS  # late: models must be ready
        from .reports.papers import people_forms  # late: models must be ready

        for form in (*CONSENT_FORMS.values(), *people_forms()):
            register_form(form)
