import stat
import struct
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmeste.pure.writing.archives import (
    ArchiveRefused,
    DamagedArchive,
    DeceptiveArchive,
    EncryptedArchive,
    NotAnArchive,
    OversizedArchive,
    inspect_archive,
)

LIMITS = {"max_members": 100, "max_unpacked": 10 << 20, "max_ratio": 100}


def zipped(*members: tuple[str | ZipInfo, bytes], compression: int = ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", compression) as file:
        for name, content in members:
            file.writestr(name, content)
    return target.getvalue()


def test_an_honest_archive_lists_its_members():
    archive = inspect_archive(zipped(("a.xml", b"one"), ("folder/b.xml", b"three")), **LIMITS)
    assert [(member.name, member.unpacked_bytes) for member in archive.members] == [("a.xml", 3), ("folder/b.xml", 5)]
    assert archive.unpacked_bytes == 8
    assert archive.names == {"a.xml", "folder/b.xml"}


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?\.xml", fullmatch=True), st.binary(max_size=2000), max_size=8
    )
)
def test_every_archive_of_ordinary_files_passes(contents):
    safe = {name: b"x" + content for name, content in contents.items()}
    archive = inspect_archive(zipped(*safe.items()), **LIMITS)
    assert archive.unpacked_bytes == sum(map(len, safe.values()))


@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_bytes_do_more_than_refuse(noise, cut):
    whole = zipped(("a.xml", b"some text" * 9), ("b.xml", b"more"))
    for data in (noise, b"PK\x03\x04" + noise, whole[:cut], whole[:cut] + noise + whole[cut:]):
        try:
            inspect_archive(data, **LIMITS)
        except ArchiveRefused:
            continue


def test_other_bytes_are_no_archive():
    for data in (b"", b"%PDF-1.7", b"MZ" + zipped(("a", b"x"))):
        with pytest.raises(NotAnArchive):
            inspect_archive(data, **LIMITS)


def test_a_truncated_archive_is_damaged():
    whole = zipped(("a.xml", bytes(range(256)) * 50))
    for length in (10, len(whole) // 2, len(whole) - 1):
        with pytest.raises(DamagedArchive):
            inspect_archive(whole[:length], **LIMITS)


def test_a_wrong_check_sum_is_damage():
    whole = bytearray(zipped(("a.xml", b"text that is stored"), compression=0))
    whole[whole.index(b"text")] ^= 1
    with pytest.raises(DamagedArchive):
        inspect_archive(bytes(whole), **LIMITS)


def test_too_many_members_are_refused_before_the_directory_is_read():
    many = zipped(*((f"{number}.xml", b"") for number in range(101)))
    with pytest.raises(OversizedArchive):
        inspect_archive(many, **LIMITS)


def test_a_zip_bomb_is_refused(bounded):
    bomb = zipped(("bomb.xml", bytes(400 << 20)))
    assert len(bomb) < 500_000
    with pytest.raises(OversizedArchive):
        bounded(inspect_archive, bomb, **LIMITS)
    with pytest.raises(OversizedArchive):
        bounded(inspect_archive, bomb, max_members=100, max_unpacked=1 << 40, max_ratio=100)


def test_a_bomb_that_lies_about_its_size_is_refused(bounded):
    content = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = content.compress(bytes(200 << 20)) + content.flush()
    honest = zipped(("bomb.xml", b"x" * 50))
    name = b"bomb.xml"
    header = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 50, len(name), 0) + name
    central = (
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(packed), 50, len(name), 0, 0, 0, 0, 0, 0)
        + name
    )
    start = len(header) + len(packed)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(central), start, 0)
    assert inspect_archive(honest, **LIMITS)
    with pytest.raises(OversizedArchive):
        bounded(inspect_archive, header + packed + central + end, **LIMITS)


@pytest.mark.parametrize("name", ["../a.xml", "/etc/passwd", "a/../../b", "C:evil", "a\\..\\b", "a\nb", "a\0.xml"])
def test_names_that_leave_the_folder_are_refused(name):
    info = ZipInfo("placeholder")
    info.filename = name
    with pytest.raises(DeceptiveArchive):
        inspect_archive(zipped((info, b"x")), **LIMITS)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.xml", "a.xml"), ("a.xml", "A.XML")])
def test_two_members_of_one_name_are_refused(names):
    with pytest.raises(DeceptiveArchive):
        inspect_archive(zipped(*((name, b"x") for name in names)), **LIMITS)


def test_a_symbolic_link_is_refused():
    link = ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(DeceptiveArchive):
        inspect_archive(zipped((link, b"/etc/passwd")), **LIMITS)


def test_an_encrypted_member_is_refused():
    whole = bytearray(zipped(("a.xml", b"secret")))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(signature) + offset] |= 1
    with pytest.raises(EncryptedArchive):
        inspect_archive(bytes(whole), **LIMITS)


def test_an_unusual_packing_is_refused():
    with pytest.raises(DamagedArchive):
        inspect_archive(zipped(("a.xml", b"text" * 100), compression=ZIP_BZIP2), **LIMITS)


def test_an_archive_inside_is_refused_unless_allowed():
    nested = zipped(("inner.bin", zipped(("a.xml", b"x"))))
    with pytest.raises(DeceptiveArchive):
        inspect_archive(nested, **LIMITS)
    assert inspect_archive(nested, **LIMITS, allow_inner_archives=True)


def test_members_that_share_bytes_are_refused():
    whole = bytearray(zipped(("a.xml", b"x" * 40), ("b.xml", b"x" * 40), compression=0))
    second = whole.rindex(b"PK\x01\x02")
    struct.pack_into("<I", whole, second + 42, 0)
    with pytest.raises(DeceptiveArchive):
        inspect_archive(bytes(whole), **LIMITS)


def test_hidden_bytes_before_or_after_are_refused():
    whole = zipped(("a.xml", b"x"))
    for data in (zipped(("b.xml", b"y")) + whole, whole + b"%PDF-1.7 hidden"):
        with pytest.raises(DeceptiveArchive):
            inspect_archive(data, **LIMITS)


def test_a_member_called_otherwise_in_its_own_header_is_refused():
    whole = bytearray(zipped(("good.xml", b"x")))
    whole[30:34] = b"evil"
    with pytest.raises(ArchiveRefused):
        inspect_archive(bytes(whole), **LIMITS)
