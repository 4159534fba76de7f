"""How organisations and contacts are found."""

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.activity.announcing import reacts_to
from vmeste.foundation.activity.events import Event
from vmeste.foundation.search.finding import SearchSource, index_again, register

from . import permissions
from .models import Alias, Contact, Organisation


def _words_of_organisation(organisation: Organisation) -> list[str]:
    names = [alias.name for alias in organisation.aliases.all()]
    return [organisation.name, organisation.short_name, organisation.inn, *names]


def _detail_of_organisation(organisation: Organisation) -> str:
    return organisation.name if organisation.short_name else organisation.address


ORGANISATIONS = SearchSource(
    model=Organisation,
    may_view=permissions.VIEW,
    url_name="organisation-detail",
    title=lambda organisation: organisation.shown_name,
    words=_words_of_organisation,
    detail=_detail_of_organisation,
    prefetched=("aliases",),
)
CONTACTS = SearchSource(
    model=Contact,
    may_view=permissions.VIEW_CONTACTS,
    url_name="contact-detail",
    title=lambda contact: contact.full_name,
    words=lambda contact: [contact.full_name, contact.post, contact.phone_e164, contact.email],
    detail=lambda contact: ", ".join(filter(None, (contact.post, contact.organisation.shown_name))),
    prefetched=("organisation",),
)

register(ORGANISATIONS)
register(CONTACTS)


@reacts_to(Event)
def follow_other_names(event: Event, actor: Actor, subject: object) -> None:
    """An organisation is found by its other names, so its words change with them."""
    if isinstance(subject, Alias):
        index_again(ORGANISATIONS, subject.organisation_id)
