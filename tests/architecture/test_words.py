"""Every word is there in both languages, and templates keep to the strict policy of the pages."""

import dataclasses
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.template.loader import get_template
from django.utils import translation

import vmeste
from vmeste.foundation.access.permissions import PERMISSIONS
from vmeste.foundation.activity.events import EVENTS
from vmeste.foundation.text.messages import differences

PACKAGE = Path(vmeste.__file__).parent
CATALOGUES = sorted(PACKAGE.rglob("locale/ru/LC_MESSAGES/django.po"))
TEMPLATES = sorted(
    p for p in PACKAGE.rglob("templates/**/*") if p.suffix in {".html", ".txt"} and "static" not in p.parts
)


def _catalogue(path):
    with path.open("rb") as source:
        return read_po(source, locale="ru")


def test_the_catalogues_say_what_the_code_says():
    assert differences(write=False) == [], "run: python -m vmeste.foundation.text.messages extract"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.relative_to(PACKAGE).parts[1])
def test_every_message_is_translated(path):
    catalogue = _catalogue(path)
    missing = [
        message.id
        for message in catalogue
        if message.id and (message.fuzzy or not (all(message.string) if message.pluralizable else message.string))
    ]
    assert missing == []


def test_a_word_has_one_translation_in_the_whole_house():
    """Django takes the first catalogue that knows a message, so two answers would depend on the order of apps."""
    seen, torn = {}, []
    for path in CATALOGUES:
        for message in _catalogue(path):
            if message.id:
                key = (message.context, message.id)
                first = seen.setdefault(key, (message.string, path))
                if first[0] != message.string:
                    torn.append((message.id, first[0], message.string, str(path.relative_to(PACKAGE))))
    assert torn == []


def _plausible(name, annotation):
    """A stored fact of that type, as JSON would give it back."""
    if "dict" in annotation:
        return {"name": ["a", "b"]}
    if "list" in annotation or "tuple" in annotation:
        return []
    if "date" in annotation:
        return "2026-03-01"
    return 1 if "int" in annotation or "bool" in annotation else "—"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_event_and_permission_speaks_both_languages(language):
    with translation.override(language):
        for name, event in EVENTS.items():
            facts = {field.name: _plausible(field.name, str(field.type)) for field in dataclasses.fields(event)}
            assert event.describe("Subject", facts, None), name
        for permission in PERMISSIONS.values():
            assert str(permission.label)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_every_template_compiles_and_keeps_to_the_policy(path):
    name = path.as_posix().rpartition("/templates/")[2]
    get_template(name)
    text = path.read_text()

    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))[^>]*>", text), "inline script"
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=\"", text), "inline style or handler"
    if path.parts[-3:-2] != ("locale",) and "{% extends" in text:
        base = re.search(r'{% extends "([^"]+)" %}', text)[1]
        assert base.startswith(("screens/", name.split("/")[0] + "/", "account/", "mfa/", "accounts/")), base
