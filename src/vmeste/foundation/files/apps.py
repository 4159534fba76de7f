from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "vmeste.foundation.files"
    label = "files"
