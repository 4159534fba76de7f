"""From a tree to everything that was found in it."""

from vmeste.pure.reading.candidates import Reading
from vmeste.pure.reading.recognising.everything import recognise
from vmeste.pure.reading.recognising.flow import Flow
from vmeste.pure.reading.tree import Document


def read_document(document: Document) -> Reading:
    """Candidates of every kind; known forms are read as forms first. The same document gives the same reading."""
    return recognise(Flow(document)).reading
