"""Files that mean harm, or are no documents, are refused with a code and a sentence in both languages."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tests.pure.reading import locked, samples

from vmeste.pure.reading import SENTENCES, Code, FileRefused
from vmeste.pure.reading.containers.opening import open_document

XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


def changed(data, **parts):
    """The same archive with parts replaced or added."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in parts if name not in old.namelist())]:
            new.writestr(name, parts.get(name, old.read(name) if name in old.namelist() else b""))
    return target.getvalue()


def cells(count):
    row = "".join(f"<td>{number}</td>" for number in range(count))
    return f"<html><body><table><tr>{row}</tr></table></body></html>".encode()


HOSTILE = {
    "empty": (b"", Code.EMPTY),
    "blank": (b" \n\t ", Code.EMPTY),
    "bomb": (changed(samples.word("a"), **{"word/document.xml": b"0" * (80 << 20)}), Code.TOO_LARGE),
    "xxe": (changed(samples.word("a"), **{"word/document.xml": XXE}), Code.DECEPTIVE),
    "macro": (changed(samples.word("a"), **{"word/vbaProject.bin": b"x"}), Code.MACROS),
    "broken zip": (samples.word("a")[:900], Code.DAMAGED),
    "broken xml": (changed(samples.word("a"), **{"word/document.xml": b"<a><b>"}), Code.DAMAGED),
    "many cells": (cells(10_000), Code.TOO_LARGE),
    "locked office file": (locked.office(), Code.ENCRYPTED),
    "locked open document": (locked.open_text(whole=False), Code.ENCRYPTED),
    "locked package": (locked.open_text(whole=True), Code.ENCRYPTED),
    "locked archive": (locked.archive(samples.word("a")), Code.ENCRYPTED),
    "locked pdf": (locked.portable("secret"), Code.ENCRYPTED),
    "broken pdf": (b"%PDF-1.7 nothing", Code.DAMAGED),
    "no text": (samples.portable("#set page(width: 50mm, height: 50mm)\n#rect()"), Code.NO_TEXT),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Code.UNKNOWN_KIND),
    "other archive": (changed(samples.open_text("<text:p>a</text:p>"), mimetype="text/x"), Code.UNKNOWN_KIND),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_each_is_refused_with_its_own_code(name):
    data, code = HOSTILE[name]
    with pytest.raises(FileRefused) as caught:
        open_document(data, filename="a.docx")
    assert caught.value.code is code
    assert FileRefused.from_text(str(caught.value)).code is code


def test_a_pdf_that_only_forbids_printing_is_read():
    (passage,) = open_document(locked.portable(""), filename="a.pdf").passages()
    assert passage.text == "Lyceum and harbour signed."


def test_a_locked_file_is_told_in_plain_words():
    for data, name in (
        (locked.portable("secret"), "a.pdf"),
        (locked.office(), "a.docx"),
        (locked.open_text(whole=True), "a.odt"),
    ):
        with pytest.raises(FileRefused) as caught:
            open_document(data, filename=name)
        assert caught.value.sentence("ru") == "Файл защищён паролем. Сохраните его без пароля."
        assert caught.value.sentence("en") == "The file is protected by a password. Save it without one."


def test_a_table_one_cell_below_the_limit_is_read():
    assert next(open_document(cells(9_999), filename="a.html").tables()).width == 9_999


def test_every_code_has_a_sentence_in_both_languages():
    assert all(set(SENTENCES[lang]) == set(Code) for lang in ("ru", "en"))
    assert "парол" in FileRefused(Code.ENCRYPTED).sentence("ru")


@pytest.mark.parametrize("cut", range(397, 4000, 397))
def test_a_cut_file_is_never_worse_than_refused(cut):
    for whole in (samples.word("текст", tables=[[["а", "б"]]]), samples.workbook()):
        with pytest.raises(FileRefused):
            open_document(whole[:cut], filename="a.docx")
