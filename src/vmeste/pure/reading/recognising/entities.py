"""Names that the rules have not seen, proposed by a neural network; the rules judge what it proposes.

The model is slovnet's, trained on news (Kukushkin, https://github.com/natasha/slovnet); its files lie in the natasha
package, which itself is never imported. Loading takes half a second and 200 MB, so the network is asked only about
sentences that hold a capital nobody explained.
"""

import importlib.util
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from vmeste.pure.reading.recognising import lexicon
from vmeste.pure.reading.recognising.flow import Flow, Span, Taken
from vmeste.pure.reading.recognising.words import has_grammeme, is_function, is_known, noun_lemmas

_CAPITAL = re.compile(r"(?<![\w.-])[А-ЯЁA-Z][\w-]*[а-яёa-z][\w-]*|«")
_MAX_ASKED = 40
"""Sentences of one document: each costs 10 to 50 milliseconds, and forty pages shall take less than five seconds."""
_LONGEST_SENTENCE = 1500
_MODEL, _VECTORS = "data/model/slovnet_ner_news_v1.tar", "data/emb/navec_news_v1_1B_250K_300d_100q.tar"


@lru_cache(maxsize=1)
def _network() -> Any:
    """The network, or ``None`` where its files are not installed: then the rules stand alone."""
    found = importlib.util.find_spec("natasha")
    if found is None or found.origin is None:
        return None
    from navec import Navec  # late: half a second, and most documents never need it
    from slovnet import NER  # late: the same

    folder = Path(found.origin).parent
    network = NER.load(folder / _MODEL)
    network.navec(Navec.load(folder / _VECTORS))
    return network


def propose(flow: Flow, explained: Taken) -> tuple[list[Span], list[Span]]:
    """Spans of organisations and of people in sentences with unexplained capitals, in order."""
    organisations: list[Span] = []
    people: list[Span] = []
    for start, end in [span for span in flow.sentences if _is_unexplained(flow, span, explained)][:_MAX_ASKED]:
        network = _network()
        if network is None:
            break
        for span in network(flow.text[start:end]).spans:
            place = start + span.start, start + span.stop
            if span.type == "ORG":
                organisations.append(place)
            elif span.type == "PER":
                people.append(place)
    return organisations, people


def _is_unexplained(flow: Flow, span: Span, explained: Taken) -> bool:
    """Whether some capital in the middle of a sentence is in no dictionary and belongs to nothing found."""
    start, end = span
    if end - start > _LONGEST_SENTENCE:
        return False
    first = True
    for match in _CAPITAL.finditer(flow.text, start, end):
        is_first, first = first and not flow.text[start : match.start()].strip(" -«("), False
        word = match.group()
        if explained.overlaps(*match.span()) or word == "«" or is_first or is_known(word):
            continue
        if not has_grammeme(word.rpartition("-")[2], "Geox"):
            return True
    return False


def judged(flow: Flow, spans: list[Span], taken: Taken) -> Iterator[Span]:
    """Proposed organisations that may be some: quotes closed, common abbreviations and things held back."""
    for proposed_start, proposed_end in spans:
        start, end = _closed(flow.text, proposed_start, proposed_end)
        text = flow.text[start:end]
        words = re.findall(r"[\w-]+", text)
        if not words or taken.overlaps(start, end) or "\n" in text or len(text) > 160:  # noqa: PLR2004
            continue
        if all(word in lexicon.NOT_NAMES or is_function(word) or word.islower() or word.isdigit() for word in words):
            continue
        if text.startswith("«") or words[0][:1].isdigit():
            continue
        if len(words) == 1 and (is_known(words[0]) or not re.search(r"[А-Яа-яё]{3}", words[0])):
            continue
        before = re.findall(r"[\w-]+", flow.text[max(0, start - 60) : start])[-3:]
        if any(noun_lemmas(word) & lexicon.NOT_ORGANISATIONS for word in [*before[-1:], words[0]]):
            continue
        inside = flow.text[flow.passage_span(flow.passage_at(start))[0] : start]
        if inside.count("«") > inside.count("»"):
            continue
        yield start, end


def _closed(text: str, start: int, end: int) -> Span:
    """The span with its quotes whole: «Колосок → «Колосок»."""
    while text[start:end].count("«") > text[start:end].count("»"):
        closing = text.find("»", end, end + 60)
        if closing < 0:
            break
        end = closing + 1
    if start and text[start - 1] == "«" and text[end : end + 1] == "»":
        start, end = start - 1, end + 1
    return start, end
