"""The agreement as an official document, from the house's own template and from an edited one."""

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from docx import Document
from tests.factories.agreements import make_agreement, make_obligation
from tests.factories.organisations import make_organisation
from tests.factories.reference import make_direction

from vmeste.foundation.access.actor import Role
from vmeste.modules.agreements.reports.facts import agreement_facts
from vmeste.modules.agreements.reports.fields import COOPERATION_AGREEMENT, SCHEMA
from vmeste.modules.agreements.services.papers import issue_agreement
from vmeste.modules.documents.errors import BadTemplate
from vmeste.modules.documents.models import IssuedDocument
from vmeste.modules.documents.services.issuing import replace_template, retire_template
from vmeste.pure.writing.drafting import Paragraph, build_docx
from vmeste.pure.writing.templates.filling import check_template


@pytest.fixture
def agreement(network):
    lyceum = make_organisation(name="Муниципальное общеобразовательное учреждение «Лицей № 1»", short_name="Лицей № 1")
    plant = make_organisation(name="Акционерное общество «Станкозавод»", short_name="Станкозавод", inn="7707083893")
    agreement = make_agreement(
        title="О совместной работе",
        number="17",
        signed_on=date(2026, 3, 1),
        starts_on=date(2026, 3, 1),
        ends_on=date(2027, 9, 1),
        place="г. Новоград",
        parties=[lyceum, plant],
        directions=[make_direction(name="профориентация")],
    )
    head, director = agreement.parties.all()
    head.signatory_name, head.signatory_post, head.authority_basis = "Климова Вера Андреевна", "директор", "Устава"
    head.save()
    director.signatory_name, director.signatory_post = "Дашинимаев Бато Жаргалович", "генеральный директор"
    director.authority_basis = "доверенности от 12.01.2026 № 4"
    director.save()
    make_obligation(agreement, party=director, text="предоставляет цех для экскурсий")
    make_obligation(agreement, text="составляют план на год")
    return agreement


def lines(docx):
    document = Document(BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells]).replace("\u00a0", " ")


def test_the_houses_own_template_uses_only_known_fields():
    assert check_template(COOPERATION_AGREEMENT.default_template(), SCHEMA) == ()


def test_signatories_stand_in_the_genitive_with_the_right_participle(agreement, curator):
    document = issue_agreement(agreement, actor=curator, form=COOPERATION_AGREEMENT, facts=agreement_facts(agreement))
    text = lines(document.docx.read())

    assert "в лице директора Климовой Веры Андреевны, действующей на основании Устава, и" in text
    assert "в лице генерального директора Дашинимаева Бато Жаргаловича, действующего на основании доверенности" in text
    assert "1 марта 2026 г." in text
    assert "по 31 августа 2027 г. включительно" in text
    assert "Станкозавод: предоставляет цех для экскурсий." in text
    assert "Стороны вместе: составляют план на год." in text
    assert "2.1. Профориентация." in text
    assert "В.А. Климова" in text
    assert "в двух экземплярах" in text


def test_the_pdf_says_the_same_as_the_word_file(agreement, curator):
    document = issue_agreement(agreement, actor=curator, form=COOPERATION_AGREEMENT, facts=agreement_facts(agreement))
    pdf = pypdfium2.PdfDocument(document.pdf.read())
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    pdf.close()

    assert "директора Климовой Веры Андреевны" in text
    assert "СОГЛАШЕНИЕ О СОТРУДНИЧЕСТВЕ" in text


def test_unknown_facts_are_visible_blanks(network, curator):
    agreement = make_agreement(parties=[make_organisation(), make_organisation(), make_organisation()])

    document = issue_agreement(agreement, actor=curator, form=COOPERATION_AGREEMENT, facts=agreement_facts(agreement))

    text = lines(document.docx.read())
    assert "№ ________" in text
    assert "None" not in text
    assert "в трёх экземплярах" in text


def test_a_person_corrects_a_form_and_it_is_kept(sign_in, agreement):
    client, party = sign_in(Role.CURATOR), agreement.parties.first()
    url = f"/n/ours/agreements/{agreement.pk}/document/"
    form = client.get(url).context["form"]
    fields = {name: field.initial for name, field in form.fields.items()}
    assert fields[f"name_genitive-{party.pk}"] == "Климовой Веры Андреевны"

    answer = client.post(url, {**fields, f"name_genitive-{party.pk}": "Климовой В. А."})

    party.refresh_from_db()
    assert (answer.status_code, party.name_genitive) == (302, "Климовой В. А.")
    assert "директора Климовой В. А.," in lines(IssuedDocument.objects.get().docx.read())


def test_a_template_edited_in_word_is_used_and_can_be_taken_back(network, agreement, curator):
    own = build_docx([Paragraph("Наш договор № {{ number }}")], title="own")

    template = replace_template(network, form=COOPERATION_AGREEMENT, data=own, name="own.docx", actor=curator)
    first = issue_agreement(agreement, actor=curator, form=COOPERATION_AGREEMENT, facts=agreement_facts(agreement))
    retire_template(network, form=COOPERATION_AGREEMENT, actor=curator)
    second = issue_agreement(agreement, actor=curator, form=COOPERATION_AGREEMENT, facts=agreement_facts(agreement))

    assert (template.version, first.template_version, second.template_version) == (1, 1, 0)
    assert lines(first.docx.read()) == "Наш договор № 17"


def test_a_wrong_field_is_named_with_the_right_one(network, curator):
    wrong = build_docx([Paragraph("Номер: {{ nomber }}")], title="wrong")

    with pytest.raises(BadTemplate) as refusal:
        replace_template(network, form=COOPERATION_AGREEMENT, data=wrong, name="x.docx", actor=curator)

    (sentence,) = refusal.value.message_dict["file"]
    assert "nomber" in sentence
    assert "number" in sentence


def test_templates_are_listed_shown_downloaded_and_uploaded(sign_in):
    client, base = sign_in(Role.CURATOR), "/n/ours/documents/templates/"

    assert "cooperation-agreement" in client.get(base).content.decode()
    assert client.get(f"{base}cooperation-agreement/").status_code == 200
    data = b"".join(client.get(f"{base}cooperation-agreement/file/"))
    assert b"".join(client.get(f"{base}cooperation-agreement/preview/")).startswith(b"%PDF")
    upload = BytesIO(data)
    upload.name = "edited.docx"
    assert client.post(f"{base}cooperation-agreement/new/", {"file": upload}).status_code == 302
    assert client.post(f"{base}cooperation-agreement/retirement/").status_code == 302
    assert sign_in(Role.OBSERVER).get(base).status_code == 403
    assert client.get(f"{base}no-such-form/").status_code == 404
