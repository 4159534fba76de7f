"""Committed files that tests write anew when asked: VMESTE_RECORD=1 pytest …"""

import json
import os
from pathlib import Path
from typing import Any

IS_RECORDING = os.environ.get("VMESTE_RECORD") == "1"
HINT = "run the same tests with VMESTE_RECORD=1 and read the difference before you commit it"


def compare_with_recorded(path: Path, part: str, text: str) -> None:
    """Fail unless the part of a document between its marks is `text`; with VMESTE_RECORD=1 write it."""
    begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->\n"
    document = path.read_text()
    before, _mark, rest = document.partition(begin)
    old, _mark, after = rest.partition(end)
    if IS_RECORDING and old != text:
        path.write_text(before + begin + text + end + after)
        return
    assert old == text, f"{path.name} is out of date: {HINT}"


def compare_with_json(path: Path, part: str, values: dict[str, Any]) -> None:
    """The same for one part of a JSON file."""
    document = json.loads(path.read_text()) if path.exists() else {}
    if IS_RECORDING and document.get(part) != values:
        document[part] = values
        path.write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
        return
    assert document.get(part) == values, f"{path.name} is out of date: {HINT}"
