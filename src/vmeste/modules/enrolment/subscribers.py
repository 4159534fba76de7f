"""What enrolment does when others change what it stands on."""

from django.db.models import Model
from django.utils.translation import gettext as _

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.activity.announcing import reacts_to
from vmeste.foundation.activity.events import Event, RowChanged
from vmeste.foundation.jobs.running import JOBS
from vmeste.modules.courses.models import StudyGroup

from .choices import WaitingState
from .models import WaitingPlace


@reacts_to(RowChanged)
def offer_new_seats(event: Event, actor: Actor, subject: Model) -> None:
    """A group got more seats: its waiting list gets them, in a job of its own and not in the editor's transaction.

    The editor holds the group; whoever gives seats enters the gate first and the group then.
    """
    assert isinstance(event, RowChanged)
    if not isinstance(subject, StudyGroup) or "seats" not in event.changes:
        return
    if not WaitingPlace.objects.filter(group=subject, state=WaitingState.WAITING).exists():
        return
    JOBS["modules.enrolment.jobs.pass_seats_on"].enqueue(
        title=_("Waiting list: %(group)s") % {"group": subject},
        actor=Actor.system(_("Waiting lists"), actor.network_id),
        group=subject.pk,
    )
