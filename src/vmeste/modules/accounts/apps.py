from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "vmeste.modules.accounts"
    label = "accounts"
