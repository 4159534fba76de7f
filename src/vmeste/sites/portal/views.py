"""What anybody may open."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """alive/ – "ok" without session and database: the server answers. For monitoring, and the measure of all pages."""
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
