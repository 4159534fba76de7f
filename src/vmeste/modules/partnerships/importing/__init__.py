"""How partnerships come in: as tables people bring, and from documents that were read."""

from .documents import DirectionReceiver, PartnershipReceiver
from .tables import PartnershipImporter

__all__ = ["DirectionReceiver", "PartnershipImporter", "PartnershipReceiver"]
