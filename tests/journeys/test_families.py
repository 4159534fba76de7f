"""A family chooses on a phone; a teacher marks a class by keyboard."""

import pytest
from tests.browsing import PHONE
from tests.journeys.test_journeys import people  # noqa: F401 - a fixture of these journeys too

pytestmark = pytest.mark.browser
SAVED = "() => document.querySelector('[data-autosave-said]').dataset.tone === 'success'"
OFFLINE = "() => document.querySelector('[data-autosave-said]').dataset.tone === 'warning'"


def press(person, name, title):
    """Press the button of that name beside a course."""
    person.tab.locator(f"main button[name={name}]:visible").filter(has_text=title).click()


def wished(person):
    return person.tab.locator(".rank:visible .rank-title").all_inner_texts()


def test_a_parent_chooses_on_a_phone(people):  # noqa: F811 - the fixture
    mother = people("families", "guardian", width=PHONE)
    mother.tab.goto(f"/n/{mother.journey['slug']}/")
    mother.reads("Морошкина Ульяна Олеговна")
    mother.is_at_ease()

    mother.press("Выбрать")
    for title in ("Робототехника", "Шахматы", "Хор"):
        press(mother, "add", title)
    press(mother, "up", "Хор")
    mother.tab.keyboard.press("Alt+ArrowUp")
    mother.tab.locator(".rank:visible").filter(has_text="Хор").locator(".rank-key").click()
    mother.tab.wait_for_function(SAVED)
    mother.reads("«Робототехника» и «Шахматы» — в одно время: дать можно только одно.")
    assert mother.tab.evaluate("document.documentElement.scrollWidth") <= PHONE
    mother.is_at_ease()

    # Without a connection nothing is lost.
    mother.tab.context.set_offline(True)
    press(mother, "remove", "Шахматы")
    mother.tab.wait_for_function(OFFLINE)
    mother.eyes.take()
    mother.tab.context.set_offline(False)
    mother.tab.wait_for_function(SAVED)
    mother.tab.reload()
    assert wished(mother) == ["Хор", "Робототехника"]

    mother.press("Подать список")
    mother.tab.wait_for_url("**/summary/")
    mother.reads("Хор", "главное пожелание")
    mother.is_at_ease()


def test_a_teacher_marks_a_class_of_thirty_by_keys(people):  # noqa: F811 - the fixture
    teacher = people("families", "teacher")
    teacher.go(teacher.journey["lesson"])
    presses = 0
    for key in "051230":
        teacher.tab.keyboard.press(key)
        presses += 1
    teacher.tab.wait_for_function(SAVED)

    absent = teacher.tab.locator("li.is-absent .attendance-number").all_inner_texts()
    assert absent == ["5", "12", "30"]
    assert presses <= 2 * len(absent) + 2
    teacher.is_at_ease()

    # A slip is taken back by the same keys; the letters work in any layout.
    for key in ("KeyK", "Space", "1", "2"):
        teacher.tab.keyboard.press(key)
    teacher.tab.wait_for_function(SAVED)
    teacher.tab.reload()
    assert teacher.tab.locator("li.is-absent .attendance-number").all_inner_texts() == ["5", "29", "30"]
