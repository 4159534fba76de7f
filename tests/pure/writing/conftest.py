import pytest
from tests.pure.writing.bounded import Bounded


@pytest.fixture(scope="session")
def bounded():
    child = Bounded()
    yield child
    child.close()
