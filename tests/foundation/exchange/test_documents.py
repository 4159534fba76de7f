"""Documents are read in a child process; the command line says what was found or why nothing was."""

import json
import stat

import pytest
from tests.pure.reading import samples

from vmeste.config.console import main
from vmeste.foundation.exchange import converting
from vmeste.foundation.exchange.documents import read_document_apart
from vmeste.foundation.exchange.sandbox import Bounds
from vmeste.pure.reading import Code, FileRefused
from vmeste.pure.reading.containers.opening import open_document
from vmeste.pure.reading.reading import read_document

pytestmark = pytest.mark.one_engine


def test_the_child_reads_what_this_process_would_read():
    data = samples.passport()
    document = open_document(data, filename="a.docx")
    assert read_document_apart(data, filename="a.docx") == (document, read_document(document))


def test_a_refusal_comes_back_with_its_code():
    with pytest.raises(FileRefused) as caught:
        read_document_apart(b"", filename="a.docx")
    assert caught.value.code is Code.EMPTY


def test_a_document_beyond_the_bounds_is_too_heavy():
    with pytest.raises(FileRefused) as caught:
        read_document_apart(samples.word("текст"), filename="a.docx", bounds=Bounds(clock_seconds=0))
    assert caught.value.code is Code.TOO_HEAVY


def test_old_formats_go_through_libreoffice_where_it_is(tmp_path, monkeypatch):
    """A stand-in for LibreOffice that puts a ready .docx where the real one would."""
    ready = tmp_path / "ready.docx"
    ready.write_bytes(samples.word("Из старого файла"))
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\nfor last; do :; done\ncp {ready} "${{last%.*}}.docx"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(converting.shutil, "which", lambda name: str(program) if name == "soffice" else None)

    document, _ = read_document_apart(b"{\\rtf1 old}", filename="a.rtf")

    assert [passage.text for passage in document.passages()] == ["Из старого файла"]


@pytest.mark.parametrize(("program", "code"), [(None, Code.NEEDS_CONVERTER), ("/bin/true", Code.DAMAGED)])
def test_without_libreoffice_or_its_answer_a_plain_refusal(monkeypatch, program, code):
    monkeypatch.setattr(converting.shutil, "which", lambda _: program)
    with pytest.raises(FileRefused) as caught:
        read_document_apart(b"{\\rtf1 old}", filename="a.rtf")
    assert caught.value.code is code


def test_the_command_line_says_what_was_found(tmp_path, capsys):
    path = tmp_path / "report.docx"
    path.write_bytes(samples.word(*samples.REPORT))

    assert main(["read", str(path), "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    (amount,) = found["amounts"]
    assert (found["form"], amount["value_rub"]) == ("partnership report", 150_000)
    assert amount["place"]["paragraph"] == 5
    assert 0 < amount["confidence"] <= 1


def test_the_command_line_refuses_in_plain_words(tmp_path, capsys):
    path = tmp_path / "empty.docx"
    path.write_bytes(b"")
    assert main(["read", str(path)]) == 3
    assert capsys.readouterr().err == "error: Файл пуст.\n"


def test_cases_are_scored_by_derivation(tmp_path, capsys):
    gold = {"organizations": ["МБОУ СОШ № 22"], "dates": []}
    path = tmp_path / "cases.jsonl"
    path.write_text(
        json.dumps({"id": "a", "derivation": "own", "text": "Его ведёт МБОУ СОШ № 22.", "gold": gold}) + "\n"
    )

    assert main(["score", str(path), "--parts"]) == 0

    said = capsys.readouterr().out
    assert "all: 1 cases" in said
    assert "own: 1 cases" in said
    assert next(line.split()[1:4] for line in said.splitlines() if line.startswith("organizations")) == ["1.000"] * 3
