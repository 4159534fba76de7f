"""The constraints of a model checked on one row: in Python where that is exact, by one plain query where it is not."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import models

from .keys import is_plain, key_of, twins_of
from .together import active_unit
from .verdicts import UnknownHere, verdict_on


@dataclass(frozen=True, slots=True)
class Rule:
    """Stands in for a constraint where Django validates a row; says the same in the same words."""

    constraint: Any

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(getattr(self.constraint, "fields", ()))

    def validate(self, model: type[models.Model], row: Any, exclude: Any = None, using: str = "default") -> None:
        """Raises ValidationError as the constraint itself would."""
        try:
            is_broken = self._is_broken(model, row, exclude or ())
        except FieldError:
            return
        except UnknownHere:
            self.constraint.validate(model, row, exclude=exclude, using=using)
            return
        if is_broken:
            raise self._objection(model, row)

    def _is_broken(self, model: type[models.Model], row: Any, exclude: Collection[str]) -> bool:
        if isinstance(self.constraint, models.CheckConstraint):
            if not isinstance(self.constraint.condition, models.Q):
                raise UnknownHere(self.constraint.name)
            return verdict_on(row, self.constraint.condition, exclude=exclude) is False
        if not isinstance(self.constraint, models.UniqueConstraint) or not is_plain(self.constraint):
            raise UnknownHere(self.constraint.name)
        if set(self.fields) & set(exclude):
            return False
        key = key_of(row, self.constraint, exclude=exclude)
        if key is None or ((unit := active_unit()) is not None and unit.knows_free(row, self.constraint, key)):
            return False
        return twins_of(row, self.constraint, model=model).exists()

    def _objection(self, model: type[models.Model], row: Any) -> ValidationError:
        constraint = self.constraint
        is_worded = constraint.violation_error_message != constraint.default_violation_error_message
        if isinstance(constraint, models.CheckConstraint) or constraint.condition or is_worded:
            return ValidationError(constraint.get_violation_error_message(), code=constraint.violation_error_code)
        words = row.unique_error_message(model, constraint.fields)
        return ValidationError(words, code=words.code)
