"""The registers of agreements and of partners on paper."""

import functools
from typing import Any

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.registers import Printed, Register, register_schema, register_template
from vmeste.modules.agreements.choices import Renewal
from vmeste.modules.agreements.models import Agreement
from vmeste.modules.agreements.selectors.paper import attach_papers_of_partners
from vmeste.modules.agreements.selectors.wording import number_and_date, term_of
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.documents.services.issuing import fill


def _renewal(agreement: Agreement) -> str:
    words = str(agreement.get_renewal_display())
    is_counted = agreement.renewal == Renewal.AUTOMATIC and agreement.renewal_months
    return f"{words} (на {agreement.renewal_months} мес.)" if is_counted else words


def _said_in_short(agreement: Agreement) -> str:
    return f"{number_and_date(agreement)}, {term_of(agreement)}"


_AGREEMENT_COLUMNS = (
    Printed("kind", "Вид", 11, "соглашение о сотрудничестве"),
    Printed("number_and_date", "№ и дата", 10, "№ 17 от 01.03.2026", value=number_and_date),
    Printed("parties", "Стороны", 18, "Лицей № 1, Завод"),
    Printed("subject", "Предмет", 14, "совместная подготовка", value=lambda row: row.subject or row.title),
    Printed("term", "Срок действия", 10, "с 01.03.2026 по 28.02.2027", value=term_of),
    Printed("renewal", "Продление", 10, "по договорённости сторон", value=_renewal),
    Printed("responsible", "Ответственный", 10, "В.А. Климова", value=lambda row: row.responsible),
    Printed("file", "Файл", 5, "есть", value=lambda row: "есть" if row.has_scan else "нет"),
    Printed("state", "Статус", 8, "действует"),
)
_PARTNER_COLUMNS = (
    Printed("partner", "Наименование", 15, "Завод", value=lambda row: row.partner.name),
    Printed("partner_kind", "Вид", 10, "предприятие", value=lambda row: row.partner.get_kind_display()),
    Printed("directions", "Направление", 13, "профориентация"),
    Printed("kind", "Форма взаимодействия", 11, "сотрудничество"),
    Printed("organisation", "С кем сотрудничает", 10, "Лицей № 1"),
    Printed(
        "agreement",
        "Договор (№, дата, срок)",
        13,
        "№ 17 от 01.03.2026, по 28.02.2027",
        value=lambda row: "; ".join(map(_said_in_short, row.agreements_of_pair)),
    ),
    Printed("contact", "Контактное лицо", 10, "В.А. Климова, директор", value=lambda row: row.contact_of_partner),
    Printed("since", "С какого года", 6, "2022", value=lambda row: str(row.starts_on.year) if row.starts_on else ""),
    Printed("state", "Статус", 8, "продолжается"),
)

AGREEMENT_REGISTER = OfficialForm(
    key="register-of-agreements",
    label=_("Register of agreements"),
    schema=register_schema(_AGREEMENT_COLUMNS),
    default_template=functools.cache(lambda: register_template("РЕЕСТР ДОГОВОРОВ И СОГЛАШЕНИЙ", _AGREEMENT_COLUMNS)),
)
PARTNER_REGISTER = OfficialForm(
    key="register-of-partners",
    label=_("Register of partners"),
    schema=register_schema(_PARTNER_COLUMNS),
    default_template=functools.cache(lambda: register_template("РЕЕСТР ПАРТНЁРОВ", _PARTNER_COLUMNS)),
)


def _filled(form: OfficialForm) -> Any:
    return lambda data: fill(form, data)


AGREEMENTS_ON_PAPER = Register(_AGREEMENT_COLUMNS, _filled(AGREEMENT_REGISTER))
PARTNERS_ON_PAPER = Register(_PARTNER_COLUMNS, _filled(PARTNER_REGISTER), attach_papers_of_partners)
