"""The register of organisations, their other names and contacts, for programs."""

from typing import ClassVar

import django_filters

from vmeste.foundation.endpoints.endpoints import Act, Endpoints
from vmeste.foundation.endpoints.shapes import Day, Key, Values, answer_of, values_of
from vmeste.modules.reference import permissions as reference_permissions

from . import permissions
from .filters import OrganisationFilters
from .models import Alias, Contact, Organisation
from .selectors.registers import aliases_for_list, contacts_for_list, organisations_for_list, where_found
from .services import ending, merging, naming, registering

_ORGANISATION = (
    *("name", "short_name", "kind", "is_legal_entity", "parent", "territory", "inn", "kpp", "ogrn", "oktmo"),
    *("address", "phone", "email", "site", "partner_since", "is_shared", "note"),
)
_ALIAS = ("organisation", "name", "kind")
_CONTACT = (
    *("organisation", "full_name", "post", "phone", "email", "is_signatory", "authority_basis"),
    *("gender", "name_genitive", "post_genitive"),
)


class DissolutionValues(Values):
    ended_on: Day
    successor: Key | None = None


class ReorganisationValues(Values):
    ended_on: Day
    successor: Key


class MergeValues(Values):
    """`drop` goes into this organisation: what points at it will point here, and it is removed."""

    drop: Key


class OrganisationEndpoints(Endpoints):
    model = Organisation
    path = "organisations"
    may_view = permissions.VIEW
    rows = organisations_for_list
    search = where_found
    filters = OrganisationFilters
    schema_out = answer_of(Organisation, *_ORGANISATION, "status", "ended_on", "successor")
    schema_in = values_of(Organisation, *_ORGANISATION)
    related: ClassVar = {"parent": permissions.VIEW, "territory": reference_permissions.VIEW_TERRITORIES}
    sorts: ClassVar = {"name": "sort_key", "partner_since": "partner_since"}
    create_command = registering.register_organisation
    update_command = registering.edit_organisation
    remove_command = registering.remove_organisation
    restore_command = registering.restore_organisation
    acts = (
        Act(
            "dissolution",
            ending.dissolve_organisation,
            "Record that an organisation ceased to exist",
            DissolutionValues,
            {"successor": permissions.VIEW},
            clock=("today",),
        ),
        Act(
            "reorganisation",
            ending.reorganise_organisation,
            "Record that an organisation goes on as another one",
            ReorganisationValues,
            {"successor": permissions.VIEW},
            clock=("today",),
        ),
        Act("reactivation", ending.reactivate_organisation, "Take back that an organisation has ended"),
        Act(
            "merger",
            merging.merge_organisations,
            "Merge a duplicate into this organisation",
            MergeValues,
            {"drop": permissions.VIEW},
            clock=("at",),
        ),
    )


class _OfOrganisation(django_filters.FilterSet):  # type: ignore[misc]
    organisation = django_filters.NumberFilter(field_name="organisation", min_value=1, max_value=2**63 - 1)


class AliasEndpoints(Endpoints):
    model = Alias
    path = "aliases"
    may_view = permissions.VIEW_ALIASES
    rows = aliases_for_list
    filters = _OfOrganisation
    schema_out = answer_of(Alias, *_ALIAS)
    schema_in = values_of(Alias, *_ALIAS)
    schema_change = values_of(Alias, "name", "kind", title="AliasWordsValues")
    related: ClassVar = {"organisation": permissions.VIEW}
    container = "organisation"
    sorts: ClassVar = {"name": "sort_key"}
    create_command = naming.ALIASES.add
    update_command = naming.ALIASES.change
    remove_command = naming.ALIASES.remove
    restore_command = naming.ALIASES.restore


class ContactEndpoints(Endpoints):
    model = Contact
    path = "contacts"
    may_view = permissions.VIEW_CONTACTS
    rows = contacts_for_list
    filters = _OfOrganisation
    schema_out = answer_of(Contact, *_CONTACT)
    schema_in = values_of(Contact, *_CONTACT)
    schema_change = values_of(Contact, *_CONTACT[1:], title="ContactWordsValues")
    related: ClassVar = {"organisation": permissions.VIEW}
    container = "organisation"
    sorts: ClassVar = {"name": "sort_key"}
    create_command = naming.CONTACTS.add
    update_command = naming.CONTACTS.change
    remove_command = naming.CONTACTS.remove
    restore_command = naming.CONTACTS.restore
