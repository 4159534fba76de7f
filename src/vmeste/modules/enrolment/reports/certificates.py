"""The certificate of study and the certificate of participation (273-FZ, article 60, parts 12 and 15)."""

import functools
from datetime import date
from io import BytesIO
from typing import Any

import segno
from django.utils.translation import gettext_lazy as _

from vmeste.modules.courses.choices import FocusArea, ProgrammeKind
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.documents.services.issuing import fill
from vmeste.modules.enrolment.choices import CertificateKind
from vmeste.modules.enrolment.models import Certificate
from vmeste.pure.grammar.persons import initials
from vmeste.pure.writing.drafting import Align, Block, Grid, Heading, Paragraph, build_docx
from vmeste.pure.writing.packages import with_keywords
from vmeste.pure.writing.pages.typesetting import docx_to_pdf
from vmeste.pure.writing.pictures import with_picture
from vmeste.pure.writing.templates.schema import Schema, day, text

_QR = "[QR]"
_QR_MM = 28
_QR_SCALE = 6

SCHEMA = Schema(
    (
        text("organisation", "Кто выдал, полностью", "Муниципальное общеобразовательное учреждение «Лицей № 1»"),
        text("address", "Адрес организации", "ул. Школьная, 1"),
        text("number", "Регистрационный номер", "17"),
        day("issued_on", "Дата выдачи", date(2026, 5, 29)),
        text("name", "Фамилия, имя, отчество", "Петров Пётр Петрович"),
        text("class_name", "Класс", "8и"),
        text("programme", "Программа", "Робототехника"),
        text("kind", "Вид программы", "дополнительная общеразвивающая программа"),
        text("focus", "Направленность", "техническая"),
        text("network_form", "Слова о сетевой форме, если она есть", "в сетевой форме: Лицей № 1, Колледж"),
        text("hours", "Объём, часов", "72"),
        day("starts_on", "Обучение с", date(2025, 9, 15)),
        day("ends_on", "Обучение по", date(2026, 5, 25)),
        text("assessment", "Результат", "зачтено"),
        text("enrolment_order", "Приказ о зачислении", "№ 12 от 01.09.2025"),
        text("completion_order", "Приказ о завершении", "№ 40 от 25.05.2026"),
        text("post", "Должность руководителя", "Директор"),
        text("head", "Руководитель: И. О. Фамилия", "В.А. Климова"),
        text("address_to_verify", "Адрес проверки", "https://example.org/verify/network/code/"),
        text("qr", "Место QR-кода", _QR),
    )
)

_HEAD: tuple[Block, ...] = (
    Paragraph("{{ organisation }}", Align.CENTRE, 0),
    Paragraph("{{ address }}", Align.CENTRE, 0),
    Paragraph("", indent_mm=0),
    Grid((("Рег. № {{ number }}", "{{ issued_on|words }}"),), (50, 50)),
    Paragraph("", indent_mm=0),
)
_FOOT: tuple[Block, ...] = (
    Paragraph("", indent_mm=0),
    Grid((("{{ post }}", "____________________ {{ head }}\n\nМ. П."),), (50, 50)),
    Paragraph("", indent_mm=0),
    Grid(
        (
            (
                "{{ qr }}",
                "Подлинность проверяют по адресу {{ address_to_verify }}\nСтраница проверки не называет имён.",
            ),
        ),
        (28, 72),
    ),
)
_ORDERS: tuple[Block, ...] = (
    Paragraph("{%p if enrolment_order %}"),
    Paragraph("Приказ о зачислении: {{ enrolment_order }}."),
    Paragraph("{%p endif %}"),
    Paragraph("{%p if completion_order %}"),
    Paragraph("Приказ о завершении обучения: {{ completion_order }}."),
    Paragraph("{%p endif %}"),
)
_STUDY: tuple[Block, ...] = (
    *_HEAD,
    Heading("СПРАВКА ОБ ОБУЧЕНИИ", 1),
    Paragraph("Выдана: {{ name }}{% if class_name %}, {{ class_name }}{% endif %}."),
    Paragraph(
        "Обучение по программе «{{ programme }}» ({{ kind }}{% if focus %}, направленность: {{ focus }}{% endif %})"
        "{% if network_form %} {{ network_form }}{% endif %}."
    ),
    Paragraph("Период обучения: с {{ starts_on|digits }} по {{ ends_on|digits }}. Объём: {{ hours }} ч."),
    Paragraph("{%p if assessment %}"),
    Paragraph("Результат: {{ assessment }}."),
    Paragraph("{%p endif %}"),
    *_ORDERS,
    *_FOOT,
)
_PARTICIPATION: tuple[Block, ...] = (
    *_HEAD,
    Heading("СЕРТИФИКАТ УЧАСТНИКА", 1),
    Paragraph("выдан", Align.CENTRE, 0),
    Paragraph("{{ name }}{% if class_name %}, {{ class_name }}{% endif %}", Align.CENTRE, 0),
    Paragraph("и подтверждает участие в программе «{{ programme }}»", Align.CENTRE, 0),
    Paragraph("{%p if network_form %}"),
    Paragraph("{{ network_form }}", Align.CENTRE, 0),
    Paragraph("{%p endif %}"),
    Paragraph("с {{ starts_on|digits }} по {{ ends_on|digits }}, {{ hours }} ч.", Align.CENTRE, 0),
    *_FOOT,
)

STUDY_CERTIFICATE = OfficialForm(
    key="study-certificate",
    label=_("Certificate of study"),
    schema=SCHEMA,
    default_template=functools.cache(lambda: build_docx(_STUDY, title="Справка об обучении")),
)
PARTICIPATION_CERTIFICATE = OfficialForm(
    key="participation-certificate",
    label=_("Certificate of participation"),
    schema=SCHEMA,
    default_template=functools.cache(lambda: build_docx(_PARTICIPATION, title="Сертификат участника")),
)
FORMS = {
    CertificateKind.STUDY: STUDY_CERTIFICATE,
    CertificateKind.PARTICIPATION: PARTICIPATION_CERTIFICATE,
}


def certificate_facts(certificate: Certificate, *, name: str, class_name: str, address: str) -> dict[str, Any]:
    """Everything the paper says; what was frozen with the certificate and the name; 1 query for the head."""
    facts, organisation = certificate.facts, certificate.organisation
    head = organisation.contacts.filter(is_signatory=True).order_by("pk").first()
    return {
        "organisation": facts["organisation"],
        "address": organisation.address,
        "number": str(certificate.number),
        "issued_on": certificate.issued_on,
        "name": name,
        "class_name": class_name,
        "programme": facts["programme"],
        "kind": _word(ProgrammeKind, facts["kind"]),
        "focus": _word(FocusArea, facts["focus"]),
        "network_form": f"в сетевой форме: {', '.join(facts['parties'])}" if facts["parties"] else "",
        "hours": "" if facts["hours"] is None else str(facts["hours"]),
        "starts_on": date.fromisoformat(facts["starts_on"]),
        "ends_on": date.fromisoformat(facts["ends_on"]),
        "assessment": facts["assessment"],
        "enrolment_order": facts["enrolment_order"],
        "completion_order": facts["completion_order"],
        "post": (head.post[:1].upper() + head.post[1:]) if head and head.post else "Руководитель",
        "head": initials(head.full_name).surname_last if head else "",
        "address_to_verify": address,
        "qr": _QR,
    }


def _word(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def certificate_on_paper(certificate: Certificate, facts: dict[str, Any], *, kind: str) -> bytes:
    """The certificate as `docx` or `pdf`, with the QR code of its address; nothing is kept."""
    form = FORMS[CertificateKind(certificate.kind)]
    title = f"{form.label} № {certificate.number}"
    address = facts["address_to_verify"]
    docx = with_picture(fill(form, facts), mark=_QR, png=_qr(address), width_mm=_QR_MM, alt=f"QR: {address}")
    docx = with_keywords(docx, title=title, keywords="")
    return docx if kind == "docx" else docx_to_pdf(docx, title=title, language="ru")


def _qr(address: str) -> bytes:
    target = BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="png", scale=_QR_SCALE, border=2)
    return target.getvalue()
