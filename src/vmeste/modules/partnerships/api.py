"""Partnerships for programs: who works with whom, in which directions, how far they have come."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from vmeste.foundation.endpoints.endpoints import Act, Endpoints
from vmeste.foundation.endpoints.shapes import Day, Values, answer_of, values_of
from vmeste.modules.organisations import permissions as organisation_permissions
from vmeste.modules.reference import permissions as reference_permissions

from . import permissions, services
from .choices import Maturity
from .filters import PartnershipFilters
from .models import MaturityStep, Partnership
from .selectors.registers import partnerships_for_list

_SIDES = ("organisation", "partner", "kind")
_WORDS = ("starts_on", "product", "note", "directions")


class PartnershipAnswer(
    answer_of(Partnership, *_SIDES, *_WORDS, "maturity", "ends_on", "end_reason", title="PartnershipRow")  # type: ignore[misc]
):
    organisation_name: str
    partner_name: str

    @classmethod
    def of(cls, row: Partnership) -> dict[str, Any]:
        names = {"organisation_name": str(row.organisation), "partner_name": str(row.partner)}
        return {**super().of(row), **names}


class EndValues(Values):
    ends_on: Day
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class PartnershipEndpoints(Endpoints):
    model = Partnership
    path = "partnerships"
    may_view = permissions.VIEW
    rows = partnerships_for_list
    filters = PartnershipFilters
    schema_out = PartnershipAnswer
    schema_in = values_of(
        Partnership,
        *_SIDES,
        *_WORDS,
        maturity=(
            Literal[tuple(Maturity.values)] | None,
            Field(default=None, description="stage of maturity reached so far"),
        ),
    )
    schema_change = values_of(Partnership, *_SIDES, *_WORDS, title="PartnershipWordsValues")
    related: ClassVar = {
        "organisation": organisation_permissions.VIEW,
        "partner": organisation_permissions.VIEW,
        "directions": reference_permissions.VIEW_DIRECTIONS,
    }
    sorts: ClassVar = {"starts_on": "starts_on"}
    create_command = services.record_partnership
    update_command = services.edit_partnership
    remove_command = services.EDITS.remove
    restore_command = services.restore_partnership
    acts = (
        Act(
            "maturity",
            services.advance_maturity,
            "Record that the partners have come to a further stage",
            values_of(MaturityStep, "stage", "reached_on", "note"),
        ),
        Act("maturity-withdrawal", services.take_back_maturity_step, "Strike the latest stage out"),
        Act("end", services.end_partnership, "Record that the partners no longer work together", EndValues),
        Act("resumption", services.resume_partnership, "Take the end back"),
    )
