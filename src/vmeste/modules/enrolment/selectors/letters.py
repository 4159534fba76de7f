"""Who is written to when a result is out."""

from django.db.models import Q

from vmeste.modules.accounts.models import User
from vmeste.modules.enrolment.models import ChoiceRound, WishList
from vmeste.modules.people.models import Guardianship, Pupil


def readers_of(round_: ChoiceRound) -> list[User]:
    """Accounts of the families whose wishes are in a round: its children's own, and of those who choose for them.

    3 queries for any number of families.
    """
    pupils = WishList.objects.filter(round=round_, submitted_at__isnull=False).values("pupil")
    guardians = Guardianship.objects.filter(pupil__in=pupils, may_choose=True, guardian__user__isnull=False)
    own = Pupil.objects.filter(pk__in=pupils, user__isnull=False)
    accounts = {*guardians.values_list("guardian__user_id", flat=True), *own.values_list("user_id", flat=True)}
    return list(User.objects.filter(Q(pk__in=accounts), is_active=True).order_by("pk"))
