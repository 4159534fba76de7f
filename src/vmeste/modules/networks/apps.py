from django.apps import AppConfig


class NetworksConfig(AppConfig):
    name = "vmeste.modules.networks"
    label = "networks"

    def ready(self) -> None:
        from vmeste.foundation.jobs.rights import resolves_actors
        from vmeste.modules.accounts.choices import tell_networks

        from . import navigation, search  # noqa: F401 - the registry is filled when apps are ready
        from .selectors import actor_now, networks_of

        tell_networks(lambda user_id: list(networks_of(user_id).values_list("pk", "name")))
        resolves_actors(actor_now)
