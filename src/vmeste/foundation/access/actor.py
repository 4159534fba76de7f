"""Who acts: plain data that needs no request and travels into jobs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a member is in a network. What a role may do stands beside each permission."""

    ADMINISTRATOR = "administrator", _("Network administrator")
    CURATOR = "curator", pgettext_lazy("role", "Curator")
    COORDINATOR = "coordinator", _("Coordinator of an organisation")
    HEAD = "head", _("Head of an organisation")
    PARTNER = "partner", _("Partner's representative")
    METHODOLOGIST = "methodologist", _("Methodologist")
    TEACHER = "teacher", _("Teacher")
    OBSERVER = "observer", _("Observer")
    GUARDIAN = "guardian", _("Guardian")
    PUPIL = "pupil", pgettext_lazy("role", "Pupil")


FAMILY = frozenset({Role.GUARDIAN, Role.PUPIL})
"""Who is here for a child alone: sees the own rows and what is published to families, nothing of the network's work."""
EVERYONE = frozenset(Role) - FAMILY
"""Everyone who works here."""
OF_NETWORK = frozenset({Role.ADMINISTRATOR, Role.CURATOR, Role.METHODOLOGIST, Role.OBSERVER})
OF_ORGANISATION = EVERYONE - OF_NETWORK


@dataclass(frozen=True, slots=True)
class Grant:
    """One role, in the whole network or only for one organisation or one territory, or for the own children."""

    role: Role
    organisation_id: int | None = None
    territory_id: int | None = None

    @property
    def is_network_wide(self) -> bool:
        return self.organisation_id is None and self.territory_id is None and self.role not in FAMILY


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts in one network.

    `scopes` limits what an API token may use of its owner's grants; None means all of it.
    """

    label: str
    network_id: int | None
    grants: frozenset[Grant] = frozenset()
    user_id: int | None = None
    is_system: bool = False
    scopes: frozenset[str] | None = None

    @classmethod
    def system(cls, label: str, network_id: int | None = None) -> "Actor":
        """Work nobody signed in for; it stands in the history under `label`."""
        return cls(label=label, network_id=network_id, is_system=True)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(g.organisation_id for g in self.grants if g.organisation_id is not None)

    @property
    def territory_ids(self) -> frozenset[int]:
        return frozenset(g.territory_id for g in self.grants if g.territory_id is not None)

    @property
    def is_network_wide(self) -> bool:
        return self.is_system or any(grant.is_network_wide for grant in self.grants)

    def narrowed_to(self, roles: Iterable[Role]) -> "Actor":
        """The same actor with only those grants, so that a row filter sees no power of another role."""
        wanted = frozenset(roles)
        return replace(self, grants=frozenset(g for g in self.grants if g.role in wanted))

    def as_data(self) -> dict[str, Any]:
        """JSON-ready values for `from_data`."""
        return {
            "label": self.label,
            "network_id": self.network_id,
            "grants": sorted([g.role.value, g.organisation_id or 0, g.territory_id or 0] for g in self.grants),
            "user_id": self.user_id,
            "is_system": self.is_system,
            "scopes": None if self.scopes is None else sorted(self.scopes),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Actor":
        return cls(
            label=data["label"],
            network_id=data["network_id"],
            grants=frozenset(Grant(Role(r), o or None, t or None) for r, o, t in data["grants"]),
            user_id=data["user_id"],
            is_system=data["is_system"],
            scopes=None if data["scopes"] is None else frozenset(data["scopes"]),
        )
