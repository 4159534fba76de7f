"""Partners and agreements of documents, from the file to the register: the given documents and small invented ones."""

from dataclasses import replace

import pytest
from tests.factories.organisations import make_alias, make_organisation
from tests.reviews import NOON, accept_all, brought, decisions, of_kind, proposals, shared

from vmeste.modules.agreements.choices import Stage
from vmeste.modules.agreements.models import Agreement, AgreementDirection
from vmeste.modules.documents.choices.reviewing import Decision
from vmeste.modules.documents.services.reviewing import match, undo_review
from vmeste.modules.organisations.choices import OrganisationKind
from vmeste.modules.organisations.models import Alias, Contact, Organisation
from vmeste.modules.partnerships.choices import PartnershipKind
from vmeste.modules.partnerships.models import Partnership
from vmeste.modules.reference.models import Direction
from vmeste.pure.reading import FindingCode

KINDS = ("organisation", "contact", "direction", "partnership", "agreement")


def directions_by_partner():
    return {
        str(row.partner): {one.name for one in row.directions.all()}
        for row in Partnership.objects.prefetch_related("directions").select_related("partner").order_by("pk")
    }


def test_the_concept_gives_four_directions_with_seventeen_partners_of_our_school(network, curator, school):
    Direction.objects.create(name="Социально-педагогическое")
    document = brought(network, curator, shared("social-partnership-concept.docx"), "concept.docx")

    (own,) = [one for one in of_kind(document, "organisation") if not one.values]
    match(document, candidate=own.pk, version=own.version, row_id=school.pk, actor=curator)
    outcome = accept_all(document, curator)

    assert outcome.refused == ()
    assert sorted(Direction.objects.values_list("name", flat=True)) == [
        "Гражданско-патриотическое", "Профилактическое", "Социально-педагогическое", "Физкультурно-оздоровительное",
    ]  # fmt: skip
    partners = directions_by_partner()
    counts = [sum(name in names for names in partners.values()) for name in (
        "Социально-педагогическое", "Гражданско-патриотическое", "Физкультурно-оздоровительное", "Профилактическое",
    )]  # fmt: skip
    assert counts == [6, 3, 3, 5]
    assert len(partners) == 17
    assert {row.organisation for row in Partnership.objects.order_by("pk")} == {school}
    communities = Organisation.objects.filter(kind=OrganisationKind.COMMUNITY, is_legal_entity=False)
    assert sorted(communities.values_list("name", flat=True)) == ["Волонтеры медики", "Родители"]


def test_the_lyceum_gives_two_partnerships_and_the_agreement_with_its_nine_directions(network, curator):
    lyceum = make_organisation(name="МАОУ «Лицей № 4»", short_name="Лицей № 4")
    document = brought(network, curator, shared("lyceum-partnership.odt"), "lyceum.odt")

    outcome = accept_all(document, curator)

    assert outcome.refused == ()
    assert Organisation.objects.filter(name__icontains="Лицей").count() == 1
    mentored, moscow = Partnership.objects.select_related("partner").order_by("pk")
    assert {mentored.organisation, moscow.organisation} == {lyceum}
    assert (mentored.kind, str(mentored.starts_on)) == (PartnershipKind.MENTORING, "2016-01-01")
    assert "2016" in mentored.note
    earlier, later = Agreement.objects.order_by("pk")
    assert (earlier.title, earlier.signed_on, earlier.signed_note) == ("Договор о партнерстве", None, "с 2016 года")
    assert {party.organisation for party in earlier.parties.all()} == {lyceum, mentored.partner}
    assert {party.organisation for party in later.parties.all()} == {lyceum, moscow.partner}
    assert (later.title, later.stage) == ("Соглашение о сотрудничестве", Stage.IN_FORCE)
    assert later.subject.startswith("Предметом настоящего Соглашения")
    rows = AgreementDirection.objects.filter(agreement=later).select_related("direction").order_by("position")
    assert [row.position for row in rows] == list(range(1, 10))
    words = [(row.direction.name.lower(), (row.wording or row.direction.name).lower()) for row in rows]
    assert [name for name, wording in words if not wording.startswith(name)] == []
    assert sum(len(row.wording) > 120 for row in rows) >= 2
    assert sorted(Contact.objects.values_list("post", flat=True)) == [
        "директор", "директор", "директор", "председатель", "председатель",
    ]  # fmt: skip


def test_the_report_gives_earlier_and_new_partners_and_keeps_the_label_beside_the_count(network, curator):
    document = brought(network, curator, shared("partnership-report.docx"), "report.docx")
    findings = {one["code"] for one in document.reading["findings"]}

    outcome = accept_all(document, curator)

    assert outcome.refused == ()
    assert findings == {FindingCode.PARTY_COUNT, FindingCode.OUTSIDE_PERIOD}
    notes = [row.note for row in Partnership.objects.order_by("pk")]
    assert sum("ранее" in note for note in notes) == 5
    assert sum("новые партнеры" in note for note in notes) == 6
    assert len(notes) == 13
    labelled = Agreement.objects.exclude(party_label="").get()
    assert (labelled.party_label, labelled.parties.count()) == ("трехсторонний", 4)
    assert Agreement.objects.count() == 6
    assert len({row.title for row in Agreement.objects.order_by("pk")}) == 6


@pytest.mark.parametrize(
    "name", ["social-partnership-concept.docx", "lyceum-partnership.odt", "partnership-report.docx"]
)
def test_the_same_document_again_has_nothing_to_decide(network, curator, school, name):
    data = shared(name)
    first = brought(network, curator, data, name)
    for own in (one for one in of_kind(first, "organisation") if not one.values):
        match(first, candidate=own.pk, version=own.version, row_id=school.pk, actor=curator)
    accept_all(first, curator)

    again = brought(network, curator, data, name)

    assert set(decisions(again, *KINDS)) == {Decision.SAME}


LETTER = """Отчёт о сотрудничестве МБОУ «Школа мостов» с партнёрами в 2024 году.

Заключён трёхсторонний договор о сотрудничестве № 7 от 12.03.2024 с ООО «Мостостроитель» и Речным техникумом.
Договор действует до 31.12.2026 и автоматически продлевается на следующий год.
"""


def test_number_date_term_and_label_of_an_agreement_are_taken_as_they_stand(network, curator):
    document = brought(network, curator, LETTER, "letter.txt")

    assert accept_all(document, curator).refused == ()

    (agreement,) = Agreement.objects.order_by("pk")
    assert (agreement.number, str(agreement.signed_on), str(agreement.ends_on)) == ("7", "2024-03-12", "2027-01-01")
    assert (agreement.party_label, agreement.renewal, agreement.stage) == ("трёхсторонний", "automatic", Stage.IN_FORCE)
    assert [str(party) for party in agreement.parties.order_by("position")] == [
        "МБОУ «Школа мостов»", "ООО «Мостостроитель»", "Речной техникум",
    ]  # fmt: skip


def test_who_may_not_record_signatures_gets_a_draft(network, coordinator):
    (agreement,) = proposals(network, coordinator, LETTER)["agreement"]

    assert agreement.values["stage"] == Stage.DRAFT


def test_an_agreement_with_the_same_number_day_and_a_common_party_is_the_same(network, curator):
    accept_all(brought(network, curator, LETTER, "letter.txt"), curator)
    other = LETTER.replace("и Речным техникумом", "и МБУК «Музей мостов»")

    document = brought(network, curator, other, "other.txt")

    (found,) = of_kind(document, "agreement")
    assert found.row_id == Agreement.objects.get().pk
    assert "parties" in {name for name, _before, _after in found.differences}
    assert found.reason


def test_another_day_is_another_agreement(network, curator):
    accept_all(brought(network, curator, LETTER, "letter.txt"), curator)
    other = LETTER.replace("№ 7 от 12.03.2024", "№ 9 от 15.04.2025")

    (found,) = of_kind(brought(network, curator, other, "other.txt"), "agreement")

    assert (found.row_id, found.decision) == (None, Decision.OPEN)


def test_matching_gives_new_names_only_and_leaves_the_rest_of_the_row(network, curator):
    known = make_organisation(
        name="Общество с ограниченной ответственностью «Мостостроитель»", kind=OrganisationKind.ENTERPRISE, note="ours"
    )
    make_alias(known, name="Мостовики")

    document = brought(network, curator, LETTER, "letter.txt")
    (found,) = [one for one in of_kind(document, "organisation") if "Мостостроитель" in one.title]
    accept_all(document, curator)

    known.refresh_from_db()
    assert found.row_id == known.pk
    assert {name for name, _before, _after in found.differences} == {"aliases"}
    assert known.name == "Общество с ограниченной ответственностью «Мостостроитель»"
    names = set(Alias.objects.filter(organisation=known).values_list("name", flat=True))
    assert names == {"Мостовики", "ООО «Мостостроитель»"}


def test_a_review_taken_back_leaves_the_register_as_it_was(network, curator):
    known = make_organisation(name="ООО «Мостостроитель»", kind=OrganisationKind.ENTERPRISE)
    make_alias(known, name="Мостовики")
    document = brought(network, curator, LETTER, "letter.txt")
    accept_all(document, curator)
    assert (Agreement.objects.count(), Organisation.objects.count()) == (1, 3)

    undo_review(document, actor=curator, at=NOON, in_background=False)

    assert (Agreement.objects.count(), list(Organisation.objects.all())) == (0, [known])
    assert list(Alias.objects.values_list("name", flat=True)) == ["Мостовики"]


def test_a_coordinators_own_school_is_offered_where_the_document_says_only_our_school(network, coordinator, school):
    coordinator = replace(coordinator, user_id=7)
    text = "Наша школа работает по направлениям:\n\n1. Спортивное направление:\n- ДЮСШОР № 3\n2. Трудовое направление:\n- ООО «Плотник»\n"
    document = brought(network, coordinator, text, "list.txt")

    (own,) = [one for one in of_kind(document, "organisation") if not one.values]
    match(document, candidate=own.pk, version=own.version, row_id=school.pk, actor=coordinator)
    for one in of_kind(document, "direction"):
        assert one.row_id is None
    outcome = accept_all(document, coordinator, "partnership", "organisation")

    assert len(outcome.refused) == 4  # two directions that only curators add, and the two partnerships in them
    assert Partnership.objects.count() == 0


def test_a_direction_of_the_network_is_found_under_the_documents_spelling(network, coordinator, school):
    coordinator = replace(coordinator, user_id=7)
    for name in ("Спортивное", "Трудовое"):
        Direction.objects.create(name=name)
    text = "Наша школа работает по направлениям:\n\n1. Спортивное направление:\n- ДЮСШОР № 3\n2. Трудовое направление:\n- ООО «Плотник»\n"
    document = brought(network, coordinator, text, "list.txt")

    (own,) = [one for one in of_kind(document, "organisation") if not one.values]
    match(document, candidate=own.pk, version=own.version, row_id=school.pk, actor=coordinator)
    outcome = accept_all(document, coordinator)

    assert outcome.refused == ()
    assert directions_by_partner() == {"ДЮСШОР № 3": {"Спортивное"}, "ООО «Плотник»": {"Трудовое"}}
    assert decisions(document, "direction") == {Decision.SAME: 2}
