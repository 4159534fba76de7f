from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "vmeste.sites.workspace"
    label = "workspace"

    def ready(self) -> None:
        """Tell `networks`, which stands below, in which organisations and territories roles may be given."""
        from django.db.models import F, Value  # noqa: PLC0415 - models exist only when apps are ready
        from django.db.models.functions import Coalesce, NullIf  # noqa: PLC0415 - models exist only when apps are ready

        from vmeste.foundation.access.permissions import rows_for  # noqa: PLC0415 - models exist only when apps are ready
        from vmeste.modules.networks.choices import PlaceKind  # noqa: PLC0415 - models exist only when apps are ready
        from vmeste.modules.networks.permissions import tell_places  # noqa: PLC0415 - models exist only when apps are ready
        from vmeste.modules.organisations import permissions as organisations  # noqa: PLC0415 - models exist only when apps are ready
        from vmeste.modules.organisations.models import Organisation  # noqa: PLC0415 - models exist only when apps are ready
        from vmeste.modules.reference import permissions as reference  # noqa: PLC0415 - models exist only when apps are ready
        from vmeste.modules.reference.models import Territory  # noqa: PLC0415 - models exist only when apps are ready

        tell_places(
            PlaceKind.ORGANISATION,
            lambda actor: rows_for(actor, organisations.EDIT, Organisation),
            label=Coalesce(NullIf(F("short_name"), Value("")), F("name")),
        )
        tell_places(
            PlaceKind.TERRITORY, lambda actor: rows_for(actor, reference.EDIT_TERRITORIES, Territory), label=F("name")
        )
