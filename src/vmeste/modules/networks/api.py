"""Where a token leads, and what its owner is there."""

from typing import Any

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel

from vmeste.foundation.endpoints.endpoints import json_response
from vmeste.foundation.endpoints.problems import problem_answers

from .models import Membership, Network
from .selectors import own_memberships

_TOLD = {"responses": problem_answers(401, 404, 429)}

router = Router(tags=["networks"])


class NetworkAnswer(BaseModel):
    """A network; `url` is where its rows begin."""

    id: int
    slug: str
    name: str
    territory: str
    time_zone: str
    url: str


class MembershipAnswer(BaseModel):
    """One role of the token's owner, in the whole network or for one organisation or territory."""

    id: int
    role: str
    organisation: int | None
    territory: int | None


class NetworkList(BaseModel):
    items: list[NetworkAnswer]


class MembershipList(BaseModel):
    items: list[MembershipAnswer]


@router.get(
    "/networks/",
    response=NetworkList,
    operation_id="list_networks",
    openapi_extra=_TOLD,
    summary="Where the token leads",
)
def list_networks(request: Any) -> HttpResponse:
    """The network of the token: a program needs to know nothing but its token to begin."""
    return json_response({"items": [_network(request, request.network)]})


@router.get(
    "/n/{slug:network}/memberships/",
    response=MembershipList,
    operation_id="list_memberships",
    openapi_extra=_TOLD,
    summary="What the owner of the token is in the network",
)
def list_memberships(request: Any, network: str) -> HttpResponse:
    return json_response({"items": [_membership(row) for row in own_memberships(request.actor)]})


def _network(request: Any, network: Network) -> dict[str, Any]:
    url = f"{request.path.removesuffix('networks/')}n/{network.slug}/"
    shown = {name: getattr(network, name) for name in ("id", "slug", "name", "territory", "time_zone")}
    return {**shown, "url": url}


def _membership(row: Membership) -> dict[str, Any]:
    return {"id": row.pk, "role": row.role, "organisation": row.organisation_id, "territory": row.territory_id}
