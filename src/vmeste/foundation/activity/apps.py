from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "vmeste.foundation.activity"
    label = "activity"
