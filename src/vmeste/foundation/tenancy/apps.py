from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "vmeste.foundation.tenancy"
    label = "tenancy"
