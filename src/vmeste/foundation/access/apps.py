from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "vmeste.foundation.access"
    label = "access"
