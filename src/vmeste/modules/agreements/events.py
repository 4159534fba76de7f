"""What happens to agreements."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.activity.events import Event


@dataclass(frozen=True, kw_only=True)
class AgreementDrafted(Event):
    sentence = _("Drafted: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class AgreementSentForSignature(Event):
    sentence = _("Sent for signature: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class AgreementReturnedToDraft(Event):
    sentence = _("Returned to draft: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class PartyAdded(Event):
    organisation_id: int
    organisation: str
    sentence = _("Party added: %(organisation)s")


@dataclass(frozen=True, kw_only=True)
class PartyRemoved(Event):
    organisation_id: int
    organisation: str
    sentence = _("Party removed: %(organisation)s")


@dataclass(frozen=True, kw_only=True)
class PartySigned(Event):
    organisation_id: int
    organisation: str
    signed_on: date | None
    sentence = _("Signed by %(organisation)s")


@dataclass(frozen=True, kw_only=True)
class AgreementCameIntoForce(Event):
    signed_on: date | None
    sentence = _("In force: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class AgreementRenewed(Event):
    ends_on: date
    sentence = _("Renewed until %(ends_on)s: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class AgreementTerminated(Event):
    terminated_on: date
    reason: str
    sentence = _("Terminated on %(terminated_on)s: %(reason)s")


@dataclass(frozen=True, kw_only=True)
class AgreementAmended(Event):
    amendment_id: int
    number: str
    sentence = _("Amended by No. %(number)s: %(subject)s")


@dataclass(frozen=True, kw_only=True)
class ObligationFulfilled(Event):
    obligation_id: int
    text: str
    fulfilled_on: date
    sentence = _("Fulfilled on %(fulfilled_on)s: %(text)s")


@dataclass(frozen=True, kw_only=True)
class FileAttached(Event):
    name: str
    sentence = _("File attached: %(name)s")


@dataclass(frozen=True, kw_only=True)
class DocumentIssued(Event):
    name: str
    sentence = _("Document made: %(name)s")
