from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "vmeste.modules.networks"
    label = "networks"

    def ready(self) -> None:
        from vmeste.foundation.jobs.rights import resolves_actors  # late: models must be ready
        from vmeste.modules.accounts.choices import tell_networks  # late: models must be ready

        from . import navigation, search, subscribers  # noqa: F401 - late: the registries are filled when apps are ready
        from .selectors import actor_now, networks_of  # late: models must be ready

        tell_networks(lambda user_id: list(networks_of(user_id).values_list("pk", "name")))
        resolves_actors(actor_now)
