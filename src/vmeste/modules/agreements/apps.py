from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "vmeste.modules.agreements"
    label = "agreements"
