from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "vmeste.modules.people"
    label = "people"
