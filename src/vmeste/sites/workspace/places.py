"""Tell `networks`, which stands below, in which organisations and territories roles may be given."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf

from vmeste.foundation.access.permissions import rows_for
from vmeste.modules.networks.choices import PlaceKind
from vmeste.modules.networks.permissions import tell_places
from vmeste.modules.organisations import permissions as organisations
from vmeste.modules.organisations.models import Organisation
from vmeste.modules.reference import permissions as reference
from vmeste.modules.reference.models import Territory

tell_places(
    PlaceKind.ORGANISATION,
    lambda actor: rows_for(actor, organisations.EDIT, Organisation),
    label=Coalesce(NullIf(F("short_name"), Value("")), F("name")),
)
tell_places(PlaceKind.TERRITORY, lambda actor: rows_for(actor, reference.EDIT_TERRITORIES, Territory), label=F("name"))
