"""The hash of a round: what is published before the seed, equal for equal input in any order of the file."""

import hashlib
import json
from dataclasses import asdict

import numpy as np

from .compiling import as_table
from .model import Round


def input_hash(round_: Round) -> str:
    """SHA-256 over the canonical form (see the format page): names and rules as JSON, pupils column by column.
    O(size).
    """
    table = as_table(round_)
    head = {
        "courses": [asdict(course) for course in round_.courses],
        "groups": [asdict(group) for group in round_.groups],
        "schools": dict(sorted(round_.schools.items())),
        "places": round_.places,
        "parties": round_.parties,
        "policy": asdict(round_.policy),
        "names": [table.schools, table.courses, table.categories],
    }
    digest = hashlib.sha256(json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    digest.update(np.ascontiguousarray(round_.travel, np.dtype("<i4")).tobytes())
    for name, column in table.columns().items():
        if name == "ids":
            digest.update(b"\n".join(table.ids.tolist()))
        else:
            digest.update(np.ascontiguousarray(column, np.dtype("<i8")).tobytes())
    return digest.hexdigest()
