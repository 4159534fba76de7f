"""Why a change of a project is refused."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class ForeignPart(ValidationError):
    """A task, stage or group of another project was named."""

    def __init__(self, field: str) -> None:
        super().__init__({field: ValidationError(_("This belongs to another project."), "foreign_part")})
