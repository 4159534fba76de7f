"""Accounts and tokens, read."""

from datetime import datetime

from django.db.models import QuerySet

from .models import ApiToken, User, UserManager


def account_for(email: str) -> User | None:
    """The active account of an e-mail in any spelling; 1 query."""
    return User.objects.filter(email=UserManager.normalise(email), is_active=True).first()


def tokens_of(user_id: int) -> QuerySet[ApiToken]:
    """The person's tokens that are not revoked, newest first, expired ones too; 1 query when read."""
    return ApiToken.objects.filter(user_id=user_id, revoked_at=None).order_by("-id")


def live_token(secret: str, *, at: datetime) -> ApiToken | None:
    """The token of this secret with its owner, if both may still act at that moment; 1 query."""
    tokens = ApiToken.objects.select_related("user").filter(digest=ApiToken.digest_of(secret), user__is_active=True)
    token = tokens.first()
    return token if token is not None and token.is_valid_at(at) else None
