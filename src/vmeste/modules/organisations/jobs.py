"""Work on the register that takes longer than a page may."""

from django.utils import timezone
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.jobs.progress import Progress
from vmeste.foundation.jobs.running import network_job
from vmeste.foundation.tenancy.links import link
from vmeste.foundation.tenancy.scope import active_network

from .selectors.likeness import compare_register, mergeable_organisations
from .services.merging import keep_comparison


@network_job(is_idempotent=True)
def compare(progress: Progress, *, actor: Actor) -> str:
    """Compare the register with itself and keep the pairs that look like one."""
    url = link("duplicate-list")
    progress.tell(_("Comparing the organisations"), 10)
    compared, pairs = compare_register(mergeable_organisations(actor))
    progress.tell(_("Writing down what was found"), 95)
    keep_comparison(
        active_network(),
        actor=actor,
        compared=compared,
        pairs=pairs,
        at=timezone.now(),
        finish=lambda: progress.finish(url),
    )
    return url
