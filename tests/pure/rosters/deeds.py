"""Files as schools and their systems send them."""

import csv
import zipfile
from io import BytesIO, StringIO

from xlsxwriter import Workbook

MANIFEST = {
    "manifest.version": "1.0",
    "file.orgs": "bulk",
    "file.academicSessions": "bulk",
    "file.classes": "bulk",
    "file.users": "bulk",
    "file.enrollments": "bulk",
    "file.demographics": "bulk",
}
ORG = {"sourcedId": "o1", "name": "School A", "type": "school", "identifier": ""}
USER = dict.fromkeys(
    ("sourcedId", "status", "orgSourcedIds", "role", "givenName", "familyName", "middleName", "email", "sms", "phone",
     "agentSourcedIds"), "",
)  # fmt: skip


def student(key, last, first="Анна", patronymic="Сергеевна", **more):
    return {
        **USER,
        "sourcedId": key,
        "orgSourcedIds": "o1",
        "role": "student",
        "familyName": last,
        "givenName": first,
        "middleName": patronymic,
        **more,
    }


def class_(key="c1", title="8и", kind="homeroom", school="o1"):
    return {"sourcedId": key, "title": title, "classType": kind, "schoolSourcedId": school, "termSourcedIds": "t1"}


def enrolment(user, class_key="c1", **more):
    return {
        "sourcedId": f"e-{user}-{class_key}",
        "status": "",
        "classSourcedId": class_key,
        "userSourcedId": user,
        "role": "student",
        "beginDate": "",
        "endDate": "",
        **more,
    }


def birth(user, day="2012-05-07", sex="female", **more):
    return {"sourcedId": user, "birthDate": day, "sex": sex, **more}


def one_roster(
    *, users=(), classes=None, enrolments=None, demographics=None, orgs=(ORG,), sessions=(), roles=None, version="1.1",
    manifest=None, encoding="utf-8", delimiter=",", leave_out=(), extra=None,
):  # fmt: skip
    """The bytes of an archive; enrolments and demographics of every student are made where none are given."""
    students = [user for user in users if user.get("role", "student") == "student"]
    classes = [class_()] if classes is None else classes
    if enrolments is None:
        enrolments = [enrolment(user["sourcedId"], classes[0]["sourcedId"]) for user in students if classes]
    demographics = [birth(user["sourcedId"]) for user in students] if demographics is None else demographics
    said = {
        **MANIFEST,
        "oneroster.version": version,
        **({"file.roles": "bulk"} if version == "1.2" else {}),
        **(manifest or {}),
    }
    tables = {
        "manifest": [{"propertyName": key, "value": value} for key, value in said.items()],
        "orgs": list(orgs),
        "academicSessions": list(sessions) or [{"sourcedId": "t1", "startDate": "2025-09-01", "endDate": "2027-06-30"}],
        "classes": classes or [dict.fromkeys(class_(), "")][:0],
        "users": list(users),
        "enrollments": enrolments,
        "demographics": demographics,
    }
    heads = {"classes": class_(), "enrollments": enrolment("x"), "demographics": birth("x"), "users": USER}
    if version == "1.2":
        tables["roles"] = roles if roles is not None else [
            {"userSourcedId": user["sourcedId"], "role": user["role"], "orgSourcedId": "o1", "beginDate": "", "endDate": ""}
            for user in users
        ]  # fmt: skip
        tables["users"] = [{k: v for k, v in user.items() if k not in ("role", "orgSourcedIds")} for user in users]
        heads["users"] = {k: v for k, v in USER.items() if k not in ("role", "orgSourcedIds")}
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            if name in leave_out:
                continue
            text = StringIO(newline="")
            names = list(rows[0] if rows else heads[name])
            writer = csv.DictWriter(text, names, delimiter=delimiter, restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
            archive.writestr(f"{name}.csv", text.getvalue().encode(encoding))
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def workbook(*rows, sheets=None):
    """The bytes of a workbook with these rows in «Лист1», or with the sheets given."""
    target = BytesIO()
    with Workbook(target, {"strings_to_formulas": True}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, lines in (sheets or {"Лист1": rows}).items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                for place, value in enumerate(line):
                    if hasattr(value, "year"):
                        sheet.write_datetime(number, place, value, day)
                    elif value is not None:
                        sheet.write(number, place, value)
    return target.getvalue()
