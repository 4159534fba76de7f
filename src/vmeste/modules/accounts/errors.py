"""What can stand in the way of changing an account."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class LinkNoLongerValid(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("This link is no longer valid. Ask for a new one."), code="link_no_longer_valid")


class AddressTaken(ValidationError):
    """Said only to somebody who has proved that the mailbox is theirs."""

    def __init__(self) -> None:
        super().__init__(_("Another account already uses this e-mail."), code="address_taken")


class TooManyTokens(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("There are too many tokens; revoke one first."), code="too_many_tokens")
