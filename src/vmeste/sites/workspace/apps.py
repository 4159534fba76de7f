from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "vmeste.sites.workspace"
    label = "workspace"
