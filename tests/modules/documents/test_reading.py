"""Bringing files: in the background, twice, hostile ones, and those the house itself has made."""

import pytest
from django.utils import translation
from tests.modules.documents.receiving import text
from tests.pure.reading import samples
from tests.pure.reading.test_hostile import HOSTILE

from vmeste.foundation.activity.models import Activity
from vmeste.foundation.files.services import files_of
from vmeste.modules.documents.choices.reviewing import ReviewState
from vmeste.modules.documents.models import Candidate, ReadDocument
from vmeste.modules.documents.services import reviewing
from vmeste.pure.reading import SENTENCES


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.one_engine
def test_a_hostile_file_is_refused_in_words_and_nothing_else_is_kept(network, curator, name):
    data, code = HOSTILE[name]

    document = reviewing.bring_document(network, actor=curator, data=data, name="a.docx", in_background=False)

    assert (document.state, document.message) == (ReviewState.REFUSED, SENTENCES["en"][code])
    assert (document.tree, document.reading, document.counts) == ({}, {}, {})
    assert not Candidate.objects.exists()
    assert files_of(document).get().read() == data
    assert Activity.objects.filter(event="documents.DocumentRefused").get().facts == {"reason": document.message}


@pytest.mark.one_engine
def test_a_refusal_speaks_the_language_of_who_brought_the_file(network, curator):
    with translation.override("ru"):
        document = reviewing.bring_document(network, actor=curator, data=b"", name="a.docx", in_background=False)

    assert document.message == "Файл пуст."


@pytest.mark.one_engine
def test_a_good_file_is_read_apart_and_kept_whole(network, curator, receivers):
    data = samples.word("Регион: Край", "Город: Бор | | Край")

    document = reviewing.bring_document(network, actor=curator, data=data, name="Заметки.docx", in_background=False)

    assert document.state == ReviewState.OPEN
    assert [one.title for one in document.candidates.all()] == ["Край", "Бор"]
    assert document.tree["container"] == "docx"


def test_letters_that_no_database_keeps_are_replaced_in_their_place(network, curator, receivers):
    document = reviewing.bring_document(
        network, actor=curator, data=text("Направление: Спорт\x00 и хор"), name="a.txt", in_background=False
    )

    assert document.state in {ReviewState.OPEN, ReviewState.REFUSED}
    assert "\x00" not in ReadDocument.objects.get().message + str(document.tree)
