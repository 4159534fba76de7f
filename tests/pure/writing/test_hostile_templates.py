"""Files that want to run something, fetch something or use up the machine instead of being a template."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from tests.pure.writing.samples import paragraphs

from vmeste.pure.writing.packages import DocumentRefused, Reason, open_docx
from vmeste.pure.writing.templates.filling import check_template
from vmeste.pure.writing.templates.language import Fault
from vmeste.pure.writing.templates.schema import Schema, records, text

SCHEMA = Schema((text("number", "Number"), records("parties", "Parties", text("name", "Name"))))
RELATIONS = "word/_rels/document.xml.rels"


def changed(docx: bytes, **parts) -> bytes:
    """The document with parts replaced by what a function makes of them, or added."""
    target = BytesIO()
    with ZipFile(BytesIO(docx)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (change := parts.pop(name, None)) is None:
                new.writestr(name, old.read(name))
            elif change != "gone":
                new.writestr(name, change(old.read(name)))
        for name, change in parts.items():
            new.writestr(name, change(b""))
    return target.getvalue()


def with_relation(kind: str, target: str) -> bytes:
    relation = (
        f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )
    return changed(paragraphs("x"), **{RELATIONS: lambda old: old.replace(b"</Relationships>", relation.encode())})


def with_body(xml: str) -> bytes:
    return changed(
        paragraphs("x"), **{"word/document.xml": lambda old: old.replace(b"<w:body>", b"<w:body>" + xml.encode())}
    )


def reason(docx: bytes) -> str:
    (problem,) = check_template(docx, SCHEMA)
    assert problem.fault is Fault.FILE_REFUSED
    return problem.wrong


def test_other_files_are_no_documents():
    for data in (b"", b"plain text", b"%PDF-1.7", bytes(1000)):
        assert reason(data) == Reason.NOT_A_DOCUMENT
    assert reason(changed(paragraphs("x"), **{"word/document.xml": "gone"})) == Reason.NOT_A_DOCUMENT


def test_macros_are_refused_under_any_name():
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert (
        reason(changed(paragraphs("x"), **{"[Content_Types].xml": lambda old: old.replace(main, macro)}))
        == Reason.MACROS
    )
    assert reason(changed(paragraphs("x"), **{"word/vbaProject.bin": lambda _: b"code"})) == Reason.MACROS
    assert reason(changed(paragraphs("x"), **{"word/embeddings/a.bin": lambda _: b"code"})) == Reason.MACROS


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "https://evil.example/a.dotm"),
        ("image", "file:///etc/passwd"),
        ("oleObject", "https://evil.example/"),
        ("hyperlink", "file:///c:/windows"),
        ("hyperlink", "javascript:alert(1)"),
        ("frame", "\\\\evil\\share"),
    ],
)
def test_a_document_that_calls_outside_is_refused(kind, target):
    assert reason(with_relation(kind, target)) == Reason.CALLS_OUTSIDE


def test_an_ordinary_link_is_no_call():
    assert check_template(with_relation("hyperlink", "https://example.org/"), SCHEMA) == ()


@pytest.mark.parametrize(
    "code", ["DDEAUTO c:\\\\calc.exe", 'INCLUDETEXT "/etc/passwd"', "IN</w:instrText><w:instrText>CLUDEPICTURE x"]
)
def test_fields_that_run_or_fetch_are_refused(code):
    xml = f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p>"
    assert reason(with_body(xml)) == Reason.CALLS_OUTSIDE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(encoding, bounded):
    entities = "".join(f'<!ENTITY a{number + 1} "{f"&a{number};" * 10}">' for number in range(12))
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">'
        f'<!ENTITY a0 "aaaaaaaaaa">{entities}]><d>&x;&a12;</d>'
    )
    hostile = changed(paragraphs("x"), **{"word/document.xml": lambda _: xml.encode(encoding)})
    (problem,) = bounded(check_template, hostile, SCHEMA)
    assert problem.wrong == Reason.DECEPTIVE


def test_a_bomb_and_fifty_megabytes_are_refused(bounded):
    bomb = changed(paragraphs("x"), **{"word/media/image1.png": lambda _: bytes(300 << 20)})
    noise = BytesIO()
    with ZipFile(noise, "w") as file:
        file.writestr("word/document.xml", bytes(range(256)) * (50 * 4096))
    for data in (bomb, noise.getvalue()):
        (problem,) = bounded(check_template, data, SCHEMA)
        assert problem.wrong == Reason.TOO_LARGE


def test_a_truncated_document_is_damaged():
    whole = paragraphs("x")
    assert reason(whole[: len(whole) // 2]) == Reason.DAMAGED


def test_broken_xml_and_missing_parts_are_damage_and_no_crash():
    assert reason(changed(paragraphs("x"), **{"word/document.xml": lambda old: old[:-20]})) == Reason.DAMAGED
    assert reason(changed(paragraphs("x"), **{"word/styles.xml": "gone"})) == Reason.DAMAGED
    assert reason(changed(paragraphs("x"), **{"[Content_Types].xml": lambda old: old[: len(old) // 2]})) in set(Reason)
    assert reason(changed(paragraphs("x"), **{"_rels/.rels": "gone"})) == Reason.DAMAGED


def test_an_encrypted_document_is_named_so():
    whole = bytearray(paragraphs("x"))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(signature) + offset] |= 1
    assert reason(bytes(whole)) == Reason.ENCRYPTED


def test_deeply_nested_elements_are_refused(bounded):
    xml = "<w:p>" * 5000 + "</w:p>" * 5000
    (problem,) = bounded(check_template, with_body(xml), SCHEMA)
    assert problem.fault is Fault.FILE_REFUSED


@pytest.mark.parametrize(
    "content",
    [
        "{{ " * 100_000,
        "{% " * 100_000,
        "{{p " * 100_000,
        "{{ " + "(" * 290 + " }}",
        "{{ " + "number." * 40 + "number }}",
        "{%p for p in parties %}" * 4_000,
        "{% if number %}" * 4_000,
        "{{" + "{" * 100_000 + "}}",
    ],
)
def test_tags_meant_to_keep_the_reader_busy_are_problems_soon(content, bounded):
    assert bounded(check_template, paragraphs(content), SCHEMA)


def test_a_tag_in_an_attribute_is_refused():
    xml = '<w:p><w:bookmarkStart w:id="7" w:name="{{ number }}"/><w:r><w:t>x</w:t></w:r></w:p>'
    assert [problem.fault for problem in check_template(with_body(xml), SCHEMA)] == [Fault.MISPLACED_TAG]
    xml = '<w:p><w:bookmarkStart w:id="7" w:name="{{ 7*7 }}"/><w:r><w:t>x</w:t></w:r></w:p>'
    assert [problem.fault for problem in check_template(with_body(xml), SCHEMA)] == [Fault.FORBIDDEN]


def test_a_tag_that_begins_in_a_link_and_ends_outside_is_refused():
    xml = '<w:p><w:hyperlink w:anchor="a"><w:r><w:t>{{ num</w:t></w:r></w:hyperlink><w:r><w:t>ber }}</w:t></w:r></w:p>'
    assert [problem.fault for problem in check_template(with_body(xml), SCHEMA)] == [Fault.MISPLACED_TAG]


def test_the_reason_is_there_for_callers_that_open_documents_themselves():
    with pytest.raises(DocumentRefused) as refusal:
        open_docx(b"x")
    assert refusal.value.reason is Reason.NOT_A_DOCUMENT
