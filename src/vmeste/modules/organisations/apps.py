from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "vmeste.modules.organisations"
    label = "organisations"
