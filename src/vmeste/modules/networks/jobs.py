"""The letters of invitations. The queue knows ids only; the key is made while its letter is written."""

from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from vmeste.foundation.text.letters import send_letter

from .models import Invitation
from .services import make_key


@task()
def send_invitation(invitation_id: int, site: str, language: str) -> None:
    """Write to the invited mailbox, in the language of the one who invites; nothing for a closed invitation.

    `site` is scheme and host, «https://example.org».
    """
    invitation = Invitation.objects.select_related("network").get(pk=invitation_id)
    secret = make_key(invitation, at=timezone.now())
    if secret is None:
        return
    url = site + reverse("invitation-open", kwargs={"secret": secret})
    context = {"invitation": invitation, "network": invitation.network, "url": url}
    send_letter("networks/letters/invitation", to=invitation.email, language=language, context=context)
