"""How agreements come in: as tables people bring, and from documents that were read."""

from .documents import AgreementReceiver
from .tables import AgreementImporter

__all__ = ["AgreementImporter", "AgreementReceiver"]
