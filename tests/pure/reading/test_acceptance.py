"""The figures that five real documents must give. The documents lie beside the checkout and are no part of it."""

from pathlib import Path

import pytest

from vmeste.pure.reading import FindingCode
from vmeste.pure.reading.containers.opening import open_document
from vmeste.pure.reading.reading import read_document

SHARED = next(
    (
        parent / "shared" / "documents"
        for parent in Path(__file__).resolve().parents
        if (parent / "shared" / "documents").is_dir()
    ),
    None,
)


def read(name):
    if SHARED is None:
        pytest.skip("the five documents (../shared/documents) are not beside this checkout")
    return read_document(open_document((SHARED / name).read_bytes(), filename=name))


def deltas(reading, stem):
    """Last value minus first by name, of groups whose title holds the stem."""
    by_name = {}
    for one in reading.indicators:
        if stem in one.group:
            by_name.setdefault(one.name, []).append(one.value)
    return [round(values[-1] - values[0], 2) for values in by_name.values()]


def test_the_practice_passport():
    reading = read("practice-passport.docx")
    sections = [one for one in reading.fields if one.key != "coordination centre"]
    grouped = [one for one in reading.indicators if one.group and one.period]
    periods = {}
    for one in grouped:
        periods.setdefault(one.group, set()).add(one.period.rstrip("."))

    assert (reading.form, len(sections), len(reading.works)) == ("practice passport", 22, 28)
    assert "14.15." in [one.number for one in reading.works]
    assert len([one for one in reading.fields if one.key == "coordination centre"]) == 4
    assert len(next(one for one in sections if one.key == "goal").items) == 6
    assert len(next(one for one in sections if one.key == "approaches").items) == 5
    assert (len(periods), len({(one.group, one.name) for one in grouped})) == (5, 19)
    assert sum("2015-2016уч.г" in one for one in periods.values()) == 1
    assert sum("2014-2015уч.г" in one for one in periods.values()) == 4
    winners = [one for one in grouped if "ВсОШ" in one.group]
    assert [sum(one.value for one in winners if year in one.period) for year in ("2014", "2017")] == [28, 33]
    assert deltas(reading, "познавательного") == [6.8, 6.3, 0, 4.7]
    assert deltas(reading, "качества общего") == [3.0, 3.0, 3.0]
    assert deltas(reading, "среднего балла") == [4.22, 1.67, 1.58, 3.74, 3.05]
    assert deltas(reading, "социализация") == [5, 5]
    assert {one.value for one in reading.indicators} >= {625, 3500, 3156, 11, 4, 6, 1}
    assert [(one.number, one.date.iso) for one in reading.acts] == [
        ("348", "2015-11-17"), ("421", "2015-12-31"), ("421", "2016-12-06"), ("280", "2017-10-10"),
    ]  # fmt: skip
    assert (len(reading.sums), sum(one.roubles for one in reading.sums)) == (4, 2_486_949)
    assert [one.code for one in reading.findings] == [FindingCode.ONE_NUMBER_TWO_DATES]


def test_the_engineering_cluster_plan():
    reading = read("engineering-cluster-plan.pdf")

    assert [(one.number, one.name, one.date.iso, bool(one.goal)) for one in reading.stages] == [
        (2, "Практический", "2024-08/2027-10", True), (3, "Обобщающий", "2027-10/2028-01", True),
    ]  # fmt: skip
    assert {one.number for one in reading.works if one.number} == set("1234567")
    assert [one.number for one in reading.works if one.stage == 0] == list("1234567")
    names = {one.text for one in reading.people}
    groups = {
        who for one in reading.works for who in one.responsible if not any(who.startswith(name[:6]) for name in names)
    }
    assert (len(names), len(groups)) == (11, 4)
    assert [one.code for one in reading.findings] == [FindingCode.SURNAME_VARIANTS]
    third = next(one for one in reading.works if one.number == "3")
    assert (len(third.contents), len(third.results), len(third.responsible)) == (7, 2, 7)


def test_the_partnership_report():
    reading = read("partnership-report.docx")
    planned = [one for one in reading.programmes if one.place.passage > reading.programmes[0].place.passage]

    assert (len(planned), len({one.host for one in planned})) == (6, 3)
    assert sum(one.roubles for one in reading.sums) == 1_146_000
    assert [one.assumed for one in reading.sums] == [True, False]
    assert {one.value for one in reading.indicators} >= {45, 550, 100}
    assert len(reading.events) == 7
    assert sum(bool(one.date) and not one.recurrence for one in reading.events) == 6
    assert {one.code for one in reading.findings} == {FindingCode.PARTY_COUNT, FindingCode.OUTSIDE_PERIOD}
    assert {one.key: len(one.items) for one in reading.fields if one.items} == {
        "partners_before": 5, "partners_new": 6, "partners_public": 2,
    }  # fmt: skip
    (centre,) = [one for one in reading.organisations if "Асториум" in one.text]
    assert len(centre.aliases) >= 3


def test_the_concept_with_its_partner_list():
    reading = read("social-partnership-concept.docx")

    assert [len(one.partners) for one in reading.directions] == [6, 3, 3, 5]
    assert sum(one.sort == "community" for one in reading.organisations) == 2
    assert any(one.text.startswith("В/Ч 98540") for one in reading.organisations)


def test_the_partnerships_of_a_lyceum():
    reading = read("lyceum-partnership.odt")

    assert len([one for one in reading.fields if one.key == "partnership"]) == 2
    assert [(one.kind, one.date and one.date.iso) for one in reading.agreements] == [
        ("договора о партнерстве", "2016"), ("Соглашение о сотрудничестве", None),
    ]  # fmt: skip
    assert len(reading.directions) == 9
    assert len(reading.people) == 17
