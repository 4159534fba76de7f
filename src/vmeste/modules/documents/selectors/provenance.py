"""The panel that says from which documents the facts of a page come; each module puts it on its own pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from vmeste.foundation.screens.panels import Panel

from .reviews import sources_of


def _sources(request: Any, row: Any) -> dict[str, Any] | None:
    lines = sources_of(request.actor, [row])
    return {"lines": lines} if lines else None


SOURCES = Panel(_("From documents"), "documents/panels/sources.html", _sources, "side", icon="file-text", is_flush=True)
"""1 query on pages of rows that come from no document, 3 on others; such pages do not show it at all."""
