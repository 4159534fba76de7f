"""The contract and its page; both are the same for everybody and hold nothing of any network."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from .contract import contract_text
from .root import api


@require_GET
def show_contract(request: HttpRequest) -> HttpResponse:
    return HttpResponse(contract_text(api), content_type="application/json", headers={"Cache-Control": "no-cache"})


@require_GET
def show_docs(request: HttpRequest) -> HttpResponse:
    return render(request, "api/docs.html")
