"""Files behind a password, built byte by byte: no library of this repository can lock one.

The .pdf follows the standard security handler of revision 2 (ISO 32000-1, 7.6.3), the office file the compound file
format (MS-CFB) with the streams of MS-OFFCRYPTO, the open document the manifest of OpenDocument 1.3, part 2, chapter 4.
"""

import struct
from hashlib import md5
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
PERMISSIONS = -4
FILE_ID = bytes(range(16))


def rc4(key, data):
    """The cipher of that handler."""
    state = list(range(256))
    second = 0
    for first in range(256):
        second = (second + state[first] + key[first % len(key)]) % 256
        state[first], state[second] = state[second], state[first]
    first = second = 0
    out = bytearray()
    for byte in data:
        first = (first + 1) % 256
        second = (second + state[first]) % 256
        state[first], state[second] = state[second], state[first]
        out.append(byte ^ state[(state[first] + state[second]) % 256])
    return bytes(out)


def portable(password, text="Lyceum and harbour signed."):
    """A .pdf of one line which opens with `password`; an empty one locks only copying and printing."""
    user = (password.encode() + PADDING)[:32]
    owner = rc4(md5((b"owner" + PADDING)[:32]).digest()[:5], user)
    key = md5(user + owner + struct.pack("<i", PERMISSIONS) + FILE_ID).digest()[:5]
    content = rc4(
        md5(key + (4).to_bytes(3, "little") + b"\0\0").digest()[:10],
        f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode(),
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>"
        % (owner.hex().encode(), rc4(key, PADDING).hex().encode(), PERMISSIONS),
    ]
    file = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    name = FILE_ID.hex().encode()
    file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    file += b"trailer<</Size %d/Root 1 0 R/Encrypt 6 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, name, name, file.index(b"xref"),
    )  # fmt: skip
    return bytes(file)


SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def office():
    """What an office program saves under a password: a compound file with a description and the locked package."""
    streams = {"EncryptionInfo": b"\x04\0\x04\0" + b"<encryption/>" * 400, "EncryptedPackage": rc4(b"key", bytes(6000))}
    chain = [FAT, END]
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    body = b""
    for number, (name, data) in enumerate(streams.items(), 1):
        count = -(-len(data) // SECTOR)
        first = len(chain)
        chain += [*range(first + 1, first + count), END]
        entries.append(_entry(name, 2, first, len(data), right=number + 1 if number < len(streams) else FREE))
        body += data.ljust(count * SECTOR, b"\0")
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    return header + fat + directory + body


def _entry(name, kind, start, size, *, child=FREE, right=FREE):
    spelled = (name + "\0").encode("utf-16-le")
    entry = spelled.ljust(64, b"\0") + struct.pack("<HBBIII", len(spelled), kind, 1, FREE, right, child)
    return (entry + bytes(36) + struct.pack("<IQ", start, size)).ljust(128, b"\0")


def open_text(*, whole):
    """An .odt under a password: each part locked as LibreOffice always did, or the `whole` package as newer ones do."""
    locked = "encrypted-package" if whole else "content.xml"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="{locked}" manifest:size="900"><manifest:encryption-data '
        'manifest:checksum-type="SHA256/1K" manifest:checksum="x"/></manifest:file-entry></manifest:manifest>'
    )
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as file:
        file.writestr(ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text", ZIP_STORED)
        file.writestr(ZipInfo(locked), rc4(b"key", bytes(900)), ZIP_STORED)
        file.writestr("META-INF/manifest.xml", manifest)
    return target.getvalue()


def archive(data):
    """The same archive with the sign of a password in every header of its members."""
    locked = bytearray(data)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(signature)
        while place >= 0:
            locked[place + flags] |= 1
            place = locked.find(signature, place + 4)
    return bytes(locked)
