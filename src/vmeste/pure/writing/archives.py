"""What is inside a zip archive, and whether it may be unpacked.

Office files (.docx, .xlsx, .ods) are zip archives, and a hostile one may unpack to terabytes, hide a second file,
write outside its folder or show different contents to different readers. The directory is judged first, without
unpacking; then every member is unpacked once in small steps and thrown away, so that a declared size and check sum
are facts for whoever unpacks it next. Memory is a few times the size of the archive's directory.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_END_RECORD = struct.Struct("<4s4H2IH")
_CENTRAL_SIGNATURE = b"PK\x01\x02"
_LOCAL_SIGNATURE = b"PK\x03\x04"
_END_SIGNATURE = b"PK\x05\x06"
_LONGEST_COMMENT = 0xFFFF
_ENCRYPTED = 0x01 | 0x40 | 0x2000
_STEP = 1 << 16
_SMALL = 1 << 20
_INNER_ARCHIVES = (_LOCAL_SIGNATURE, b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")


class ArchiveRefused(ValueError):
    """The archive is not to be unpacked; the subclass says why, the text says which member."""


class NotAnArchive(ArchiveRefused):
    """The bytes are no zip archive."""


class DamagedArchive(ArchiveRefused):
    """Cut off, a wrong check sum, or a directory that contradicts the contents."""


class EncryptedArchive(ArchiveRefused):
    """A member is encrypted."""


class OversizedArchive(ArchiveRefused):
    """Too many members, too many bytes, or too strongly packed to be honest."""


class DeceptiveArchive(ArchiveRefused):
    """Names that leave the folder, symbolic links, doubles, overlaps, hidden bytes or an archive within."""


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    packed_bytes: int
    unpacked_bytes: int


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip archive that is safe to unpack."""

    members: tuple[Member, ...]

    @property
    def unpacked_bytes(self) -> int:
        return sum(member.unpacked_bytes for member in self.members)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(member.name for member in self.members)


def inspect_archive(
    data: bytes, *, max_members: int, max_unpacked: int, max_ratio: int, allow_inner_archives: bool = False
) -> Archive:
    """The members of a zip archive that is safe to unpack, in the order of its directory.

    `max_unpacked` is bytes of all members together; `max_ratio` is unpacked to packed bytes of one member and of the
    whole, looked at above one megabyte. `allow_inner_archives` lets archives inside pass unopened (a chart in Word
    carries its .xlsx). Linear in packed plus unpacked size. Raises a subclass of `ArchiveRefused`.
    ASVS 5.0, 5.2.3 and 5.2.5.
    """
    _check_frame(data)
    if data.count(_CENTRAL_SIGNATURE) > max_members:
        raise OversizedArchive(f"more than {max_members} members")
    try:
        with ZipFile(BytesIO(data)) as file:
            infos = file.infolist()
    except (BadZipFile, NotImplementedError, ValueError, struct.error, OverflowError) as error:
        raise DamagedArchive(str(error)) from error
    _check_sizes(infos, max_unpacked, max_ratio)
    _check_names(infos)
    for info in infos:
        _check_kind(info)
    for info, start, end in _extents(data, infos):
        _check_contents(memoryview(data)[start:end], info, allow_inner_archives)
    return Archive(tuple(Member(info.filename, info.compress_size, info.file_size) for info in infos))


def _check_frame(data: bytes) -> None:
    """The archive is the whole of the bytes: nothing before it, nothing after its end record."""
    if not data.startswith((_LOCAL_SIGNATURE, _END_SIGNATURE)):
        raise NotAnArchive("no zip signature at the start")
    end = data.rfind(_END_SIGNATURE, max(0, len(data) - _END_RECORD.size - _LONGEST_COMMENT))
    if end < 0 or len(data) < end + _END_RECORD.size:
        raise DamagedArchive("the end of the archive is missing")
    comment_length = _END_RECORD.unpack_from(data, end)[-1]
    if end + _END_RECORD.size + comment_length != len(data):
        raise DeceptiveArchive("bytes after the end of the archive")


def _check_sizes(infos: list[ZipInfo], max_unpacked: int, max_ratio: int) -> None:
    packed = sum(info.compress_size for info in infos)
    unpacked = sum(info.file_size for info in infos)
    if unpacked > max_unpacked:
        raise OversizedArchive(f"unpacks to more than {max_unpacked} bytes")
    for name, small, large in [("the archive", packed, unpacked)] + [
        (info.filename, info.compress_size, info.file_size) for info in infos
    ]:
        if large > _SMALL and large > max_ratio * max(small, 1):
            raise OversizedArchive(f"{name} is packed more than {max_ratio} times")


def _check_names(infos: list[ZipInfo]) -> None:
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename
        parts = name.split("/")
        if not name or name.startswith("/") or ".." in parts or any(sign in name for sign in "\\:\0\r\n"):
            raise DeceptiveArchive(f"the name {name!r} leads out of the archive")
        if name.casefold() in seen:
            raise DeceptiveArchive(f"the name {name!r} stands twice")
        seen.add(name.casefold())


def _check_kind(info: ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise EncryptedArchive(info.filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise DeceptiveArchive(f"{info.filename} is not an ordinary file")
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise DamagedArchive(f"{info.filename} is packed in an unusual way")


def _extents(data: bytes, infos: list[ZipInfo]) -> list[tuple[ZipInfo, int, int]]:
    """Where each member's packed bytes stand. Members must not share bytes, and the first one opens the archive."""
    extents = []
    free_from = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        start = info.header_offset
        if start < free_from or (free_from == 0 and start != 0):
            raise DeceptiveArchive(f"{info.filename} shares bytes with another member or follows hidden ones")
        if data[start : start + 4] != _LOCAL_SIGNATURE or start + _LOCAL_HEADER.size > len(data):
            raise DamagedArchive(f"{info.filename} is not where the directory says")
        header = _LOCAL_HEADER.unpack_from(data, start)
        flags, method, name_length, extra_length = header[2], header[3], header[9], header[10]
        names_end = start + _LOCAL_HEADER.size + name_length
        encoding = "utf-8" if flags & 0x800 else "cp437"
        name = data[names_end - name_length : names_end].decode(encoding, errors="replace")
        if name != info.orig_filename or method != info.compress_type:
            raise DeceptiveArchive(f"{info.filename} is called {name!r} in its own header")
        contents = names_end + extra_length
        free_from = contents + info.compress_size
        if free_from > len(data):
            raise DamagedArchive(f"{info.filename} is cut off")
        extents.append((info, contents, free_from))
    return extents


def _check_contents(packed: memoryview, info: ZipInfo, allow_inner_archives: bool) -> None:
    size, check_sum, head = 0, 0, b""
    try:
        for chunk in _unpacked(packed, info.compress_type):
            head = head or chunk[:8]
            size += len(chunk)
            check_sum = zlib.crc32(chunk, check_sum)
            if size > info.file_size:
                raise OversizedArchive(f"{info.filename} unpacks to more than it declares")
    except zlib.error as error:
        raise DamagedArchive(f"{info.filename}: {error}") from error
    if size != info.file_size or check_sum != info.CRC:
        raise DamagedArchive(f"{info.filename} has a wrong check sum")
    if not allow_inner_archives and head.startswith(_INNER_ARCHIVES):
        raise DeceptiveArchive(f"{info.filename} is an archive itself")


def _unpacked(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == ZIP_STORED:
        for start in range(0, len(packed), _STEP):
            yield bytes(packed[start : start + _STEP])
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _STEP):
        rest: bytes | memoryview = packed[start : start + _STEP]
        while rest:
            yield unpacker.decompress(rest, _STEP)
            rest = unpacker.unconsumed_tail
    while chunk := unpacker.decompress(b"", _STEP):
        yield chunk
