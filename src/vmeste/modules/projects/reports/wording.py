"""How days, sums, names and acts are said in a project's documents."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import number_format

from vmeste.modules.organisations.models import Contact, Organisation
from vmeste.modules.projects.choices import ActKind, ProjectKind
from vmeste.modules.projects.models import LegalAct, Project
from vmeste.pure.grammar.forms import Case
from vmeste.pure.grammar.organisations import decline_organisation
from vmeste.pure.grammar.persons import initials
from vmeste.pure.writing.templates.language import in_digits

KIND_NOMINATIVE = {
    ProjectKind.PRACTICE: "практика",
    ProjectKind.PROJECT: "проект",
    ProjectKind.CLUSTER: "кластер",
    ProjectKind.INNOVATION_SITE: "инновационная площадка",
}
KIND_GENITIVE = {
    ProjectKind.PRACTICE: "практики",
    ProjectKind.PROJECT: "проекта",
    ProjectKind.CLUSTER: "кластера",
    ProjectKind.INNOVATION_SITE: "инновационной площадки",
}
KIND_ACCUSATIVE = {
    ProjectKind.PRACTICE: "практику",
    ProjectKind.PROJECT: "проект",
    ProjectKind.CLUSTER: "кластер",
    ProjectKind.INNOVATION_SITE: "инновационную площадку",
}
ACT_ACCUSATIVE = {
    ActKind.ORDER: "приказ",
    ActKind.DECREE: "постановление",
    ActKind.REGULATION: "положение",
    ActKind.OTHER: "документ",
}
_ACT_INSTRUMENTAL = {
    ActKind.ORDER: "приказом",
    ActKind.DECREE: "постановлением",
    ActKind.REGULATION: "положением",
    ActKind.OTHER: "документом",
}
_BLANK_DAY = "«___» ______________ 20___ г."


def quoted(name: str) -> str:
    """The name in quotation marks, those inside it being of the second kind: «Модель „Старт“»."""
    return f"«{name.replace('«', '„').replace('»', '“')}»"


def span(starts_on: date | None, ends_before: date | None) -> str:
    """01.09.2026 – 31.08.2027, by the last day and not by the day after; empty when nothing is known."""
    last = ends_before - timedelta(days=1) if ends_before else None
    return days(starts_on, last)


def days(first: date | None, last: date | None) -> str:
    """01.09.2026 – 31.05.2027, с 01.09.2026, до 31.05.2027, or empty."""
    if first and last:
        return str(in_digits(first)) if first == last else f"{in_digits(first)} – {in_digits(last)}"
    if first:
        return f"с {in_digits(first)}"
    return f"до {in_digits(last)}" if last else ""


def roubles(amount: Decimal | None) -> str:
    """2 486 949 руб.; empty for an unknown sum."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)} руб."


def figure(value: Decimal | None) -> str:
    """8,2; a dash for a missing value, which is not zero."""
    return "–" if value is None else f"{value.normalize():f}".replace(".", ",")


def act_in_full(act: LegalAct) -> str:
    """приказ (Управление образования) № 421 от 25.10.2016 «Об утверждении модели»"""
    day = f" от {in_digits(act.issued_on)}" if act.issued_on else ""
    title = f" {quoted(act.title)}" if act.title else ""
    return f"{act.get_kind_display()} ({act.issuer}) № {act.number}{day}{title}"


def genitive_of(name: str) -> str:
    """The name of an organisation in the genitive, as grammar proposes it."""
    return decline_organisation(name, Case.GENITIVE).text if name else ""


def project_in_genitive(project: Project) -> str:
    """практики «Муниципальная модель „Старт“»"""
    return f"{KIND_GENITIVE[ProjectKind(project.kind)]} {quoted(project.name)}"


def approved_by(act: LegalAct) -> str:
    """The stamp of what an act has approved, line by line."""
    issuer = f"{_ACT_INSTRUMENTAL[ActKind(act.kind)]} {genitive_of(act.issuer)}"
    day = f"от {in_digits(act.issued_on)} " if act.issued_on else ""
    return f"УТВЕРЖДЕН\n{issuer}\n{day}№ {act.number}"


def to_be_approved(organisation: Organisation | None, signatory: Contact | None) -> str:
    """The stamp of what the head of an organisation is to approve by hand, line by line."""
    post = signatory.post if signatory and signatory.post else "Руководитель"
    name = initials(signatory.full_name).surname_last if signatory else "____________________"
    of = genitive_of(organisation.shown_name) if organisation else ""
    return "\n".join(filter(None, ("УТВЕРЖДАЮ", f"{capital(post)} {of}".strip(), f"______________ {name}", _BLANK_DAY)))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
