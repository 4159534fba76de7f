from django.apps import AppConfig


class EndpointsConfig(AppConfig):
    name = "vmeste.foundation.endpoints"
    label = "endpoints"
