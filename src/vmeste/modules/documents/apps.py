from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "vmeste.modules.documents"
    label = "documents"
