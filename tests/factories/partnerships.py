from vmeste.modules.partnerships.models import Partnership

from .organisations import make_organisation


def make_partnership(*, organisation=None, partner=None, directions=(), **values):
    partnership = Partnership.objects.create(
        organisation=organisation or make_organisation(), partner=partner or make_organisation(), **values
    )
    partnership.directions.set(directions)
    return partnership
