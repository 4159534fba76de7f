from itertools import count

from vmeste.modules.agreements.models import Agreement, AgreementParty, Amendment, Obligation

from .organisations import make_organisation

_number = count(1)


def make_agreement(*, parties=(), directions=(), **values):
    """An agreement with the given organisations as parties, in this order."""
    agreement = Agreement.objects.create(**{"title": f"Agreement {next(_number)}", **values})
    for position, organisation in enumerate(parties, start=1):
        make_party(agreement, organisation=organisation, position=position)
    agreement.directions.set(directions)
    return agreement


def make_party(agreement, *, organisation=None, **values):
    return AgreementParty.objects.create(
        agreement=agreement, organisation=organisation or make_organisation(), **values
    )


def make_obligation(agreement, **values):
    return Obligation.objects.create(**{"agreement": agreement, "text": f"Promise {next(_number)}", **values})


def make_amendment(agreement, **values):
    return Amendment.objects.create(
        **{"agreement": agreement, "number": str(next(_number)), "summary": "Changes the term.", **values}
    )
