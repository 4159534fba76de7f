"""The register of certificates, one certificate, its paper, its revocation."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from vmeste.foundation.files.responses import attachment_headers
from vmeste.foundation.screens.acts import act_with_form, require_early, row_or_404
from vmeste.foundation.screens.panels import facts, history
from vmeste.foundation.screens.screens import Screens
from vmeste.foundation.screens.tables import Badge, Column, Kind, Table
from vmeste.foundation.tenancy.links import link
from vmeste.modules.enrolment import permissions
from vmeste.modules.enrolment.models import Certificate
from vmeste.modules.enrolment.reports.certificates import certificate_facts, certificate_on_paper
from vmeste.modules.enrolment.selectors.certificates import certificates_for_list
from vmeste.modules.enrolment.services.certificates import revoke_certificate
from vmeste.modules.people.choices import OpeningPurpose
from vmeste.modules.people.services.opening import open_names

PAPERS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def _state(certificate: Certificate) -> Badge:
    if certificate.revoked_on is not None:
        return Badge(_("revoked"), "danger")
    return Badge(_("valid"), "success")


CERTIFICATES = Table(
    (
        Column("number", gettext_lazy("Number"), sort="number", kind=Kind.NUMBER, is_link=True),
        Column("issued_on", gettext_lazy("Issued on"), sort="issued_on", kind=Kind.DATE),
        Column("kind", gettext_lazy("Kind"), "get_kind_display"),
        Column("organisation", gettext_lazy("Issued by")),
        Column("programme", gettext_lazy("Programme"), lambda row: row.facts.get("programme", "")),
        Column("pupil", gettext_lazy("Pupil"), "enrolment.pupil"),
        Column("hours", gettext_lazy("Hours"), lambda row: row.facts.get("hours"), kind=Kind.NUMBER),
        Column("state", gettext_lazy("State"), _state, kind=Kind.BADGE),
    ),
    order="-issued_on",
)


def _acts(request: Any, certificate: Certificate) -> list[dict[str, Any]]:
    acts = [{"label": _("Check page"), "url": verification_path(request, certificate), "icon": "shield-check"}]
    if permissions.ISSUE_CERTIFICATES.is_held_by(request.actor):
        acts += [
            {"label": label, "url": link("certificate-paper", pk=certificate.pk, kind=kind), "icon": icon}
            for label, kind, icon in ((_("Word"), "docx", "file-text"), (_("PDF"), "pdf", "printer"))
        ]
        if certificate.revoked_on is None:
            acts.append({"label": _("Revoke"), "url": link("certificate-revocation", certificate.pk), "icon": "ban"})
    return acts


class CertificateScreens(Screens):
    model = Certificate
    name = "certificate"
    path = "certificates"
    icon = "certificate"
    may_view = permissions.VIEW_CERTIFICATES
    rows = certificates_for_list
    table = CERTIFICATES
    title = gettext_lazy("Register of certificates")
    empty_text = gettext_lazy("Certificates are issued from the page of a group's orders and results.")
    badges = lambda certificate: [_state(certificate)]  # noqa: E731 - a declaration
    subtitle = lambda certificate: certificate.get_kind_display()  # noqa: E731 - a declaration
    detail_actions = _acts
    panels = (
        facts(
            (gettext_lazy("Programme"), lambda row: row.facts.get("programme", "")),
            "organisation",
            "issued_on",
            (gettext_lazy("Hours"), lambda row: row.facts.get("hours")),
            (gettext_lazy("Pupil"), lambda row: row.enrolment.pupil),
            "revoked_on",
            area="main",
        ),
        history("certificate-history"),
    )


def verification_path(request: Any, certificate: Certificate) -> str:
    """The public address at which anybody can look whether the certificate is genuine."""
    return f"/verify/{request.network.slug}/{certificate.code}/"


@require_GET
def show_paper(request: Any, pk: int, kind: str) -> HttpResponse:
    """certificates/<pk>/paper/<kind>/ – made anew with the name, which is opened on record; nothing is kept."""
    certificate = row_or_404(request, permissions.VIEW_CERTIFICATES, Certificate, pk)
    require_early(request, permissions.ISSUE_CERTIFICATES, certificate)
    if kind not in PAPERS:
        raise Http404
    pupil = certificate.enrolment.pupil
    names = open_names(
        request.network,
        actor=request.actor,
        pupils=[pupil],
        purpose=OpeningPurpose.DOCUMENTS,
        what=f"{certificate.get_kind_display()} {certificate}",
        at=timezone.now(),
    )
    if pupil.pk not in names:
        raise PermissionDenied(permissions.ISSUE_CERTIFICATES.name)
    name = names[pupil.pk]
    return paper_of(request, certificate, kind, name=name.full, class_name=name.class_name)


def paper_of(request: Any, certificate: Certificate, kind: str, *, name: str, class_name: str) -> HttpResponse:
    address = request.build_absolute_uri(verification_path(request, certificate))
    said = certificate_facts(certificate, name=name, class_name=class_name, address=address)
    data = certificate_on_paper(certificate, said, kind=kind)
    return to_save(data, f"{certificate.get_kind_display()} {certificate}.{kind}", PAPERS[kind])


def to_save(data: bytes, name: str, mime: str) -> HttpResponse:
    return HttpResponse(data, content_type=mime, headers=attachment_headers(name))


class RevocationForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)


@require_http_methods(["GET", "POST"])
def revoke(request: Any, pk: int) -> HttpResponse:
    """certificates/<pk>/revocation/"""
    certificate = row_or_404(request, permissions.VIEW_CERTIFICATES, Certificate, pk)
    require_early(request, permissions.ISSUE_CERTIFICATES, certificate)
    return act_with_form(
        request,
        RevocationForm(request.POST or None),
        lambda form: revoke_certificate(
            certificate, actor=request.actor, on=timezone.localdate(), reason=form.cleaned_data["reason"]
        ),
        title=_("Revoke the certificate"),
        intro=_("The public page will say that it is not valid. Its number stays taken."),
        done=_("The certificate is revoked."),
        back=link("certificate-detail", pk),
        submit=_("Revoke"),
    )
