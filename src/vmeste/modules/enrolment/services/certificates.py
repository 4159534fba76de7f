"""Certificates: a number without gaps in the register of an organisation, and a code that verifies it."""

import secrets
from datetime import date

from django.db.models import Max

from vmeste.foundation.access.actor import Actor
from vmeste.foundation.access.commands import command
from vmeste.foundation.activity.announcing import announce
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.choices import CertificateKind, EnrolmentState
from vmeste.modules.enrolment.errors import IssuedAlready, RevokedAlready, WrongState
from vmeste.modules.enrolment.events import CertificateIssued, CertificateRevoked
from vmeste.modules.enrolment.models import Certificate, Enrolment
from vmeste.modules.enrolment.selectors.certificates import facts_of
from vmeste.modules.organisations.models import Organisation

_EARNED = (EnrolmentState.ENROLLED, EnrolmentState.TRANSFERRED, EnrolmentState.COMPLETED)
_CODE_BYTES = 16


@command(may=permissions.ISSUE_CERTIFICATES)
def issue_certificate(enrolment: Enrolment, /, *, actor: Actor, kind: CertificateKind, on: date) -> Certificate:
    """Enter a certificate into the register of the organisation whose programme it is.

    Its number is the next of that organisation and kind: the organisation is locked meanwhile, so numbers have no
    gaps and no twins. What it says of the teaching is frozen with it; the name of the child is not part of it.

    Raises:
        WrongState: the child has not studied there.
        IssuedAlready: there is one of this kind that is not revoked.
    """
    row = Enrolment.objects.select_related("group__programme__organisation", "group__year").get(pk=enrolment.pk)
    if row.state not in _EARNED:
        raise WrongState(row.get_state_display())
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=row.group.programme.organisation_id)
    if Certificate.objects.filter(enrolment=row, kind=kind, revoked_on=None).exists():
        raise IssuedAlready
    last = Certificate.objects.filter(organisation=organisation, kind=kind).aggregate(last=Max("number"))["last"]
    certificate = Certificate(
        enrolment=row,
        organisation=organisation,
        kind=kind,
        number=(last or 0) + 1,
        issued_on=on,
        code=secrets.token_hex(_CODE_BYTES),
        facts=facts_of(row),
    )
    certificate.full_clean()
    certificate.save()
    announce(CertificateIssued(number=certificate.number, kind=kind), actor=actor, subject=certificate)
    return certificate


@command(may=permissions.ISSUE_CERTIFICATES)
def revoke_certificate(certificate: Certificate, /, *, actor: Actor, on: date, reason: str) -> Certificate:
    """The certificate is no longer valid; its number stays taken.

    Raises:
        RevokedAlready: it was revoked before.
    """
    current = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if current.revoked_on is not None:
        raise RevokedAlready
    current.revoked_on = on
    current.save(update_fields=["revoked_on"])
    announce(CertificateRevoked(number=current.number, reason=reason), actor=actor, subject=current)
    return current
