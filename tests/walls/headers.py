"""What every answer must say to the browser, whatever its status."""

import re
from typing import Any

# Paths whose answers hold nothing of anybody and may be kept by browsers and proxies.
MAY_BE_KEPT = re.compile(r"^/(static/|alive/|gallery/|language/|api/v1/openapi\.json|api/v1/docs|robots\.txt)")
_NOT_STORED = re.compile(r"\bno-store\b")
_UNSAFE = re.compile(r"unsafe-|\*|\bhttps?:(?!//)|\bdata:(?!\b)")


def missing_headers(path: str, response: Any) -> list[str]:
    """What an answer lacks; empty when it says everything."""
    said = response.headers
    lacks = []
    policy = said.get("Content-Security-Policy", "")
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())
    if "default-src" not in directives:
        lacks.append("no policy of contents")
    if directives.get("frame-ancestors") != "'none'":
        lacks.append("may be framed")
    scripts = directives.get("script-src", directives.get("default-src", ""))
    if _UNSAFE.search(scripts) or "unsafe-" in policy or "*" in policy:
        lacks.append(f"an unsafe policy: {policy}")
    if said.get("X-Content-Type-Options") != "nosniff":
        lacks.append("nosniff")
    if said.get("Referrer-Policy") != "same-origin":
        lacks.append("referrer policy")
    if said.get("Cross-Origin-Opener-Policy") != "same-origin":
        lacks.append("opener policy")
    if not MAY_BE_KEPT.match(path) and not _NOT_STORED.search(said.get("Cache-Control", "")):
        lacks.append("may be stored")
    return lacks
