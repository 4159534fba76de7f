"""The pages of a review: what is sent, what comes back, with and without scripts."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import BOOKKEEPING
from tests.factories.networks import make_member
from tests.factories.reference import make_direction
from tests.modules.documents.receiving import text

from vmeste.foundation.access.actor import Role
from vmeste.foundation.files.choices import MAX_BYTES
from vmeste.foundation.tenancy.links import link
from vmeste.modules.documents.choices.reviewing import Decision, ReviewState
from vmeste.modules.documents.models import ReadDocument
from vmeste.modules.documents.selectors.reviews import Line, Mark, pieces_of
from vmeste.modules.documents.services import reviewing
from vmeste.modules.documents.views.page_of_document import Look, document_html
from vmeste.modules.reference.models import Direction, Territory
from vmeste.pure.reading import Kind, Origin, Passage

pytestmark = pytest.mark.usefixtures("receivers", "opened_here")
TOWNS = ("Регион: Край", "Город: Бор | | Край", "Город: Яр? | | Край")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(network, client):
    client.force_login(make_member(network, Role.CURATOR))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def brought(network, curator, *lines):
    return reviewing.bring_document(network, actor=curator, data=text(*lines), name="Заметки.txt", in_background=False)


def found(document, title):
    return document.candidates.get(title=title)


def at(name, document, finding=None):
    return link(name, pk=document.pk, finding_pk=finding.pk) if finding else link(name, document.pk)


def decisions(document):
    return dict(document.candidates.values_list("title", "decision"))


# Bringing


def test_every_file_becomes_a_review_of_its_own(page):
    files = [SimpleUploadedFile(f"{name}.txt", text("Направление: Экология")) for name in ("Первый", "Второй")]

    response = page.post(link("reading-new"), {"documents": files})

    assert response.headers["Location"] == link("reading-list")
    brought = ReadDocument.objects.order_by("pk").values_list("file_name", "candidates__title")
    assert list(brought) == [("Первый.txt", "Экология"), ("Второй.txt", "Экология")]


def test_what_is_wrong_with_a_file_stands_at_the_field_and_nothing_is_kept(page):
    good = SimpleUploadedFile("Хороший.txt", text("Направление: Экология"))
    big = SimpleUploadedFile("Большой.txt", b" " * (MAX_BYTES + 1))

    response = page.post(link("reading-new"), {"documents": [good, big]})

    assert response.status_code == 422
    told = response.context["form"].errors["documents"]
    assert [one.partition(":")[0] for one in told] == ["Большой.txt"]
    assert not ReadDocument.objects.exists()


def test_a_document_may_be_about_a_row_the_person_sees(page):
    direction = make_direction(name="Экология")
    url = link("reading-new")

    page.post(
        f"{url}?about=reference.direction:{direction.pk}",
        {"documents": [SimpleUploadedFile("О ней.txt", text("Направление: Экология"))]},
    )

    assert list(ReadDocument.objects.values_list("about_type", "about_id")) == [("reference.Direction", direction.pk)]
    assert page.get(f"{url}?about=reference.direction:987654321").status_code == 404
    assert page.get(f"{url}?about=nonsense:1").status_code == 404


# The review


def test_the_review_shows_the_document_and_what_it_becomes(network, curator, page):
    document = brought(network, curator, "Общие слова.", *TOWNS)

    content = page.get(at("reading-detail", document)).content.decode()

    town = found(document, "Бор")
    assert "Общие слова." in content
    assert re.search(rf'<a class="found [^"]*" id="place-{town.pk}" href="#candidate-{town.pk}"', content)
    assert f'id="candidate-{town.pk}"' in content
    assert content.count('data-decision="open"') == 3


def test_filters_show_only_what_fits(network, curator, page):
    document = brought(network, curator, *TOWNS)
    url = at("reading-detail", document)

    shown = {
        query: sorted(card.finding.title for group in page.get(url + query).context["groups"] for card in group.cards)
        for query in ("?kind=test-town", "?sure=doubtful", "?q=бор", "?state=accepted", "?kind=nonsense&sure=nonsense")
    }

    assert shown == {
        "?kind=test-town": ["Бор", "Яр?"],
        "?sure=doubtful": ["Яр?"],
        "?q=бор": ["Бор"],
        "?state=accepted": [],
        "?kind=nonsense&sure=nonsense": ["Бор", "Край", "Яр?"],
    }


def test_a_review_costs_the_same_for_any_number_of_findings(network, curator, page):
    counted = []
    for number in (1, 3, 40):
        lines = [f"Направление: Предмет {place}" for place in range(number)]
        document = brought(network, curator, *lines)
        page.get(at("reading-detail", document))
        with CaptureQueriesContext(connection) as seen:
            page.get(at("reading-detail", document))
        counted.append(sum(not query["sql"].startswith(BOOKKEEPING) for query in seen.captured_queries))

    assert len(set(counted)) == 1
    assert counted[0] <= 10


def test_without_scripts_an_act_leads_back_to_the_finding_with_the_filters_kept(network, curator, page):
    document = brought(network, curator, *TOWNS)
    town = found(document, "Бор")

    response = page.post(f"{at('reading-acceptance', document)}?state=open", {"finding": town.pk})

    assert response.headers["Location"] == f"{at('reading-detail', document)}?state=open#candidate-{town.pk}"
    assert decisions(document) == {"Край": "accepted", "Бор": "accepted", "Яр?": "open"}
    assert Territory.objects.get(name="Бор").region.name == "Край"


def test_with_htmx_only_the_changed_cards_come_back(network, curator, page):
    document = brought(network, curator, *TOWNS)
    town = found(document, "Бор")

    response = page.post(at("reading-acceptance", document), {"finding": town.pk}, headers=HTMX)

    changed = re.findall(
        r'<article [^>]*data-finding="(\d+)" data-decision="(\w+)" hx-swap-oob', response.content.decode()
    )
    assert sorted(changed) == sorted(
        (str(found(document, title).pk), decision) for title, decision in (("Край", "accepted"), ("Бор", "accepted"))
    )
    assert "said" in response.headers["HX-Trigger"]


def test_a_refusal_stands_on_its_card(network, curator, page):
    document = brought(network, curator, "Направление: Экология")
    make_direction(name="Экология", note="уже здесь")
    one = found(document, "Экология")
    one.values = {"name": "Экология", "note": "совсем другое"}
    one.save()

    response = page.post(at("reading-acceptance", document), {"finding": one.pk}, headers=HTMX)

    assert b"finding-refusal" in response.content
    assert decisions(document) == {"Экология": "open"}


def test_dropped_findings_come_back(network, curator, page):
    document = brought(network, curator, "Направление: Экология")
    one = found(document, "Экология")

    page.post(at("reading-dropping", document), {"finding": one.pk})
    assert decisions(document) == {"Экология": "dropped"}
    page.post(at("reading-reconsideration", document), {"finding": one.pk})

    assert decisions(document) == {"Экология": "open"}


def test_accepting_above_says_first_how_much_that_is(network, curator, page):
    document = brought(network, curator, *TOWNS)
    url = at("reading-acceptance", document)

    offered = page.get(at("reading-detail", document)).context["thresholds"]
    assert [(one["value"], one["number"]) for one in offered] == [(0.9, 2), (0.0, 3)]
    preview = page.get(url, {"confidence": "0.9"})
    assert preview.context["number"] == 2
    assert decisions(document) == {"Край": "open", "Бор": "open", "Яр?": "open"}
    page.post(url, {"confidence": "0.9"})

    assert decisions(document) == {"Край": "accepted", "Бор": "accepted", "Яр?": "open"}
    assert page.get(url, {"confidence": "0.123"}).status_code == 404


def test_a_correction_is_checked_at_its_field(network, curator, page):
    document = brought(network, curator, *TOWNS)
    town = found(document, "Бор")
    url = at("finding-correction", document, town)
    region = found(document, "Край")
    sent = {"version": town.version, "name": "", "oktmo": "12", "region": region.key, "region_q": "Край"}

    refused = page.post(url, sent)
    assert refused.status_code == 422
    assert "name" in refused.context["form"].errors
    page.post(url, {**sent, "name": "Бор на Волге"})

    town.refresh_from_db()
    assert (town.title, town.values["oktmo"], town.values["region"]) == ("Бор на Волге", "12", region.key)


def test_two_people_correct_the_same_finding(network, curator, page):
    document = brought(network, curator, "Направление: Экология")
    one = found(document, "Экология")
    url = at("finding-correction", document, one)
    seen = one.version
    reviewing.correct(document, candidate=one.pk, version=seen, values={"note": "их слова"}, actor=curator)

    conflict = page.post(url, {"version": seen, "name": "Экология", "note": "мои слова"})

    assert conflict.status_code == 409
    assert "их слова" in conflict.content.decode()
    again = page.post(
        url, {"version": conflict.context["form"].data["version"], "name": "Экология", "note": "мои слова"}
    )
    one.refresh_from_db()
    assert (again.status_code, one.values["note"]) == (302, "мои слова")


def test_matching_offers_likely_rows_with_their_reasons(network, curator, page):
    near = make_direction(name="Экономика")
    document = brought(network, curator, "Направление: Экология")
    one = found(document, "Экология")
    url = at("finding-match", document, one)

    offered = page.get(url)
    assert "it begins alike" in offered.content.decode()
    page.post(url, {"version": one.version, "row": f"row:{near.pk}"})

    one.refresh_from_db()
    assert (one.row_id, one.is_matched_by_hand) == (near.pk, True)


def test_a_finding_that_is_decided_is_no_longer_corrected(network, curator, page):
    document = brought(network, curator, "Направление: Экология")
    one = found(document, "Экология")
    reviewing.drop(document, candidates=[one.pk], actor=curator, at=document.brought_at)

    assert page.get(at("finding-correction", document, one)).status_code == 404


def test_links_are_chosen_among_findings_of_the_document(network, curator, page):
    document = brought(network, curator, *TOWNS)

    response = page.get(link("finding-targets", pk=document.pk, kind="test-region"), {"field": "q", "q": "кра"})

    assert f'data-value="{found(document, "Край").key}"' in response.content.decode()


def test_the_whole_is_asked_about_before_it_is_taken_back(network, curator, page):
    document = brought(network, curator, "Направление: Экология")
    reviewing.accept(document, candidates=[found(document, "Экология").pk], actor=curator, at=document.brought_at)
    url = at("reading-undoing", document)

    assert page.get(url).status_code == 200
    assert Direction.objects.filter(name="Экология").exists()
    page.post(url)

    document.refresh_from_db()
    assert document.job is not None


def test_a_review_is_finished_and_opened_again(network, curator, page):
    document = brought(network, curator, "Направление: Экология")

    page.post(at("reading-closing", document))
    document.refresh_from_db()
    closed = document.state
    assert b'data-act="accept"' not in page.get(at("reading-detail", document)).content
    page.post(at("reading-reopening", document))
    document.refresh_from_db()

    assert (closed, document.state) == (ReviewState.CLOSED, ReviewState.OPEN)


def test_the_findings_are_had_as_a_file(network, curator, page):
    document = brought(network, curator, *TOWNS)

    response = page.get(link("reading-findings-file", pk=document.pk, kind="csv"))

    content = b"".join(response.streaming_content).decode("utf-8-sig")
    assert all(title in content for title in ("Бор", "Край", "Яр?"))


def test_a_finding_leads_to_its_row_or_back_to_the_review(network, curator, page):
    document = brought(network, curator, "Направление: Экология")
    one = found(document, "Экология")
    before = page.get(at("finding-row", document, one)).headers["Location"]
    reviewing.accept(document, candidates=[one.pk], actor=curator, at=document.brought_at)

    after = page.get(at("finding-row", document, one)).headers["Location"]

    assert before == at("reading-detail", document)
    assert after == link("direction-detail", Direction.objects.get(name="Экология").pk)
    assert decisions(document) == {"Экология": Decision.ACCEPTED}


# The text


def line(words, *marks):
    passage = Passage(0, Kind.PARAGRAPH, words, Origin(None, 1))
    return Line(passage, pieces_of(words, [Mark(*mark) for mark in marks]))


LOOKS = {1: Look("is-look-1 is-line-1", "one"), 2: Look("is-look-2 is-line-2", "two")}


def test_marks_in_each_other_are_nested_and_the_whole_becomes_a_stripe():
    html = document_html([line("Лицей № 4 города Рязани", (0, 23, 1), (0, 9, 2))], LOOKS)

    assert re.findall(r'<a class="(stripe|found) [^>]*href="#candidate-(\d)"', html) == [
        ("stripe", "1"),
        ("found", "2"),
    ]
    assert ">Лицей № 4</a> города Рязани" in html


def test_every_text_of_a_document_is_escaped():
    html = document_html([line("<script>x</script>", (0, 8, 1))], {1: Look("is-look-1", '"><script>y</script>')})

    assert "<script" not in html
