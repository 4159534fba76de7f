"""Documents people drop: opened and read in a child process, old formats first turned into .docx by LibreOffice."""

import os
import re
from typing import Any

from vmeste.foundation.exchange.converting import as_docx
from vmeste.foundation.exchange.sandbox import Bounds, Crashed, Exhausted, Refused, run_apart
from vmeste.pure.reading import Code, Document, FileRefused, Reading
from vmeste.pure.reading.codec import from_data, to_data
from vmeste.pure.reading.containers.opening import needs_converter, open_document
from vmeste.pure.reading.reading import read_document

DOCUMENT_BOUNDS = Bounds(memory=1 << 30, cpu_seconds=60, clock_seconds=120)
"""Address space, not memory: the network maps a file of word vectors. Memory in use stays under 500 MB."""
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_FUNCTION = f"{__name__}:reading_as_data"


def reading_as_data(data: bytes, *, filename: str) -> dict[str, Any]:
    """The child's half: tree and candidates as JSON-ready values.

    Raises:
        FileRefused: as `open_document` does.
    """
    # Threads of the linear algebra library would each take address space, and may not be started here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    document = open_document(data, filename=filename)
    return {"document": to_data(document), "reading": to_data(read_document(document))}


def read_document_apart(data: bytes, *, filename: str, bounds: Bounds = DOCUMENT_BOUNDS) -> tuple[Document, Reading]:
    """The tree of a file and what was found in it, without opening the file in this process. Takes 1 to 5 seconds.

    Raises:
        FileRefused: the file is empty, damaged, locked, too large, of another kind or tries to do harm; `code` says
            which, `sentence(lang)` says it to a person.
    """
    if needs_converter(data):
        data, filename = as_docx(data), f"{filename}.docx"
    try:
        answer = run_apart(_FUNCTION, data, bounds=bounds, filename=filename)
    except Refused as refusal:
        if refusal.kind == FileRefused.__name__:
            raise FileRefused.from_text(str(refusal)) from refusal
        raise FileRefused(Code.DAMAGED, f"{refusal.kind}: {refusal}") from refusal
    except Exhausted as stopped:
        raise FileRefused(Code.TOO_HEAVY, str(stopped)) from stopped
    except Crashed as crash:
        raise FileRefused(Code.DAMAGED, str(crash)) from crash
    answer = _storable(answer)
    return from_data(Document, answer["document"]), from_data(Reading, answer["reading"])


def _storable(value: Any) -> Any:
    """The same value without letters that no database keeps; places stay where they are."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {key: _storable(item) for key, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list) else value
