from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "vmeste.sites.portal"
    label = "portal"
