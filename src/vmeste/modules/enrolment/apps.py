from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "vmeste.modules.enrolment"
    label = "enrolment"
