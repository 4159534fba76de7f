from django.apps import AppConfig
from django.db.backends.signals import connection_created

from .sqlite import teach_cyrillic


class TextConfig(AppConfig):
    name = "vmeste.foundation.text"
    label = "text"

    def ready(self) -> None:
        # The one signal we use: Django offers no other place to prepare a fresh connection.
        connection_created.connect(teach_cyrillic, dispatch_uid="teach_cyrillic")
