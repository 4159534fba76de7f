from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "vmeste.modules.partnerships"
    label = "partnerships"
