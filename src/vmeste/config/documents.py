"""`vmeste read` and `vmeste score`: reading documents on the command line, without a database."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vmeste.foundation.exchange.documents import read_document_apart
from vmeste.pure.reading import FileRefused
from vmeste.pure.reading.containers.opening import open_document
from vmeste.pure.reading.gold import as_gold
from vmeste.pure.reading.reading import read_document
from vmeste.pure.reading.scoring import CaseScore, Score, score_case, summed

_REFUSED = 3


def read(arguments: Sequence[str]) -> int:
    """Say what was found in a document: organisations, agreements, events, sums, people, dates …"""
    parser = argparse.ArgumentParser("vmeste read", description=read.__doc__)
    parser.add_argument("file", type=Path, help=".docx, .odt, .pdf, .xlsx, .html, .txt; .doc and .rtf with LibreOffice")
    parser.add_argument("--json", action="store_true", help="everything, with place and confidence, as JSON")
    parser.add_argument("--lang", choices=("ru", "en"), default="ru", help="language of a refusal")
    options = parser.parse_args(arguments)
    try:
        document, reading = read_document_apart(options.file.read_bytes(), filename=options.file.name)
    except FileRefused as refusal:
        sys.stderr.write(f"error: {refusal.sentence(options.lang)}\n")
        return _REFUSED
    except OSError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    found = as_gold(reading, document)
    if options.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(_summary(found))
    return 0


def _summary(found: dict[str, Any]) -> str:
    lines = [f"{kind:<14}{len(facts):>5}" for kind, facts in found.items() if isinstance(facts, list)]
    conflicts = [f"! {one['code']}: {', '.join(one['values'])}" for one in found["findings"]]
    return "\n".join([f"form: {found['form'] or '-'}", *lines, *conflicts, ""])


def score(arguments: Sequence[str]) -> int:
    """Score the reading of labelled passages: precision, recall and F1 by kind and derivation."""
    parser = argparse.ArgumentParser("vmeste score", description=score.__doc__)
    parser.add_argument("cases", type=Path, help="one JSON object a line: id, derivation, text, gold")
    parser.add_argument(
        "--parts", action="store_true", help="also apart for working and check cases (by a hash of the id)"
    )
    options = parser.parse_args(arguments)
    scores = []
    for line in options.cases.read_text(encoding="utf-8").splitlines():
        if line.strip():
            case = json.loads(line)
            document = open_document(case["text"].encode(), filename="case.txt")
            scores.append(score_case(case, as_gold(read_document(document), document)))
    _print("all", scores)
    for derivation in sorted({one.derivation for one in scores}):
        _print(derivation, [one for one in scores if one.derivation == derivation])
    for part in ("working", "check") if options.parts else ():
        _print(part, [one for one in scores if one.part == part])
    return 0


def _print(title: str, scores: Sequence[CaseScore]) -> None:
    sys.stdout.write(
        f"\n{title}: {len(scores)} cases\n{'':<14}{'exact':^23}{'overlapping':^23}{'found':>7}{'labelled':>9}\n"
    )
    sys.stdout.write(f"{'':<14}" + f"{'P':>7}{'R':>7}{'F1':>7}  " * 2 + "\n")
    for kind, (exact, overlapping) in summed(scores).items():
        sys.stdout.write(
            f"{kind:<14}{_figures(exact)}{_figures(overlapping)}{exact.found:>7}{exact.labelled:>9}\n",
        )


def _figures(one: Score) -> str:
    return f"{one.precision:>7.3f}{one.recall:>7.3f}{one.f1:>7.3f}  "
