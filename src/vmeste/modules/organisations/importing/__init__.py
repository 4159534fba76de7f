"""How organisations come in: as tables people bring, and from documents that were read."""

from .documents import ContactReceiver, OrganisationReceiver
from .tables import OrganisationImporter

__all__ = ["ContactReceiver", "OrganisationImporter", "OrganisationReceiver"]
