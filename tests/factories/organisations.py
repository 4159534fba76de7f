from itertools import count

from vmeste.modules.organisations.choices import OrganisationKind
from vmeste.modules.organisations.models import Alias, Contact, Organisation

_number = count(1)


def make_organisation(**values):
    number = next(_number)
    return Organisation.objects.create(**{"name": f"School No. {number}", "kind": OrganisationKind.SCHOOL, **values})


def make_alias(organisation, **values):
    return Alias.objects.create(**{"organisation": organisation, "name": f"Alias {next(_number)}", **values})


def make_contact(organisation, **values):
    return Contact.objects.create(**{"organisation": organisation, "full_name": f"Contact {next(_number)}", **values})
