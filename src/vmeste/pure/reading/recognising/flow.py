"""The text of a document in one string of folded letters, and the way back to the places it came from.

Folding keeps every letter in its place (one letter for one letter), so that what is found in the folded text is cut
from the original: blanks are plain blanks, dashes are hyphens, quotes are « and ».
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from razdel import sentenize

from vmeste.pure.reading.candidates import Mention, Place
from vmeste.pure.reading.tree import Document, Passage

_BLANKS = dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009\u200a\u3000\t\u00ad\u200b\ufeff"), " ")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
_QUOTES = {ord(sign): "«" for sign in "“„‹"} | {ord(sign): "»" for sign in "”‟›"}
_FOLDING = _BLANKS | _DASHES | _QUOTES
_STRAIGHT = re.compile('"')
_OPENS_AFTER = frozenset(" \n(«-/")
_WORD = re.compile(r"[А-ЯЁ]+(?=-[дД]/[сС])|[дД]/[сС]|[вВ]/[чЧ]|\w+(?:-\w+)*|[^\w\s]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign of the folded text with its place in it."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """The text letter by letter in one spelling; as long as before."""
    folded = text.translate(_FOLDING)
    return _STRAIGHT.sub(lambda match: _quote(folded, match.start()), folded)


def _quote(text: str, place: int) -> str:
    return "«" if place == 0 or text[place - 1] in _OPENS_AFTER else "»"


class Flow:
    """A document as one string: passages one after the other, a line end between them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.passages: tuple[Passage, ...] = tuple(document.passages())
        self.original = "\n".join(passage.text.replace("\n", " ") for passage in self.passages)
        self.text = fold(self.original)
        self.starts: list[int] = []
        place = 0
        for passage in self.passages:
            self.starts.append(place)
            place += len(passage.text) + 1

    def place(self, start: int, end: int) -> Place:
        """Where letters of the flow stand in the document; a span over several passages is cut to the first."""
        number = max(bisect_right(self.starts, start) - 1, 0)
        base = self.starts[number]
        return Place(number, start - base, min(end - base, len(self.passages[number].text)))

    def said(self, start: int, end: int) -> str:
        """The original letters."""
        return self.original[start:end]

    def mention(self, start: int, end: int) -> Mention:
        return Mention(self.said(start, end), self.place(start, end))

    def passage_span(self, number: int) -> Span:
        """Where the text of a passage stands in the flow."""
        return self.starts[number], self.starts[number] + len(self.passages[number].text)

    def passage_at(self, place: int) -> int:
        """The number of the passage a letter belongs to."""
        return max(bisect_right(self.starts, place) - 1, 0)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(Token(match.group(), match.start(), match.end()) for match in _WORD.finditer(self.text))

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def token_index(self, place: int) -> int:
        """The number of the token that holds the letter, or of the last one before it."""
        return max(bisect_right(self._token_starts, place) - 1, 0)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Sentences in order; none goes over the end of a passage."""
        spans: list[Span] = []
        for number, passage in enumerate(self.passages):
            base = self.starts[number]
            spans.extend((base + part.start, base + part.stop) for part in sentenize(passage.text))
        return tuple(spans)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    def sentence_of(self, place: int) -> Span:
        """The sentence that holds the letter."""
        number = bisect_right(self._sentence_starts, place) - 1
        return self.sentences[number] if number >= 0 else (0, len(self.text))


class Taken:
    """Which letters already belong to something."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans: list[Span] = sorted(spans)

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)

    def add(self, start: int, end: int) -> None:
        self._spans.insert(bisect_right(self._spans, (start, end)), (start, end))

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any letter of the span is taken; O(log n + overlaps) for spans that do not nest deeply."""
        place = bisect_right(self._spans, (end, -1))
        return any(known[1] > start for known in self._spans[max(0, place - 40) : place])
