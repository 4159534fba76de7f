"""Choosing one row among very many: found, shown and accepted by one permission, with scripts and without."""

import pytest
from django import forms
from tests.factories.networks import actor_of
from tests.factories.organisations import make_organisation

from vmeste.foundation.access.actor import Role
from vmeste.foundation.screens.choosers import CHOOSERS, FOUND, Chooser, RowChoiceField, add_chooser, found_rows
from vmeste.foundation.search.finding import SOURCES, index_rows
from vmeste.modules.organisations.models import Organisation


class ChoiceForm(forms.Form):
    one = RowChoiceField("organisations", label="One")

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["one"].for_actor(actor)


@pytest.fixture
def lyceum(network):
    return indexed(make_organisation(name="Lyceum No. 4"))


def indexed(*rows):
    index_rows(SOURCES["organisations.Organisation"], rows)
    return rows[0]


def form(actor, key="", q="", **more):
    return ChoiceForm({"one": key, "one_q": q, **{f"one_{name}": value for name, value in more.items()}}, actor=actor)


def chosen(form):
    assert form.is_valid(), form.errors
    return form.cleaned_data["one"]


def test_a_key_with_its_own_words_is_the_row(curator, lyceum):
    assert chosen(form(curator, key=str(lyceum.pk), q="Lyceum No. 4")) == lyceum
    assert chosen(ChoiceForm({"one": str(lyceum.pk)}, actor=curator)) == lyceum


def test_words_alone_are_enough_when_they_name_just_one(curator, lyceum):
    assert chosen(form(curator, q="lyceum no 4")) == lyceum


def test_without_scripts_the_words_are_searched_and_the_page_offers_what_was_found(curator, lyceum):
    asked = form(curator, q="lyc", find="1")
    assert not asked.is_valid()
    page = str(asked["one"])
    assert f'name="one_pick" value="{lyceum.pk}"' in page
    assert 'value="lyc"' in page
    assert chosen(form(curator, q="lyc", pick=str(lyceum.pk))) == lyceum


def test_new_words_over_an_old_key_mean_a_new_search(curator, lyceum, school):
    indexed(school)
    asked = form(curator, key=str(lyceum.pk), q="school")
    assert not asked.is_valid()
    assert f'value="{school.pk}"' in str(asked["one"])


def test_nothing_chosen_is_an_error_only_where_something_is_needed(curator, network):
    assert not form(curator).is_valid()
    optional = form(curator)
    optional.fields["one"].required = False
    assert chosen(optional) is None


@pytest.mark.parametrize("key", ["0", "-1", "x", "9" * 30, "1e3", "' OR 1=1"])
def test_odd_keys_choose_nothing(curator, network, key):
    assert not form(curator, key=key).is_valid()


def test_what_one_may_not_see_is_neither_found_nor_accepted(network, school):
    hidden = indexed(make_organisation(name="Hidden lyceum", is_shared=False))
    stranger = actor_of(network, Role.COORDINATOR, organisation=school)
    assert found_rows(CHOOSERS["organisations"], stranger, "hidden") == []
    assert not form(stranger, key=str(hidden.pk)).is_valid()
    assert not form(stranger, q="Hidden lyceum").is_valid()
    assert "Hidden" not in str(ChoiceForm(initial={"one": hidden.pk}, actor=stranger)["one"])


def test_the_search_obeys_permissions_and_escapes_names(sign_in, foreign_network, school):
    indexed(make_organisation(name='Лицей <b>"x"</b>'), make_organisation(name="Лицей тайный", is_shared=False))
    url = "/n/ours/choices/organisations/?field=one_q&one_q=лицея"
    page = sign_in(Role.COORDINATOR, organisation=school).get(url).content.decode()
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert "тайный" not in page
    assert "тайный" in sign_in(Role.CURATOR).get(url).content.decode()
    assert sign_in(Role.CURATOR, of=foreign_network).get(url).status_code == 404
    assert sign_in(Role.CURATOR).get("/n/ours/choices/nothing/").status_code == 404


def test_a_search_is_one_query_with_a_bounded_answer(curator, network, django_assert_num_queries):
    rows = [make_organisation(name=f"Lyceum {n}") for n in range(FOUND + 5)]
    index_rows(SOURCES["organisations.Organisation"], rows)
    with django_assert_num_queries(1):
        assert len(found_rows(CHOOSERS["organisations"], curator, "lyceum")) == FOUND


def test_the_control_is_labelled_described_and_marked_when_wrong(curator, network):
    wrong = form(curator, q="nobody")
    assert not wrong.is_valid()
    page = wrong["one"].as_field_group()
    assert 'for="id_one"' in page
    assert 'id="id_one"' in page
    assert 'aria-invalid="true"' in page
    assert 'role="listbox" id="id_one_list"' in page


def test_a_name_has_one_chooser():
    with pytest.raises(LookupError):
        add_chooser(Chooser("organisations", Organisation, lambda actor: Organisation.objects.none()))


def test_a_field_without_an_actor_says_so(network, lyceum):
    with pytest.raises(LookupError):
        RowChoiceField("organisations").clean(str(lyceum.pk))
