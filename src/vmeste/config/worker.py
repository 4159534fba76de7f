"""The worker process: background jobs, and once a minute what time brings about and a look for lost jobs."""

import logging
import os
import threading

import django
from django.core.management import call_command

RESCUE_SECONDS = 60

logger = logging.getLogger("vmeste.jobs")


def rescue_for_ever(stopped: threading.Event) -> None:
    """Every minute, in every network, hand out what a killed worker left behind and do what is due by the clock."""
    from django.db import close_old_connections  # late: settings must load first

    from vmeste.foundation.jobs.clock import tick_all  # late: models must be ready
    from vmeste.foundation.jobs.running import rescue_lost_jobs  # late: models must be ready
    from vmeste.foundation.tenancy.scope import working_in  # late: models must be ready
    from vmeste.modules.networks.models import Network  # late: models must be ready

    while not stopped.wait(RESCUE_SECONDS):
        try:
            for network in Network.objects.all():
                with working_in(network):
                    rescue_lost_jobs()
                    tick_all()
        except Exception:
            # The database may be away for a minute; the next round asks again.
            logger.exception("the round of every minute failed")
        finally:
            close_old_connections()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vmeste.config.settings")
    django.setup()
    stopped = threading.Event()
    threading.Thread(target=rescue_for_ever, args=(stopped,), daemon=True).start()
    try:
        call_command("db_worker", reload=False, startup_delay=False, verbosity=0, interval=0.5)
    finally:
        stopped.set()


if __name__ == "__main__":
    main()
