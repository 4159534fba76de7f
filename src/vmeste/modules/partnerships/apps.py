from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "vmeste.modules.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from vmeste.foundation.screens.panels import extend  # late: models must be ready

        from . import importing, navigation, search, views  # noqa: F401 - late: the registries are filled when apps are ready

        extend("organisation", views.partnerships_of_organisation_panel())
