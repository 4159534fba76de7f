"""The figures beside their gates and goals, as a table people and diffs can read."""

import os
import platform
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from tests.reliability.installation import ROOT

from benchmarks import rosters

TARGET = ROOT / "docs" / "benchmarks.md"
ALLOCATION = "## The allocation kernel"
PACKAGES = ("django", "granian", "psycopg")


@dataclass
class Figures:
    """Everything measured on one engine: CPU per request in ms, the driver alone, and the rest."""

    engine: str
    engine_version: str
    ms: dict[str, float] = field(default_factory=dict)
    raw_ms: dict[str, float] = field(default_factory=dict)
    per_second: dict[str, float] = field(default_factory=dict)
    cold_start_s: float = 0
    rss_mb: float = 0
    page_bytes: int = 0
    asset_bytes: int = 0
    other_hosts: int = 0
    imports: dict[str, tuple[float, float]] = field(default_factory=dict)
    rosters: dict[str, tuple[float, float]] = field(default_factory=dict)

    def ratios(self) -> list[tuple[str, str, float, str, str]]:
        """(number, what, ratio, gate, goal)"""
        ms, raw = self.ms, self.raw_ms
        gate, goal = ("≤ 130", "≤ 75") if self.engine == "sqlite" else ("≤ 60", "≤ 35")
        lines = [
            ("P1", f"{name}: CPU ÷ empty view", ms[name] / ms["empty"], "≤ 60", "≤ 35")
            for name in ("organisations", "agreements")
        ]
        lines += [
            ("P2", f"{name}: CPU ÷ raw SQL of its main query", ms[name] / raw[name], gate, goal)
            for name in ("organisations", "agreements")
        ]
        lines += [
            (
                "P3",
                "organisations: 10 times the rows ÷ small network",
                ms["organisations"] / ms["organisations, small network"],
                "≤ 1.3",
                "≤ 1.15",
            ),
        ]
        lines += [
            ("P4", f"{name}: deep page ÷ first page", ms[f"{name}, deep"] / ms[name], "≤ 1.3", "≤ 1.1")
            for name in ("organisations", "agreements")
        ]
        lines += [
            ("P6", f"{name}: with the count ÷ without", ms[name] / (ms[name] - raw[f"{name} count"]), "≤ 1.3", "≤ 1.1")
            for name in ("organisations", "agreements")
        ]
        lines.append(
            (
                "P10",
                "organisations: requests a second, empty view ÷ list",
                self.per_second["empty"] / self.per_second["organisations"],
                "≤ 60",
                "≤ 35",
            )
        )
        return lines


def write_report(figures: list[Figures], *, organisations: int) -> None:
    """Print the tables and write docs/benchmarks.md."""
    text = (
        "\n".join(
            [*_head(organisations), *_ratios(figures), *_milliseconds(figures), *_rest(figures), *roster_lines(figures)]
        )
        + "\n"
    )
    print(text)
    TARGET.parent.mkdir(exist_ok=True)
    # The other half of the report is the allocation's, which measures by itself.
    _, heading, others = TARGET.read_text().partition(ALLOCATION) if TARGET.exists() else ("", "", "")
    TARGET.write_text(text + (f"\n{heading}{others}" if heading else ""))


def _head(organisations: int) -> list[str]:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return [
        "# Measured",
        "",
        f"{time.strftime('%Y-%m-%d')}, {_processor()}, {_cores()} cores,",
        f"Python {platform.python_version()}, {packages}.",
        f"A network of {organisations:_} organisations and {organisations * 3:_} agreements".replace("_", " "),
        "beside one a tenth its size.",
        "CPU of server and database per request, the least of several interleaved rounds; how and why: how-to/measure.md.",  # noqa: E501
        "This file is written by `make bench`.",
        "",
    ]


def _ratios(figures: list[Figures]) -> list[str]:
    lines = ["| | Ratio | " + " | ".join(f"{f.engine_version} | gate | goal" for f in figures) + " |"]
    lines.append("|---|---|" + "---:|---|---|" * len(figures))
    for rows in zip(*(f.ratios() for f in figures), strict=True):
        values = " | ".join(f"**{ratio:.2f}** | {gate} | {goal}" for _n, _w, ratio, gate, goal in rows)
        lines.append(f"| {rows[0][0]} | {rows[0][1]} | {values} |")
    return [*lines, ""]


def _milliseconds(figures: list[Figures]) -> list[str]:
    lines = ["| CPU, ms per request | " + " | ".join(f.engine_version for f in figures) + " |"]
    lines.append("|---|" + "---:|" * len(figures))
    lines += [f"| {name} | " + " | ".join(f"{f.ms[name]:.2f}" for f in figures) + " |" for name in figures[0].ms]
    lines += [
        f"| raw SQL: {name} | " + " | ".join(f"{f.raw_ms[name]:.3f}" for f in figures) + " |"
        for name in figures[0].raw_ms
    ]
    return [*lines, ""]


def _rest(figures: list[Figures]) -> list[str]:
    def row(number: str, what: str, value: str, gate: str, goal: str) -> str:
        return f"| {number} | {what} | {value} | {gate} | {goal} |"

    def each(shown: str) -> str:
        return " / ".join(shown.format(f) for f in figures)

    imports = [
        row(
            "P13",
            f"{what}: rows a second (÷ bulk_create)",
            " / ".join(f"{f.imports[name][0]:.0f} ({f.imports[name][0] / f.imports['bulk'][0]:.3f})" for f in figures),
            "≥ 300 (≥ 0.15)",
            "– (≥ 0.3)",
        )
        for name, what in (("check", "import, dry run"), ("save", "import, saving"), ("undo", "import, undoing"))
    ]
    return [
        f"| | The rest ({' / '.join(f.engine_version for f in figures)}) | measured | gate | goal |",
        "|---|---|---|---|---|",
        row("P10", "empty view, requests a second", each("{0.per_second[empty]:.0f}"), "–", "–"),
        row("P10", "organisations, requests a second", each("{0.per_second[organisations]:.0f}"), "–", "–"),
        row("P16", "cold start to the first list, s (wall)", each("{0.cold_start_s:.1f}"), "≤ 3", "≤ 1.5"),
        row("P16", "memory of a web process, MB", each("{0.rss_mb:.0f}"), "≤ 200", "≤ 120"),
        row(
            "P19",
            "list page, kB sent: first visit",
            " / ".join(f"{(f.page_bytes + f.asset_bytes) / 1000:.0f}" for f in figures),
            "≤ 150",
            "≤ 80",
        ),
        row(
            "P19",
            "list page, kB sent: again",
            " / ".join(f"{f.page_bytes / 1000:.0f}" for f in figures),
            "≤ 30",
            "≤ 15",
        ),
        row("P19", "addresses of other hosts", each("{0.other_hosts}"), "0", "0"),
        row("P13", "bulk_create of organisations, rows a second", each("{0.imports[bulk][0]:.0f}"), "–", "–"),
        *imports,
    ]


def roster_lines(figures: list[Figures]) -> list[str]:
    """The section on lists of pupils: every step of a hundred thousand beside plain `bulk_create` of the same rows."""

    def cells(taken: tuple[float, float], bulk: tuple[float, float]) -> str:
        return f"{taken[0]:.1f} | {taken[1]:.1f} | {taken[1] / bulk[1]:.2f}"

    heads = " | ".join(f"{f.engine_version}: s | CPU s | ÷ bulk_create" for f in figures)
    lines = [
        "",
        f"## A list of {rosters.SIZE:_} pupils".replace("_", " "),
        "",
        "OneRoster 1.1, a guardian each, classes of 25; from archive to rows. Seconds on the clock, of CPU, and CPU",
        "beside Django's `bulk_create` of the same rows in the same run. Aim: read, compare and write in 60 s.",
        "",
        f"| Step | {heads} |",
        "|---|" + "---:|---:|---:|" * len(figures),
        "| bulk_create alone | " + " | ".join(cells(f.rosters["bulk"], f.rosters["bulk"]) for f in figures) + " |",
    ]
    lines += [
        f"| {step} | " + " | ".join(cells(f.rosters[step], f.rosters["bulk"]) for f in figures) + " |"
        for step in rosters.STEPS
    ]

    def whole(f: Figures) -> tuple[float, float]:
        parts = [f.rosters[step] for step in rosters.STEPS[:2]]
        return sum(clock for clock, _cpu in parts), sum(cpu for _clock, cpu in parts)

    total = " | ".join(cells(whole(f), f.rosters["bulk"]) for f in figures)
    return [*lines, f"| **read, compare and write** | {total} |"]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return " ".join(line.partition(":")[2].split())
    return platform.machine()


def _cores() -> int:
    return len(os.sched_getaffinity(0))
