from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "vmeste.modules.enrolment"
    label = "enrolment"

    def ready(self) -> None:
        from vmeste.modules.documents.choices.forms import register_form  # late: models must be ready

        from . import jobs, navigation, subscribers  # noqa: F401 - late: the registries are filled when apps are ready
        from .reports.certificates import PARTICIPATION_CERTIFICATE, STUDY_CERTIFICATE  # late: models must be ready
        from .reports.routes import ROUTE  # late: models must be ready

        for form in (STUDY_CERTIFICATE, PARTICIPATION_CERTIFICATE, ROUTE):
            register_form(form)
