from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "vmeste.foundation.jobs"
    label = "jobs"
