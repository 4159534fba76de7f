import pytest
from django.utils import translation
from tests.modules.documents.receiving import KINDS, OfLines

from vmeste.modules.documents.choices.receiving import RECEIVERS
from vmeste.modules.documents.services import reading
from vmeste.pure.reading import Reading
from vmeste.pure.reading.containers.opening import open_document


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def receivers(monkeypatch):
    """The house with the small receivers alone; answers them by key."""
    for key in list(RECEIVERS):
        monkeypatch.delitem(RECEIVERS, key)
    for key, kind in KINDS.items():
        monkeypatch.setitem(RECEIVERS, key, kind)
    OfLines.proposed_by.clear()
    return KINDS


@pytest.fixture
def opened_here(monkeypatch):
    """Files are opened in this process and nothing is recognised: the small receivers read the text themselves."""
    monkeypatch.setattr(
        reading, "read_document_apart", lambda data, filename: (open_document(data, filename=filename), Reading())
    )
