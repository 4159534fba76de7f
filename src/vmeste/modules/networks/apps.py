from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "vmeste.modules.networks"
    label = "networks"
