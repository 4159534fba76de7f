import pytest
from tests.reviews import read_here

from vmeste.modules.documents.services import reading


@pytest.fixture
def opened_here(monkeypatch):
    """Documents are opened and read in this process."""
    monkeypatch.setattr(reading, "read_document_apart", read_here)
