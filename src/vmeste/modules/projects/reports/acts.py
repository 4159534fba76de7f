"""The register of legal acts on paper."""

import functools

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.registers import Printed, Register, register_schema, register_template
from vmeste.modules.documents.choices.forms import OfficialForm
from vmeste.modules.documents.services.issuing import fill
from vmeste.modules.projects.selectors.registers import attach_projects_of_acts

_COLUMNS = (
    Printed("kind", "Вид", 10, "приказ"),
    Printed("issuer", "Кем принят", 22, "Управление образования"),
    Printed("act_number", "№", 8, "421", value=lambda act: act.number),
    Printed("issued_on", "Дата", 9, "25.10.2016"),
    Printed("title", "Наименование", 28, "Об утверждении модели"),
    Printed("projects", "Для каких проектов", 19, "Старт", value=lambda act: ", ".join(act.project_names)),
)

LEGAL_ACT_REGISTER = OfficialForm(
    key="register-of-legal-acts",
    label=_("Register of legal acts"),
    schema=register_schema(_COLUMNS),
    default_template=functools.cache(lambda: register_template("РЕЕСТР НОРМАТИВНЫХ ПРАВОВЫХ АКТОВ", _COLUMNS)),
)
LEGAL_ACTS_ON_PAPER = Register(_COLUMNS, lambda data: fill(LEGAL_ACT_REGISTER, data), attach_projects_of_acts)
