"""The words of everything one can look for in a network."""

from typing import ClassVar

from django.db import models

from vmeste.foundation.tenancy.models import NetworkModel


class SearchEntry(NetworkModel):
    """One thing that can be found: what it is, what the result line says."""

    kind = models.CharField(max_length=100)
    row_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "kind", "row_id"], name="search_entry_once")
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(NetworkModel):
    """One folded word of an entry.

    A plain B-tree serves prefix search on SQLite and PostgreSQL alike, without extensions.
    """

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="words")
    word = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["network", "word", "entry"], name="search_by_word")]

    def __str__(self) -> str:
        return self.word
