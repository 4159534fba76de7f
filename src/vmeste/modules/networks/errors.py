"""What can stand in the way of joining, changing and leaving."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class LastAdministrator(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("This is the last administrator of the network. Name another one first."), code="last_administrator"
        )


class NoLongerMember(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("This role has ended meanwhile."), code="no_longer_member")


class AlreadyMember(ValidationError):
    def __init__(self) -> None:
        super().__init__(_("This person has this role already."), code="already_member")


class AlreadyInvited(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("There is an open invitation to this role for this e-mail; send it again instead."),
            code="already_invited",
        )


class InvitationClosed(ValidationError):
    """Used, withdrawn, expired or never sent: all the same to whoever holds the link."""

    def __init__(self) -> None:
        super().__init__(_("This invitation is no longer valid. Ask for a new one."), code="invitation_closed")


class NotYourInvitation(ValidationError):
    def __init__(self) -> None:
        super().__init__(
            _("This invitation was sent to another e-mail. Sign in with that account."), code="not_your_invitation"
        )


class PlaceMissing(ValidationError):
    def __init__(self, field: str) -> None:
        super().__init__({field: _("This role belongs to an organisation; choose it.")}, code="place_missing")


class PlaceNotAllowed(ValidationError):
    """The role has no such place, or the one who gives it has no say there."""

    def __init__(self, field: str) -> None:
        super().__init__({field: _("This role cannot be given here.")}, code="place_not_allowed")
