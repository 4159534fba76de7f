"""Translations without detours: the catalogues of all packages joined where Django keeps them apart."""

# ruff: noqa: SLF001 - the catalogues have no public door

from typing import Any

from django.conf import settings
from django.utils.translation import trans_real


def join_catalogues() -> None:
    """Join neighbouring catalogues with the same plural rule, once when a web process starts.

    Django 5.2 means to do this while loading, but compares a rule's code with the rule itself, so every package stays
    a dictionary of its own and each word of a page is looked up in two dozen of them. Which catalogue wins for a word
    does not change: only neighbours are joined, and the earlier one keeps its words.
    """
    for language, _name in settings.LANGUAGES:
        catalogue: Any = trans_real.translation(language)._catalog  # type: ignore[attr-defined]
        joined: list[tuple[dict, object]] = []
        for words, plural in zip(catalogue._catalogs, catalogue._plurals, strict=True):
            if joined and getattr(joined[-1][1], "__code__", None) == getattr(plural, "__code__", 0):
                joined[-1] = ({**words, **joined[-1][0]}, plural)
            else:
                joined.append((words, plural))
        catalogue._catalogs = [words for words, _plural in joined]
        catalogue._plurals = [plural for _words, plural in joined]
