"""Russian registration numbers as model fields: kept in one form, refused in words that say what is wrong."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from vmeste.pure.matching import (
    IdentifierProblem,
    InvalidIdentifier,
    check_inn,
    check_kpp,
    check_ogrn,
    check_oktmo,
)

INN_OF_PERSON, OGRN_OF_PERSON = 12, 15

_WORDS: dict[IdentifierProblem, Any] = {
    IdentifierProblem.NOT_DIGITS: _("Only digits, please."),
    IdentifierProblem.ALL_ZEROS: _("Nothing but zeros is no number."),
    IdentifierProblem.WRONG_BEGINNING: _("A number of this kind begins otherwise."),
    IdentifierProblem.WRONG_SHAPE: _("A KPP has digits; only its fifth and sixth characters may be Latin letters."),
    IdentifierProblem.CHECK_DIGIT: _("The check digit does not fit: a digit is mistyped."),
}


class IdentifierField(models.CharField):
    """A number typed with any spaces or hyphens and kept without them; empty when unknown.

    `check_number` answers the form to keep or raises InvalidIdentifier; `length_words` says which lengths there are.
    """

    check_number: Callable[[str], str]
    length_words: ClassVar[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        """The number in its one form.

        Raises:
            ValidationError: it cannot be such a number; the message says why.
        """
        text = str(value or "").strip()
        if text:
            try:
                text = type(self).check_number(text)
            except InvalidIdentifier as mistake:
                raise ValidationError(self._words(mistake), mistake.reason.name.lower()) from mistake
        return str(super().clean(text, model_instance))

    def _words(self, mistake: InvalidIdentifier) -> Any:
        return _WORDS.get(mistake.reason, self.length_words)

    def formfield(self, **kwargs: Any) -> Any:
        """A text input without a limit of its own: people may type as many spaces as they like."""
        field: Any = super().formfield(**kwargs)
        field.max_length = None
        field.validators = []
        field.widget.attrs.pop("maxlength", None)
        field.widget.attrs["inputmode"] = "numeric"
        return field


class InnField(IdentifierField):
    check_number = staticmethod(check_inn)
    length_words = _("An INN has 10 digits (legal entity) or 12 (sole trader).")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 12, **kwargs})


class OgrnField(IdentifierField):
    check_number = staticmethod(check_ogrn)
    length_words = _("An OGRN has 13 digits (legal entity) or 15 (sole trader).")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 15, **kwargs})


class KppField(IdentifierField):
    check_number = staticmethod(check_kpp)
    length_words = _("A KPP has 9 characters.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 9, **kwargs})


class OktmoField(IdentifierField):
    check_number = staticmethod(check_oktmo)
    length_words = _("An OKTMO code has 8 or 11 digits.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 11, **kwargs})
