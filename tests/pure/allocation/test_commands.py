"""The commands from file to file, and the same bytes from another Python."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.pure.allocation.small import small_round

from vmeste.pure.allocation.generator import make_round
from vmeste.pure.allocation.writing import round_to_columns, round_to_json

ROOT = Path(__file__).resolve().parents[3]
START = "import sys; from vmeste.config.console import main; sys.exit(main())"


def vmeste(*words, python=sys.executable):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
    return subprocess.run(
        [python, "-c", START, *map(str, words)], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def round_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("round") / "round.json"
    path.write_text(round_to_json(make_round(250, 18, seed=21, minimums=True)), encoding="utf-8")
    return path


def test_allocate_verify_explain_without_a_database(round_file, tmp_path):
    done = vmeste("allocate", round_file, "--seed", "s", "--out", tmp_path, "--reasons")
    assert done.returncode == 0, done.stderr
    result = tmp_path / "result.json"

    verified = vmeste("verify", round_file, result, "--reasons", tmp_path / "reasons.jsonl").stdout
    assert "the result is right" in verified
    assert "reasons checked: " in verified
    russian = vmeste("explain", round_file, result, "--pupil", "u000003").stdout
    english = vmeste("explain", round_file, result, "--pupil", "u000003", "--lang", "en").stdout
    assert len(russian.splitlines()) == len(english.splitlines()) > 0
    assert "«" in russian
    assert "“" in english
    assert (tmp_path / "reasons.jsonl").read_text().count("\n") > 250
    assert (tmp_path / "waiting.jsonl").read_text().count("\n") == 18


def test_an_untrue_reason_fails_and_is_named(round_file, tmp_path):
    vmeste("allocate", round_file, "--seed", "s", "--out", tmp_path, "--reasons", "--quiet")
    reasons = tmp_path / "reasons.jsonl"
    lines = reasons.read_text().splitlines()
    told = next(number for number, line in enumerate(lines) if json.loads(line)["cause"] == "cut-off")
    lines[told] = lines[told].replace('"line": ', '"line": 1')
    reasons.write_text("\n".join(lines))

    done = vmeste("verify", round_file, tmp_path / "result.json", "--no-bound", "--reasons", reasons)
    assert done.returncode == 1
    assert "WRONG reason “cut-off”" in done.stdout

    reasons.write_text("\n".join([*lines[:2], "[1, 2]"]))
    done = vmeste("verify", round_file, tmp_path / "result.json", "--no-bound", "--reasons", reasons)
    assert done.returncode == 2
    assert "line 3 is no reason" in done.stderr


def test_a_wrong_result_fails_and_names_the_rule(round_file, tmp_path):
    vmeste("allocate", round_file, "--seed", "s", "--out", tmp_path, "--quiet")
    result = tmp_path / "result.json"
    data = json.loads(result.read_text())
    data["seats"].append(data["seats"][0])
    result.write_text(json.dumps(data))

    done = vmeste("verify", round_file, result, "--no-bound")

    assert done.returncode == 1
    assert "WRONG one group a course" in done.stdout


def test_what_if_tells_the_difference(round_file, tmp_path):
    changes = tmp_path / "changes.json"
    changes.write_text('[{"change": "leave", "pupil": "u000003"}]')
    base = tmp_path / "base"
    vmeste("allocate", round_file, "--seed", "s", "--out", base, "--quiet")

    again = vmeste(
        "allocate",
        round_file,
        "--seed",
        "s",
        "--out",
        tmp_path / "a",
        "--what-if",
        changes,
        "--from",
        base / "result.json",
    )
    kept = vmeste(
        "allocate", round_file, "--seed", "s", "--out", tmp_path / "b", "--what-if", changes, "--keep", "--quiet"
    )

    agreed = vmeste(
        "allocate", round_file, "--seed", "s", "--out", tmp_path / "c", "--what-if", changes, "--keep", "--quiet",
        "--agreed", tmp_path / "b" / "offers.json",
    )  # fmt: skip

    assert again.returncode == kept.returncode == agreed.returncode == 0, again.stderr + kept.stderr + agreed.stderr
    offers = json.loads((tmp_path / "b" / "offers.json").read_text())
    assert set(offers) == {"moves", "exchanges"}
    for name in ("a", "b", "c"):
        moved = json.loads((tmp_path / name / "difference.json").read_text())["moved"]
        assert [one["pupil"] for one in moved if one["pupil"] == "u000003"] == ["u000003"]
        done = vmeste("verify", tmp_path / name / "round.json", tmp_path / name / "result.json")
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "line 1"), ("", "line 1"), ('{"format": "vmeste.allocation.round/1", "pupils": [{}]}', "pupils[0], line 1")],
)
def test_a_bad_file_is_one_sentence(tmp_path, content, said):
    path = tmp_path / "round.json"
    path.write_text(content)

    done = vmeste("allocate", path, "--seed", "s", "--out", tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def other_pythons():
    """Interpreters of other versions that have what the kernel needs: named in VMESTE_PYTHONS, or on the path."""
    named = os.environ.get("VMESTE_PYTHONS", "").split(os.pathsep)
    found = [shutil.which(f"python3.{minor}") for minor in (11, 12, 13)]
    for path in [one for one in (*named, *found) if one]:
        code = "import sys, numpy, numba, highspy; print(sys.version_info[:2])"
        told = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False).stdout.strip()
        if told and told != str(sys.version_info[:2]):
            yield path


def test_another_python_gives_the_same_bytes(tmp_path):
    pythons = list(other_pythons())
    if not pythons:
        pytest.skip("no other Python with numpy, numba and highspy (name some in VMESTE_PYTHONS)")
    code = (
        "import sys, pathlib;"
        "from vmeste.pure.allocation.reading import read_round;"
        "from vmeste.pure.allocation.solving import allocate;"
        "from vmeste.pure.allocation.writing import outcome_to_json;"
        "[print(outcome_to_json(allocate(read_round(pathlib.Path(p).read_text()), 's').outcome)) for p in sys.argv[1:]]"
    )
    paths = []
    for index, round_ in enumerate([make_round(600, 40, seed=2, minimums=True), *(small_round(n) for n in range(30))]):
        paths.append(tmp_path / f"{index}.json")
        paths[-1].write_text(round_to_json(round_), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "7"}

    said = {
        python: subprocess.run(
            [python, "-c", code, *paths], env=environment, capture_output=True, text=True, check=True
        ).stdout
        for python in (sys.executable, *pythons)
    }

    assert len(set(said.values())) == 1
    assert '"seats"' in said[sys.executable]


def test_columns_and_text_give_the_same_seats(round_file, tmp_path):
    columns = tmp_path / "round.npz"
    columns.write_bytes(round_to_columns(make_round(250, 18, seed=21, minimums=True)))
    vmeste("allocate", columns, "--seed", "s", "--out", tmp_path, "--quiet")
    vmeste("allocate", round_file, "--seed", "s", "--out", tmp_path, "--quiet")

    assert "the result is right" in vmeste("verify", round_file, tmp_path / "result.json").stdout
    assert "the result is right" in vmeste("verify", columns, tmp_path / "result.npz").stdout
