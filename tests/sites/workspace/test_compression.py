"""Text goes over the wire compressed; downloads, packed already, do not pay for it twice."""

import gzip

import pytest
from tests.factories.networks import make_member

from vmeste.foundation.access.actor import Role
from vmeste.foundation.tenancy.links import link


@pytest.fixture
def reader(network, client):
    client.force_login(make_member(network, Role.CURATOR))
    return client


def test_a_page_is_compressed_for_a_browser_that_can(reader, school):
    plain = reader.get(link("organisation-list"))
    packed = reader.get(link("organisation-list"), HTTP_ACCEPT_ENCODING="gzip, br")

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert str(school) in gzip.decompress(packed.content).decode()
    assert len(packed.content) < len(plain.content) / 4


@pytest.mark.parametrize(("kind", "is_packed"), [("xlsx", False), ("csv", True)])
def test_a_download_is_compressed_only_when_it_is_text(reader, school, kind, is_packed):
    answer = reader.get(link("organisation-export", kind=kind), HTTP_ACCEPT_ENCODING="gzip")
    body = b"".join(answer)
    answer.close()

    assert body
    assert answer.status_code == 200
    assert ("Content-Encoding" in answer.headers) is is_packed
