"""`python -m benchmarks.allocation`: the allocation beside fairpyx, CP-SAT and a plain model on the same rounds.

Everybody is timed twice. As people start it: a process from its start to its end, memory read from the system. And
inside it, after programs are loaded: ours from the file to the written result, of the peers only what they compute. The
peers run in an interpreter of their own (`VMESTE_PEERS`, a Python with the `peers` extra), from the same rounds written
for them. Without it their rows say so.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from typing import Any

from vmeste.pure.allocation.baselines import Mechanism, allocate_by
from vmeste.pure.allocation.figures import figures
from vmeste.pure.allocation.generator import make_round
from vmeste.pure.allocation.model import POINT, Outcome, Round
from vmeste.pure.allocation.public_data import read_course_bids, read_new_haven, read_preflib
from vmeste.pure.allocation.writing import outcome_from_columns, round_to_columns

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "benchmarks.md"
PUBLIC = ROOT.parent / "shared" / "data"
HEADING = "## The allocation kernel"
SIZES = {"3000": 150, "20000": 800, "100000": 5000, "1000000": 50000}
COLUMNS = (
    "pupils × groups", "who", "process, s", "after load, s", "MB", "placed", "seats", "1st", "top 2", "top 3", "mean",
    "gap",
)  # fmt: skip
EVEN = {"first": 0, "decay": 980, "lottery_width": 0}  # every rank counts alike, as the peers' matching has it
START = "import sys; from vmeste.config.console import main; sys.exit(main())"


def main() -> int:
    parser = argparse.ArgumentParser("python -m benchmarks.allocation")
    parser.add_argument("--pupils", type=int, action="append", choices=[int(size) for size in SIZES])
    parser.add_argument("--peer-seconds", type=int, default=120, help="each peer is ended then")
    parser.add_argument("--peer-pupils", type=int, default=3000, help="peers run on rounds up to this size")
    options = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory(prefix="vmeste-bench-") as name:
        folder = Path(name)
        for pupils in options.pupils or [3000, 20000, 100000, 1000000]:
            for minimums in (False, True) if pupils <= 100_000 else (False,):
                round_ = make_round(pupils, SIZES[str(pupils)], seed=1, minimums=minimums)
                lines += compare(
                    f"{pupils} × {SIZES[str(pupils)]}{', minimum sizes' if minimums else ''}", round_, folder, options
                )
                write(lines)
        for title, round_ in public_rounds():
            lines += compare(title, round_, folder, options)
            even = replace(round_, policy=replace(round_.policy, **EVEN))
            outcome, wall, inside, memory = ours(even, folder)
            lines.append(row(title, "vmeste, every rank alike", (wall, inside), memory, figures(even, outcome), "–"))
            print(lines[-1], flush=True)
            write(lines)
    return 0


def compare(title: str, round_: Round, folder: Path, options: argparse.Namespace) -> list[str]:
    """Rows of one round: ours first, then what there is beside it."""
    outcome, wall, inside, memory = ours(round_, folder)
    certificate = outcome.certificate
    placed = round_.policy.placed * POINT
    gap = f"{certificate.gap_beyond(placed):.1e}"
    rows = [row(title, "vmeste", (wall, inside), memory, figures(round_, outcome), gap)]
    print(rows[-1], flush=True)
    ruled = any(group.minimum for group in round_.groups)
    # Baselines begin again whenever a group stays too small.
    if len(round_.pupils) <= (3_000 if ruled else 20_000):
        for mechanism in Mechanism:
            began = time.perf_counter()
            given = allocate_by(round_, "bench", mechanism)
            took = time.perf_counter() - began
            rows.append(row(title, mechanism.value, (None, took), 0, figures(round_, given), "–"))
            print(rows[-1], flush=True)
    if len(round_.pupils) <= options.peer_pupils or title.startswith("New"):
        rows += peers(title, round_, folder, options.peer_seconds, (wall, inside), certificate.objective)
    return rows


def ours(round_: Round, folder: Path) -> tuple[Outcome, float, float, int]:
    """The result; seconds of the whole process, and in it from the file to the written result; peak of memory in MB."""
    path = folder / "round.npz"
    path.write_bytes(round_to_columns(round_))
    command = [sys.executable, "-c", START, "allocate", str(path), "--seed", "bench", "--out", str(folder), "--quiet"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    # Once before, so that the compiled kernels lie ready as they do after the first use of an installation.
    warm = [*command[:4], "generate:50x5", "--seed", "bench", "--out", str(folder / "warm"), "--quiet"]
    subprocess.run(warm, env=environment, stdout=subprocess.DEVNULL, check=True)
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = process.stdout.read()
        _, code, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
    wall = time.perf_counter() - began
    assert process.returncode == 0
    inside = float(told.strip().splitlines()[-1].removesuffix(" s").rpartition(", ")[2])
    outcome = outcome_from_columns((folder / "result.npz").read_bytes(), round_)
    return outcome, wall, inside, usage.ru_maxrss // 1024


def peers(title: str, round_: Round, folder: Path, seconds: int, own: tuple[float, float], objective: int) -> list[str]:
    """fairpyx, CP-SAT and the plain model, each in a process that is ended after `seconds`."""
    interpreter = os.environ.get("VMESTE_PEERS")
    if not interpreter:
        return [f"| {title} | peers | not run: VMESTE_PEERS names no interpreter | | | | | | | | |"]
    path = folder / "peers.json"
    path.write_text(json.dumps(for_peers(round_)))
    rows = []
    for peer in (
        "fairpyx iterated maximum matching",
        "fairpyx round robin",
        "fairpyx serial dictatorship",
        "HiGHS plain model",
        "CP-SAT",
    ):
        command = [interpreter, str(Path(__file__).with_name("peers.py")), peer, str(path), str(seconds)]
        began = time.perf_counter()
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds * 2 + 60, check=False)
            told = json.loads(done.stdout.strip().splitlines()[-1])
        except (subprocess.TimeoutExpired, ValueError, IndexError):
            rows.append(f"| {title} | {peer} | no answer in {seconds} s | | | | | | | | |")
            print(rows[-1], flush=True)
            continue
        loss = (
            "–" if told["objective"] is None else f"{(objective - told['objective']) / max(1, objective):.1e} of ours"
        )
        took = (time.perf_counter() - began, told["seconds"])
        rows.append(row(title, peer, took, told["mb"], told, loss, own=own))
        print(rows[-1], flush=True)
    return rows


def for_peers(round_: Round) -> dict[str, object]:
    """Options, worths and clashes as the solver sees them; quotas and reserves as rows."""
    from vmeste.pure.allocation.compiling import compile_round  # late: only comparisons need it

    problem = compile_round(round_, "bench")
    return {
        "opt_ptr": problem.opt_ptr.tolist(), "group": problem.group.tolist(), "rank": problem.rank.tolist(),
        "value": problem.value.tolist(), "most": problem.most.tolist(), "load": problem.load.tolist(),
        "minutes": problem.minutes.tolist(), "seats": problem.seats.tolist(), "limit_ptr": problem.limit_ptr.tolist(),
        "limit": problem.limit.tolist(), "mask_ptr": problem.mask_ptr.tolist(), "mask": [int(one) for one in
        problem.mask.tolist()],
        "placed": problem.placed_value.tolist(), "first": problem.first_value.tolist(), "extra":
        problem.extra_value.tolist(),
        "weight": problem.weight.tolist(), "need": [max(0, group.minimum - group.enrolled) for group in round_.groups],
    }  # fmt: skip


def public_rounds():
    if not PUBLIC.is_dir():
        print("no public data beside the checkout")
        return
    for number, seats in ((1, 12), (2, 16)):
        text = (PUBLIC / "preflib_agh" / f"00009-0000000{number}.soc").read_text()
        yield f"AGH {2002 + number}, {seats} seats a course", read_preflib(text, seats=seats)
        yield (
            f"AGH {2002 + number}, 3 courses each, {seats * 2} seats",
            read_preflib(text, seats=seats * 2, max_courses=3),
        )
    tables = [(PUBLIC / "nhps_2024" / name).read_text() for name in ("applications_r.csv", "vacancies_r.csv")]
    yield "New Haven 2024", read_new_haven(*tables)
    yield "Ariel 5783", read_course_bids((PUBLIC / "ariel_course_bids" / "ariel_5783_input.json").read_text())


def row(
    title: str, who: str, took: tuple[float | None, float], memory: int, told: Mapping[str, Any], gap: str,
    *, own: tuple[float, float] | None = None,
) -> str:  # fmt: skip
    """One line: seconds of the process and after loading, for peers how many times ours; memory; figures."""
    ranks = told["ranks"]
    top = list(accumulate(ranks))
    mean = sum(rank * count for rank, count in enumerate(ranks[:-1], 1)) / max(1, told["placed"])
    times = [
        "–" if seconds is None else f"{seconds:.2f}" + (f" ({seconds / own[index]:.1f} ×)" if own else "")
        for index, seconds in enumerate(took)
    ]
    figures_of = f"{told['placed']} | {told['seats']} | {top[0]} | {top[1]} | {top[2]} | {mean:.4f}"
    return f"| {title} | {who} | {times[0]} | {times[1]} | {memory or '–'} | {figures_of} | {gap} |"


def write(lines: list[str]) -> None:
    """The section of this comparison in the report; the rest of the file stays."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "highspy"))
    load = os.getloadavg()[0]
    machine = f"{cpu()}, {os.cpu_count()} cores (load {load:.1f}), Python {platform.python_version()}"
    head = [
        HEADING,
        "",
        f"{time.strftime('%Y-%m-%d')}, {machine}, {packages}.",
        "Written by `python -m benchmarks.allocation`; what is compared and how: how-to/measure.md.",
        "Seconds: of the whole process, and after programs are loaded (ours from the file to the written result, of",
        "peers only what they compute); in brackets how many times ours. Ranks are those of each pupil's best seat. MB",
        "is at least the memory of the measuring process; a peer without seats found none in its time.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    text = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    before = text.partition(HEADING)[0].rstrip()
    TARGET.write_text(before + "\n\n" + "\n".join([*head, *lines]) + "\n", encoding="utf-8")


def cpu() -> str:
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    raise SystemExit(main())
