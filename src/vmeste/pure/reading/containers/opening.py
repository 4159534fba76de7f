"""From bytes to a tree: what kind of file it is, decided by its contents, and the reader for that kind."""

from collections.abc import Iterator
from dataclasses import replace

from vmeste.pure.reading.containers.drafts import DraftBlock, assemble
from vmeste.pure.reading.refusals import Code, FileRefused
from vmeste.pure.reading.tree import Document

MAX_BYTES = 25 << 20
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_RICH_TEXT = b"{\\rtf"
_TEXT_ENDINGS = (".txt", ".md", ".csv", ".tsv", ".text", "")
_PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".mht")
_PAGE_BEGINNINGS = ("<!doctype html", "<html", "<body", "<head", "<?xml")
_OPEN_TEXT = b"application/vnd.oasis.opendocument.text"


def needs_converter(data: bytes) -> bool:
    """Whether the bytes are an old .doc or an .rtf, which another program has to turn into .docx first."""
    is_old = data.startswith(_COMPOUND_FILE) and _ENCRYPTED_PACKAGE not in data
    return is_old or data.lstrip()[:5] == _RICH_TEXT


def open_document(data: bytes, *, filename: str) -> Document:
    """The tree of a file; the contents decide what it is, `filename` only tells texts from web pages.

    Linear in the size of the text; about 0.1 s a page of .pdf at worst. Raises `FileRefused`.
    """
    if not data.strip():
        raise FileRefused(Code.EMPTY)
    if len(data) > MAX_BYTES:
        raise FileRefused(Code.TOO_LARGE, f"more than {MAX_BYTES >> 20} MB")
    if data.startswith(_COMPOUND_FILE) and _ENCRYPTED_PACKAGE in data:
        raise FileRefused(Code.ENCRYPTED)
    if needs_converter(data):
        raise FileRefused(Code.NEEDS_CONVERTER)
    try:
        container, blocks, keywords = _blocks(data, filename.lower())
        return replace(assemble(container, blocks), keywords=keywords)
    except RecursionError as error:
        raise FileRefused(Code.DECEPTIVE, "nested too deeply") from error


_Opened = tuple[str, Iterator[DraftBlock], str]


def _blocks(data: bytes, filename: str) -> _Opened:
    """The container, what is in it, and its keywords."""
    if data.startswith(_ZIP):
        return _package(data)
    if data[:1024].lstrip().startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        from vmeste.pure.reading.containers.portable import read_portable  # late: a library of 10 MB

        return "pdf", read_portable(data), ""
    from vmeste.pure.reading.containers.plain import decode, read_plain  # late: only for texts

    if b"\0" in data[:4096] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise FileRefused(Code.UNKNOWN_KIND, "binary")
    ending = filename[filename.rfind(".") :] if "." in filename else ""
    text = decode(data)
    if ending in _PAGE_ENDINGS or text[:200].lstrip("\ufeff \r\n\t").lower().startswith(_PAGE_BEGINNINGS):
        from vmeste.pure.reading.containers.hypertext import read_hypertext  # late: only for pages

        return "html", read_hypertext(text), ""
    if ending not in _TEXT_ENDINGS and not text.isprintable() and "\ufffd" in text:
        raise FileRefused(Code.UNKNOWN_KIND, ending)
    return "txt", read_plain(text), ""


def _package(data: bytes) -> _Opened:
    from vmeste.pure.reading.containers import opendocument, packages, word  # late: only for office files

    package = packages.Package(data)
    types = package.bytes_of("[Content_Types].xml")
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise FileRefused(Code.MACROS)
    if "word/document.xml" in package.names:
        return "docx", word.read_word(package), packages.keywords_of(package)
    if "xl/workbook.xml" in package.names:
        from vmeste.pure.reading.containers.workbook import read_workbook  # late: only for workbooks

        return "xlsx", read_workbook(data), ""
    if b"manifest:encryption-data" in package.bytes_of("META-INF/manifest.xml"):
        raise FileRefused(Code.ENCRYPTED)
    if package.bytes_of("mimetype").startswith(_OPEN_TEXT):
        return "odt", opendocument.read_open_document(package), packages.keywords_of(package)
    raise FileRefused(Code.UNKNOWN_KIND, "an archive of another kind")
