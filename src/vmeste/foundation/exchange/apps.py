from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "vmeste.foundation.exchange"
    label = "exchange"

    def ready(self) -> None:
        from . import jobs, navigation  # noqa: F401 - late: the registries are filled when apps are ready
