from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "vmeste.foundation.exchange"
    label = "exchange"
