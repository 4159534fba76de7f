"""Word documents as bundles of parts: opened with suspicion, written back the same way every time."""

import re
from collections.abc import Mapping
from enum import StrEnum
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from vmeste.pure.writing.archives import (
    ArchiveRefused,
    DamagedArchive,
    DeceptiveArchive,
    EncryptedArchive,
    NotAnArchive,
    OversizedArchive,
    inspect_archive,
)

MAX_BYTES = 20 << 20
MAX_UNPACKED = 64 << 20
MAX_MEMBERS = 2_000
MAX_RATIO = 200
MAX_TEXT_PART = 16 << 20

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LINKS = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_ACTIVE_PARTS = re.compile(
    r"vbaProject|vbaData|activeX|embeddings/|afchunk|externalLinks/|\.exe$|\.dll$", re.IGNORECASE
)
_ACTIVE_FIELDS = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|MACROBUTTON|DATABASE)\b", re.IGNORECASE
)
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


_CORE = "docProps/core.xml"
_CORE_PROPERTIES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>{keywords}</cp:coreProperties>"""


class Reason(StrEnum):
    """Why a file is refused; screens have a translated sentence for each."""

    NOT_A_DOCUMENT = "not a document"
    TOO_LARGE = "too large"
    DAMAGED = "damaged"
    DECEPTIVE = "deceptive"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    CALLS_OUTSIDE = "calls outside"


class DocumentRefused(ValueError):
    """The bytes are no .docx that may be opened; the text names the part."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


def open_docx(data: bytes) -> dict[str, bytes]:
    """The parts of a .docx by name.

    Raises `DocumentRefused` for anything that is not a plain .docx: other formats, macros, embedded programs, links
    that a reader follows without being asked, document type declarations, archives that are too large or dishonest.
    Linear in the unpacked size, which is at most 64 MB.
    """
    if len(data) > MAX_BYTES:
        raise DocumentRefused(Reason.TOO_LARGE, f"The file is larger than {MAX_BYTES >> 20} MB.")
    try:
        inspect_archive(data, max_members=MAX_MEMBERS, max_unpacked=MAX_UNPACKED, max_ratio=MAX_RATIO)
    except ArchiveRefused as refusal:
        raise DocumentRefused(_reason_of(refusal), f"The file is not a sound .docx: {refusal}.") from refusal
    with ZipFile(BytesIO(data)) as file:
        parts = {info.filename: file.read(info) for info in file.infolist() if not info.is_dir()}
    _check_types(parts)
    for name, content in parts.items():
        if _ACTIVE_PARTS.search(name):
            raise DocumentRefused(Reason.MACROS, f"The file carries macros or embedded objects ({name}).")
        if name.endswith((".xml", ".rels")):
            _check_xml(name, content)
    return parts


def parse_xml(content: bytes) -> etree._Element:
    """One part as a tree; no entities, no network. Raises `DocumentRefused`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentRefused(Reason.DAMAGED, f"The file is damaged: {error}.") from error


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of the parts; equal parts give equal bytes."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=6) as file:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0
            file.writestr(info, parts[name])
    return target.getvalue()


def anonymous(parts: Mapping[str, bytes], title: str = "", keywords: str = "") -> dict[str, bytes]:
    """The same parts without who wrote the document, and when."""
    told = f"<cp:keywords>{escape(keywords)}</cp:keywords>" if keywords else ""
    properties = _CORE_PROPERTIES.format(title=escape(title), keywords=told).encode()
    return {**parts, _CORE: properties} if _CORE in parts else dict(parts)


def with_keywords(docx: bytes, *, title: str, keywords: str) -> bytes:
    """A .docx of our own with keywords among its properties; those survive editing in Word and LibreOffice."""
    return pack(anonymous(open_docx(docx), title, keywords))


def declares_document_type(content: bytes) -> bool:
    return any(doctype in content for doctype in _DOCTYPES)


def _reason_of(refusal: ArchiveRefused) -> Reason:
    reasons: dict[type[ArchiveRefused], Reason] = {
        NotAnArchive: Reason.NOT_A_DOCUMENT,
        DamagedArchive: Reason.DAMAGED,
        EncryptedArchive: Reason.ENCRYPTED,
        OversizedArchive: Reason.TOO_LARGE,
        DeceptiveArchive: Reason.DECEPTIVE,
    }
    return reasons[type(refusal)]


def _check_types(parts: Mapping[str, bytes]) -> None:
    if "word/document.xml" not in parts or "[Content_Types].xml" not in parts:
        raise DocumentRefused(Reason.NOT_A_DOCUMENT, "The file is not a Word document (.docx).")
    types = parts["[Content_Types].xml"]
    if b"macroEnabled" in types or b"vbaProject" in types:
        raise DocumentRefused(Reason.MACROS, "The file carries macros; save it as .docx.")
    if _MAIN_PART.encode() not in types:
        raise DocumentRefused(Reason.NOT_A_DOCUMENT, "The file is not a Word document (.docx).")


def _check_xml(name: str, content: bytes) -> None:
    if len(content) > MAX_TEXT_PART:
        raise DocumentRefused(Reason.TOO_LARGE, f"{name} is larger than {MAX_TEXT_PART >> 20} MB.")
    if declares_document_type(content):
        raise DocumentRefused(Reason.DECEPTIVE, f"{name} declares a document type.")
    root = parse_xml(content)
    if root.getroottree().docinfo.doctype:
        raise DocumentRefused(Reason.DECEPTIVE, f"{name} declares a document type.")
    if name.endswith(".rels"):
        for relation in root:
            target = relation.get("Target", "")
            is_link = relation.get("Type", "").endswith("/hyperlink") and _LINKS.match(target)
            if relation.get("TargetMode") == "External" and not is_link:
                raise DocumentRefused(Reason.CALLS_OUTSIDE, f"The file calls something outside itself: {target[:80]}")
    elif name.startswith("word/"):
        for paragraph in root.iter(f"{W}p"):
            code = "".join(node.text or "" for node in paragraph.iter(f"{W}instrText"))
            code += " ".join(node.get(f"{W}instr", "") for node in paragraph.iter(f"{W}fldSimple"))
            if _ACTIVE_FIELDS.search(code):
                raise DocumentRefused(
                    Reason.CALLS_OUTSIDE, f"The file has a field that runs or fetches something: {code.strip()[:80]}"
                )
