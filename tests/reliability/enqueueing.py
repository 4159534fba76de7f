"""Run as a program: ask for background work as a member of the cast. Words: JSON [[job, user, {arguments}], …]."""

import json
import sys

from tests.reliability import working

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.tenancy.scope import working_in
from vmeste.modules.networks.models import Network
from vmeste.modules.networks.selectors import actor_in


def main():
    network = Network.objects.get(slug="ours")
    with working_in(network):
        for name, user, arguments in json.loads(sys.argv[1]):
            actor = actor_in(network, user_id=user, label="Person") if user else Actor.system("Test", network.pk)
            job = getattr(working, name)
            job.enqueue(title=name, actor=actor, **arguments)


if __name__ == "__main__":
    main()
