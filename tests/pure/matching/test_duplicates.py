"""Finding planted duplicates among thousands."""

import itertools
import random

import pytest

from vmeste.pure.matching import Identity, ReasonCode, VerdictKind, find_duplicates

TOWNS = ["Рязань", "Улан-Удэ", "Волгоград", "Полярные Зори", "Звенигово", "Волжск", "Кола", "Апатиты", "Тверь", "Псков",
         "Омск", "Томск", "Бийск", "Курган", "Пермь", "Сарапул", "Глазов", "Ижевск", "Кинешма", "Шуя"]  # fmt: skip
FORMS = ["МБОУ", "МАОУ", "МКОУ", "МБДОУ", "МАДОУ"]
SYLLABLES = [
    "ва",
    "ро",
    "ми",
    "ту",
    "ле",
    "ган",
    "сор",
    "пел",
    "дин",
    "кам",
    "жур",
    "бех",
    "зом",
    "фил",
    "шар",
    "нек",
    "чуд",
    "гры",
]


def originals(count, rng):
    """Numbered schools and kindergartens of towns, and clubs with invented names; all different.

    Names have five syllables: with four, some eighty pairs of clubs of one town differ by two letters only, which nobody can tell
    from slips of the pen (precision 0.86, recall unchanged).
    """
    numbered = [
        Identity((f"{form} {'СОШ' if 'Д' not in form else 'детский сад'} № {number}",), territory=town)
        for number, form, town in itertools.product(range(1, 26), ("МБОУ", "МБДОУ"), TOWNS)
    ]
    words = {"".join(rng.sample(SYLLABLES, 5)) for _ in range(count)}
    named = [Identity((f"АНО «Клуб «{word.capitalize()}»",), territory=rng.choice(TOWNS)) for word in sorted(words)]
    found = numbered + named
    rng.shuffle(found)
    return found[:count]


def spelled_otherwise(identity, rng):
    """The same organisation as another document writes it."""
    name = identity.names[0]
    if "№" in name:
        change = rng.choice(
            [
                lambda text: text.replace("№ ", "№"),
                lambda text: text.replace("№ ", "N ").upper(),
                lambda text: text.replace("МБ", "МА"),
                lambda text: text.replace("СОШ", "средняя общеобразовательная школа").replace("детский сад", "д/с"),
            ]
        )
        return Identity((change(name),), territory=f"г. {identity.territory}")
    word = name.split("«")[2].strip("»")
    at = rng.randrange(1, len(word) - 1)
    change = rng.choice(
        [
            lambda text: text.replace("АНО ", "Автономная некоммерческая организация "),
            lambda text: text.replace("«", '"').replace("»", '"'),
            lambda text: text.replace(word, word[:at] + word[at + 1 :]),
            lambda text: text.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :]),
            lambda text: word,
        ]
    )
    return Identity((change(name),), territory=identity.territory)


def test_planted_duplicates_among_5000_are_found_and_little_else():
    rng = random.Random(56)
    base = originals(4500, rng)
    planted = rng.sample(range(len(base)), 500)
    copies = [spelled_otherwise(base[place], rng) for place in planted]
    truth = {(place, len(base) + copy) for copy, place in enumerate(planted)}

    found = find_duplicates([*base, *copies], limit=5000)

    pairs = {(candidate.first, candidate.second) for candidate in found}
    recall = len(pairs & truth) / len(truth)
    precision = len(pairs & truth) / len(pairs)
    assert len(base) == 4500
    assert recall >= 0.98
    assert precision >= 0.95
    surest = {(candidate.first, candidate.second) for candidate in found if candidate.verdict.kind is VerdictKind.SAME}
    assert surest <= truth


def test_pairs_come_surest_first_and_no_more_than_asked():
    identities = [
        Identity(("Асториум",)),
        Identity(("Лицей",), inn="6231000001"),
        Identity(("Астроиум",)),
        Identity(("РЦ Асториум",)),
        Identity(("Гимназия",), inn="6231000001"),
        Identity((), ogrn="1026201000001"),
        Identity((), ogrn="1026201000001"),
    ]

    found = find_duplicates(identities, limit=10)

    assert [(one.first, one.second) for one in found] == [(1, 4), (5, 6), (0, 2), (0, 3)]
    assert found[0].verdict.reasons[0].code is ReasonCode.SAME_INN
    assert find_duplicates(identities, limit=2) == found[:2]
    assert find_duplicates(identities, limit=0) == find_duplicates([], limit=5) == ()


def test_acronyms_meet_their_names():
    found = find_duplicates(
        [Identity(("Бурятский государственный университет",)), Identity(("ФГБОУ ВО «БГУ»",))], limit=5
    )

    assert [candidate.verdict.reasons[0].code for candidate in found] == [ReasonCode.ACRONYM]


def test_a_large_block_still_brings_neighbours_together():
    crowd = [Identity((f"Школа № {number}",), territory=town) for town in TOWNS for number in range(1, 40)]
    twin = Identity(("школа №7",), territory="город Псков")
    nameless = [Identity((), inn="6231000001") for _ in range(14)]

    found = find_duplicates([*crowd, twin, *nameless], limit=200)

    pairs = {(candidate.first, candidate.second) for candidate in found}
    assert (TOWNS.index("Псков") * 39 + 6, len(crowd)) in pairs
    assert (len(crowd) + 1, len(crowd) + 2) in pairs


def test_a_limit_is_not_negative():
    with pytest.raises(ValueError):
        find_duplicates([], limit=-1)
