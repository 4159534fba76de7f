from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "vmeste.foundation.screens"
    label = "screens"
