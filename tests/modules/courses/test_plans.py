"""Extracurricular plans: totals, norms that warn, the official document; the contract of a network form."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from docx import Document
from tests.factories.agreements import make_agreement
from tests.factories.courses import make_network_form, make_plan_line, make_programme, make_study_group
from tests.factories.organisations import make_contact
from tests.factories.people import make_class, make_staff
from tests.factories.reference import make_norm, make_year

from vmeste.modules.courses.choices import SchoolLevel
from vmeste.modules.courses.models import NetworkForm, StudyGroup
from vmeste.modules.courses.reports.contract import NETWORK_CONTRACT, contract_facts
from vmeste.modules.courses.reports.plan import EXTRACURRICULAR_PLAN, plan_facts, plan_sheet
from vmeste.modules.courses.selectors import network_forms, plans
from vmeste.modules.courses.selectors.groups import groups_for_choice
from vmeste.modules.courses.services import papers
from vmeste.modules.documents.services.issuing import fill
from vmeste.modules.reference.choices import NormKind

WEEK = NormKind.EXTRACURRICULAR_WEEK_HOURS
DAY = date(2025, 9, 1)


def remarks(school_class):
    lines = list(plans.plan_of(school_class))
    found = plans.remarks_on(school_class, lines, plans.plan_norms(school_class.year))
    return found + plans.remarks_on_time(lines, school_class, on=DAY)


def text_of(docx):
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_too_many_hours_warn_with_their_source(school_class, english):
    make_norm(kind=WEEK, value=10, source="SanPiN")
    make_plan_line(school_class, hours_a_week=Decimal("9.5"))
    assert remarks(school_class) == []
    make_plan_line(school_class, hours_a_week=Decimal(1))

    (found,) = remarks(school_class)
    assert found.text == "10,5 hours a week, and the norm is 10 at most."
    assert found.source == "SanPiN"


def test_the_norm_of_the_year_counts_and_not_that_of_today(school_class):
    make_norm(kind=WEEK, value=6, valid_from=date(2025, 9, 2))
    make_plan_line(school_class, hours_a_week=Decimal(8))

    assert remarks(school_class) == []


def test_hours_of_a_level_are_counted_over_its_years(school_class, school, year):
    make_norm(kind=NormKind.EXTRACURRICULAR_BASIC_HOURS, value=200)
    seventh = make_class(school, year=make_year(2024), name="7и", grade=7)
    school_class.previous = seventh
    school_class.save()
    make_plan_line(school_class, hours_a_week=Decimal(4))
    assert remarks(school_class) == []
    make_plan_line(seventh, hours_a_week=Decimal(1), hours_a_year=70)

    assert plans.hours_of_level(school_class, plans.plan_norms(year)) == 4 * 34 + 70
    assert len(remarks(school_class)) == 1


def test_the_first_grade_has_its_own_number_of_weeks(school, year):
    first = make_class(school, year=year, grade=1)
    line = make_plan_line(first, hours_a_week=Decimal(2))

    assert plans.hours_in_year(line, 1, plans.plan_norms(year)) == 66
    assert plans.hours_in_year(line, 2, plans.plan_norms(year)) == 68


def test_groups_of_a_plan_that_meet_in_lessons_are_told(school_class, programme, year, english):
    group = make_study_group(programme, year=year, meetings=[(2, "13:30")])
    make_plan_line(school_class, programme, group=group)

    assert [found.text for found in remarks(school_class)] == ["During lessons: Robotics, Tuesday 13:30–14:15."]


def test_the_document_tells_every_line_with_totals_and_who_pays(school_class, programme, school, plant, year):
    make_norm(kind=WEEK, value=10)
    group = make_study_group(programme, year=year, teacher=make_staff(last_name="Рябова"))
    make_plan_line(school_class, programme, group=group, hours_a_week=Decimal(2), basis="договор № 17")
    make_plan_line(
        school_class,
        make_programme(plant, title="Trial"),
        hours_a_week=Decimal("1.5"),
        funding="partner",
        hours_a_year=40,
    )

    with translation.override("ru"):
        facts = plan_facts(
            school,
            year,
            plans.plans_of(school, year, SchoolLevel.BASIC),
            scope="x",
            approval="УТВЕРЖДАЮ\nДиректор",
            on=DAY,
        )
    text = text_of(fill(EXTRACURRICULAR_PLAN, facts))

    assert (facts["total_week"], facts["total_year"]) == ("3,5", "108")
    assert [row["hours"] for row in facts["funding"]] == ["2", "1,5"]
    for said in ("УТВЕРЖДАЮ", "Robotics", "Trial", "Рябова", "Plant B", "договор № 17", "не более 10 ч в неделю", "8и"):
        assert said in text
    assert plans.plans_of(school, year, SchoolLevel.PRIMARY) == []
    assert all(len(row) == 12 for row in plan_sheet(facts).rows)


def test_the_plan_is_kept_with_the_class_and_with_the_organisation(head, school_class, school, year, programme):
    make_plan_line(school_class, programme)
    facts = plan_facts(school, year, plans.plans_of(school, year), scope="x", on=DAY)

    kept = papers.issue_class_plan(school_class, actor=head, form=EXTRACURRICULAR_PLAN, title="Plan", facts=facts)
    whole = papers.issue_plan(school, actor=head, form=EXTRACURRICULAR_PLAN, title="Plan", facts=facts)

    assert (kept.subject_id, whole.subject_id) == (school_class.pk, school.pk)
    assert kept.pdf.size


def test_the_checklist_tells_what_is_missing_and_where_to_write_it(programme, plant):
    form = make_network_form(programme, partner=plant)
    found = network_forms.missing_points(form, list(network_forms.parts_of_form(form)))
    assert {point.where for point in found} == {"agreement", "form", "part"}
    assert len(found) < len(network_forms.points_of(form, []))

    form.agreement = make_agreement(kind="network_form", number="1", place="Town", signed_on=DAY)
    for name in ("schedule_by", "assessment", "final_assessment", "documents"):
        setattr(form, name, "x")
    form.starts_on, form.ends_on = DAY, date(2026, 6, 1)
    form.fewest_pupils, form.most_pupils, form.list_days, form.results_days = 8, 15, 5, 5
    form.save()
    form.parts.update(licence_number="1", licence_on=DAY, licence_issuer="Ministry", resources="Laboratory")

    assert network_forms.missing_points(form, list(network_forms.parts_of_form(form))) == []


@pytest.mark.parametrize("from_agreement", [True, False])
def test_the_contract_names_its_parties_in_the_genitive_and_has_five_annexes(
    programme, plant, school, group, curator, from_agreement
):
    form = make_network_form(programme, partner=plant)
    who = {"authority_basis": "Устава"}
    if from_agreement:
        form.agreement = make_agreement(kind="network_form", parties=[school, plant], number="17", signed_on=DAY)
        form.agreement.parties.update(signatory_name="Климова Вера Андреевна", signatory_post="директор", **who)
        form.save()
    else:
        for organisation in (school, plant):
            make_contact(organisation, full_name="Климова Вера Андреевна", post="директор", is_signatory=True, **who)
    parts = list(network_forms.parts_of_form(form))

    with translation.override("ru"):
        signs = network_forms.signatories_of(curator, form, parts)
        facts = contract_facts(form, parts, list(groups_for_choice(StudyGroup.objects.all())), signs)
    text = text_of(fill(NETWORK_CONTRACT, facts))

    assert text.count("в лице директора Климовой Веры Андреевны, действующей на основании Устава") == 2
    assert "составлен в двух экземплярах" in text
    assert [number for number in range(1, 7) if f"Приложение {number}\n" in text] == [1, 2, 3, 4, 5]
    assert "15:30–16:15" in text
    document = papers.issue_contract(form, actor=curator, form=NETWORK_CONTRACT, title="Contract", facts=facts)
    assert document.pdf.size


def test_the_contract_has_as_many_copies_as_parties(programme, plant, curator):
    from tests.factories.courses import make_network_part

    form = make_network_form(programme, partner=plant)
    make_network_part(form)
    parts = list(network_forms.parts_of_form(form))

    facts = contract_facts(form, parts, [], network_forms.signatories_of(curator, form, parts))

    assert facts["copies"] == "трёх"


def test_places_of_teaching_are_those_of_one_base_organisation(curator, programme, plant, school):
    make_network_form(programme, partner=plant)
    make_network_form(make_programme(plant))

    assert len(network_forms.places_of_teaching(curator)) == 4
    found = network_forms.places_of_teaching(curator, school)
    assert [part.organisation for part in found] == [school, plant]
    assert NetworkForm.objects.count() == 2
