"""Office files that are zip archives: inspected, then only the parts with text are unpacked, nothing is followed."""

from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from vmeste.pure.reading.refusals import Code, FileRefused
from vmeste.pure.writing.archives import (
    ArchiveRefused,
    DeceptiveArchive,
    EncryptedArchive,
    OversizedArchive,
    inspect_archive,
)
from vmeste.pure.writing.packages import DocumentRefused, declares_document_type, parse_xml

MAX_BYTES = 25 << 20
_MAX_UNPACKED = 200 << 20
_MAX_TEXT_PART = 24 << 20
_MAX_MEMBERS = 4_000
_MAX_RATIO = 200
_LONGEST_KEYWORDS = 500
_KEYWORDS = {
    "docProps/core.xml": "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords",
    "meta.xml": "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}keyword",
}
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml", "activex")


class Package:
    """A sound archive; `xml` gives one part as a tree, or ``None`` where there is no such part."""

    def __init__(self, data: bytes) -> None:
        try:
            archive = inspect_archive(
                data,
                max_members=_MAX_MEMBERS,
                max_unpacked=_MAX_UNPACKED,
                max_ratio=_MAX_RATIO,
                allow_inner_archives=True,
            )
        except ArchiveRefused as refusal:
            raise FileRefused(_code_of(refusal), str(refusal)) from refusal
        self.names = archive.names
        self._sizes = {member.name: member.unpacked_bytes for member in archive.members}
        self._data = data
        lowered = [name.lower() for name in self.names]
        if any(part in name for part in _MACRO_PARTS for name in lowered) or "Basic/script-lc.xml" in self.names:
            raise FileRefused(Code.MACROS)

    def bytes_of(self, name: str) -> bytes:
        """The part as it is; empty where there is none."""
        if name not in self.names:
            return b""
        if self._sizes[name] > _MAX_TEXT_PART:
            raise FileRefused(Code.TOO_LARGE, name)
        with ZipFile(BytesIO(self._data)) as file:
            return file.read(name)

    def xml(self, name: str) -> etree._Element | None:
        content = self.bytes_of(name)
        if not content:
            return None
        if declares_document_type(content):
            raise FileRefused(Code.DECEPTIVE, f"{name} declares a document type")
        try:
            root = parse_xml(content)
        except DocumentRefused as refusal:
            raise FileRefused(Code.DAMAGED, str(refusal)) from refusal
        if root.getroottree().docinfo.doctype:
            raise FileRefused(Code.DECEPTIVE, f"{name} declares a document type")
        return root


def keywords_of(package: Package) -> str:
    """The keywords among the properties of a .docx or .odt, cut to a line; empty where there are none."""
    for part, tag in _KEYWORDS.items():
        root = package.xml(part)
        texts = [] if root is None else [(node.text or "").strip() for node in root.iter(tag)]
        if any(texts):
            return ", ".join(filter(None, texts))[:_LONGEST_KEYWORDS]
    return ""


def _code_of(refusal: ArchiveRefused) -> Code:
    codes: dict[type[ArchiveRefused], Code] = {
        EncryptedArchive: Code.ENCRYPTED,
        OversizedArchive: Code.TOO_LARGE,
        DeceptiveArchive: Code.DECEPTIVE,
    }
    return codes.get(type(refusal), Code.DAMAGED)
