"""Personal data of children and guardians are touched in the module people and nowhere else."""

import re
from pathlib import Path

import pytest

import vmeste

PACKAGE = Path(vmeste.__file__).parent
PEOPLE = PACKAGE / "modules" / "people"
PERSONAL = "last_name|first_name|patronymic|full_name|born_on|email|phone"
# `pupil.full_name`, `child.pupil.born_on`, `enrolment__pupil__last_name`; in Python and in templates.
TOUCHES = re.compile(rf"(?:pupil|guardian)s?(?:\.|__)(?:{PERSONAL})\b", re.IGNORECASE)
ELSEWHERE = [
    path
    for pattern in ("modules/**/*.py", "sites/**/*.py", "modules/**/*.html", "sites/**/*.html", "foundation/**/*.py")
    for path in sorted(PACKAGE.glob(pattern))
    if PEOPLE not in path.parents
]


def touches(text: str) -> list[str]:
    return TOUCHES.findall(text)


def test_no_other_module_touches_what_is_known_of_a_child():
    found = {str(path.relative_to(PACKAGE)): hits for path in ELSEWHERE if (hits := touches(path.read_text()))}

    assert found == {}


def test_people_have_no_interface_for_programs():
    assert not (PEOPLE / "api.py").exists()


@pytest.mark.parametrize(
    "line", ["pupil.full_name", 'filter(enrolment__pupil__last_name="x")', "{{ line.pupil.born_on }}", "guardian.phone"]
)
def test_a_touch_would_be_seen(line):
    assert touches(line)
