from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "vmeste.foundation.editing"
    label = "editing"
