"""`vmeste allocate`, `verify` and `explain`: a round of files in, a result of files out, no database needed."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vmeste.pure.allocation.baselines import Mechanism, allocate_by
from vmeste.pure.allocation.changes import (
    NOBODY,
    changed_round,
    continue_from,
    difference,
    offers_after,
    offers_to_json,
    read_changes,
    read_consent,
)
from vmeste.pure.allocation.checking import check
from vmeste.pure.allocation.checking_reasons import check_reasons
from vmeste.pure.allocation.errors import InvalidResult, InvalidRound
from vmeste.pure.allocation.explaining import Explainer
from vmeste.pure.allocation.figures import figures
from vmeste.pure.allocation.generator import make_round
from vmeste.pure.allocation.model import POINT, Aim, Outcome, Round
from vmeste.pure.allocation.progress import Step
from vmeste.pure.allocation.public_data import read_course_bids, read_new_haven, read_preflib
from vmeste.pure.allocation.reading import read_round
from vmeste.pure.allocation.solving import Effort, allocate
from vmeste.pure.allocation.writing import (
    outcome_from_columns,
    outcome_from_json,
    outcome_to_columns,
    outcome_to_json,
    reasons_from_lines,
    reasons_to_lines,
    round_from_columns,
    round_to_columns,
    round_to_json,
    waiting_to_lines,
)

TOLD_EVERY = 1.0  # seconds
SHOWN = 20
MOST_AS_TEXT = 30_000
OPTIMAL = "optimal"


def run_allocate(arguments: Sequence[str]) -> int:
    """Give the seats of a round; writes result.json (or .npz) into --out."""
    parser = argparse.ArgumentParser("vmeste allocate", description=run_allocate.__doc__)
    parser.add_argument(
        "round", type=Path, help="a round (.json, .npz), PrefLib .soc/.soi, or “generate:PUPILSxGROUPS”"
    )
    parser.add_argument("--seed", required=True, help="of the public lottery")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--mechanism", choices=[OPTIMAL, *Mechanism], default=OPTIMAL)
    parser.add_argument("--seconds", type=float, help="stop then with the best so far; so does Ctrl-C")
    parser.add_argument("--gap", type=float, help="share of the bound that is near enough; by size when not given")
    parser.add_argument(
        "--what-if", type=Path, metavar="CHANGES", help="solve the changed round and write the difference"
    )
    parser.add_argument(
        "--keep", action="store_true", help="with --what-if: move nobody who is placed; writes offers.json for them"
    )
    parser.add_argument("--agreed", type=Path, metavar="FILE", help="with --keep: those of the offers that were agreed")
    parser.add_argument(
        "--from", dest="before", type=Path, metavar="RESULT", help="with --what-if: the result to start from"
    )
    parser.add_argument("--reasons", action="store_true", help="write reasons.jsonl and waiting.jsonl too")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--seats", type=int, default=12, help="of each course, for PrefLib files")
    options = parser.parse_args(arguments)
    try:
        return _allocate(options)
    except (InvalidRound, InvalidResult, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2


def run_verify(arguments: Sequence[str]) -> int:
    """Check a result against its round, rule by rule and figure by figure."""
    parser = argparse.ArgumentParser("vmeste verify", description=run_verify.__doc__)
    parser.add_argument("round", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--no-bound", action="store_true", help="leave out the upper bound, the longest part")
    parser.add_argument("--reasons", type=Path, metavar="FILE", help="derive every line of a reasons.jsonl again")
    parser.add_argument("--seats", type=int, default=12, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        round_ = load_round(options.round, seats=options.seats)
        outcome = load_outcome(options.result, round_)
        reasons = options.reasons and reasons_from_lines(options.reasons.read_text(encoding="utf-8"))
    except (InvalidRound, InvalidResult, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    checked = check(round_, outcome, bound=not options.no_bound)
    violations = checked.violations
    if reasons is not None and checked.valid:
        # Reasons are derived from the certificate, so they say nothing where that is wrong.
        violations = check_reasons(round_, outcome, reasons)
        sys.stdout.write(f"reasons checked: {len(reasons)}\n")
    for violation in violations[:SHOWN]:
        sys.stdout.write(f"WRONG {violation.rule}: {violation.where}\n")
    if len(violations) > SHOWN:
        sys.stdout.write(f"… and {len(violations) - SHOWN} more\n")
    bound = "not recomputed" if checked.upper_bound is None else f"{checked.upper_bound / POINT:.6f}"
    if checked.opening_bound is not None:
        bound += f", whatever groups open {checked.opening_bound / POINT:.6f}"
    sys.stdout.write(f"placed {checked.placed}, objective {checked.objective / POINT:.6f}, upper bound {bound}\n")
    sys.stdout.write("the result is WRONG\n" if violations else "the result is right\n")
    return 1 if violations else 0


def run_explain(arguments: Sequence[str]) -> int:
    """Say why each wish of a pupil was granted or not."""
    parser = argparse.ArgumentParser("vmeste explain", description=run_explain.__doc__)
    parser.add_argument("round", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--pupil", required=True)
    parser.add_argument("--lang", choices=["ru", "en"], default="ru")
    parser.add_argument("--seats", type=int, default=12, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    try:
        round_ = load_round(options.round, seats=options.seats)
        explainer = Explainer(round_, load_outcome(options.result, round_))
        reasons = explainer.reasons(options.pupil)
    except KeyError:
        sys.stderr.write(f"error: the round has no pupil “{options.pupil}”\n")
        return 2
    except (InvalidRound, InvalidResult, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    import django  # late: words need the settings, a database they do not

    django.setup()
    from django.utils.translation import override  # late: see above

    from vmeste.foundation.allocation.wording import sentence_of  # late: see above

    courses = {course.id: course for course in round_.courses}
    groups = {group.id: group for group in round_.groups}
    with override(options.lang):
        for reason in reasons:
            sys.stdout.write(f"{reason.rank}. {sentence_of(reason, courses=courses, groups=groups)}\n")
    return 0


def load_round(path: Path, *, seats: int = 12) -> Round:
    """A round from a file by its ending, or made by the generator. Raises InvalidRound, OSError."""
    name = str(path)
    if name.startswith("generate:"):
        pupils, _, groups = name.removeprefix("generate:").partition("x")
        if not (pupils.isdigit() and groups.isdigit() and int(groups) >= 2):  # noqa: PLR2004 - a choice needs two
            raise InvalidRound("“generate:3000x150” makes 3000 pupils and 150 groups", name)
        return make_round(int(pupils), int(groups), seed=1)
    if path.suffix == ".npz":
        return round_from_columns(path.read_bytes())
    if path.suffix in {".soc", ".soi"}:
        return read_preflib(path.read_text(encoding="utf-8"), seats=seats)
    if path.is_dir():
        parts = [(path / name).read_text(encoding="utf-8") for name in ("applications_r.csv", "vacancies_r.csv")]
        return read_new_haven(*parts)
    text = path.read_text(encoding="utf-8")
    return read_course_bids(text) if '"valuations"' in text[:200] else read_round(text)


def load_outcome(path: Path, round_: Round) -> Outcome:
    """Raises InvalidResult, OSError."""
    if path.suffix == ".npz":
        return outcome_from_columns(path.read_bytes(), round_)
    return outcome_from_json(path.read_text(encoding="utf-8"), round_)


def _allocate(options: argparse.Namespace) -> int:
    began = time.monotonic()
    round_ = load_round(options.round, seats=options.seats)
    teller = _Teller(began, options.seconds, quiet=options.quiet)
    effort = Effort(gap=options.gap)
    if options.what_if is not None:
        return _what_if(options, round_, teller, effort)
    if options.mechanism == OPTIMAL:
        outcome = allocate(round_, options.seed, effort=effort, listen=teller).outcome
    else:
        outcome = allocate_by(round_, options.seed, Mechanism(options.mechanism))
    columns = options.round.suffix == ".npz" or len(round_.pupils) > MOST_AS_TEXT
    _write(options.out, round_, outcome, {"figures": figures(round_, outcome)}, columns=columns)
    if str(options.round).startswith("generate:"):
        if len(round_.pupils) <= MOST_AS_TEXT:
            (options.out / "round.json").write_text(round_to_json(round_), encoding="utf-8")
        (options.out / "round.npz").write_bytes(round_to_columns(round_))
    if options.reasons:
        _write_reasons(options.out, round_, outcome)
    _summary(round_, outcome, began)
    return 0


def _what_if(options: argparse.Namespace, round_: Round, teller: "_Teller", effort: Effort) -> int:
    changes = read_changes(options.what_if.read_text(encoding="utf-8"))
    changed = changed_round(round_, changes)
    if options.before is not None:
        before = load_outcome(options.before, round_)
    else:
        before = allocate(round_, options.seed, effort=effort, listen=teller).outcome
    if options.keep:
        consent = read_consent(options.agreed.read_text(encoding="utf-8")) if options.agreed else NOBODY
        after = continue_from(changed, before, consent)
    else:
        prices = dict(zip((group.id for group in round_.groups), before.certificate.prices, strict=False))
        weights = before.certificate.school_weights
        after = allocate(
            changed, options.seed, effort=effort, listen=teller, school_weights=weights, warm=prices
        ).outcome
    compared = difference(before, after)
    told: dict[str, Any] = {
        "objective": compared.objective,
        "placed": compared.placed,
        "moved": [{"pupil": one.pupil, "before": one.before, "after": one.after} for one in compared.moved],
    }
    columns = options.round.suffix == ".npz"
    _write(options.out, changed, after, {"figures": figures(changed, after), "difference": told}, columns=columns)
    (options.out / "round.json").write_text(round_to_json(changed), encoding="utf-8")
    if options.keep:
        (options.out / "offers.json").write_text(offers_to_json(offers_after(changed, after)), encoding="utf-8")
    (options.out / "difference.json").write_text(
        json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    sys.stdout.write(
        f"{len(compared.moved)} pupils sit elsewhere, placed {compared.placed:+}, "
        f"objective {compared.objective / POINT:+.6f}\n"
    )
    return 0


def _write(out: Path, round_: Round, outcome: Outcome, extra: dict[str, Any], *, columns: bool) -> None:
    del round_
    out.mkdir(parents=True, exist_ok=True)
    if columns:
        (out / "result.npz").write_bytes(outcome_to_columns(outcome, extra))
    else:
        (out / "result.json").write_text(outcome_to_json(outcome, extra), encoding="utf-8")


def _write_reasons(out: Path, round_: Round, outcome: Outcome) -> None:
    explainer = Explainer(round_, outcome)
    for name, written in (("reasons", reasons_to_lines(explainer)), ("waiting", waiting_to_lines(explainer))):
        with (out / f"{name}.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(written)


def _summary(round_: Round, outcome: Outcome, began: float) -> None:
    certificate = outcome.certificate
    said = f"placed {certificate.placed} of {certificate.placed_bound} possible, {len(outcome.seats)} seats"
    if certificate.mechanism == OPTIMAL:
        placed = round_.policy.placed * POINT if Aim.PLACED in round_.policy.aims else 0
        said += f", gap {certificate.gap_beyond(placed):.2e}"
    if not certificate.finished:
        said += ", stopped early"
    sys.stdout.write(f"{said}, {time.monotonic() - began:.2f} s\n")


class _Teller:
    """Tells how far the search is, and asks it to stop on Ctrl-C or when the time is over."""

    def __init__(self, began: float, seconds: float | None, *, quiet: bool) -> None:
        self.began, self.seconds, self.quiet = began, seconds, quiet
        self.told = began
        self.asked = False
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True

    def __call__(self, step: Step) -> bool:
        now = time.monotonic()
        if not self.quiet and now - self.told >= TOLD_EVERY:
            self.told = now
            sys.stderr.write(
                f"{now - self.began:6.1f} s  {step.stage} {step.done}/{step.of}  bound {step.bound / POINT:.3f}\n"
            )
        return self.asked or (self.seconds is not None and now - self.began >= self.seconds)
