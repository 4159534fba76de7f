from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "vmeste.modules.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import navigation  # noqa: F401 - late: the registry is filled when apps are ready
