from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "vmeste.sites.api"
    label = "api"
