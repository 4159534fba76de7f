from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "vmeste.modules.reference"
    label = "reference"
