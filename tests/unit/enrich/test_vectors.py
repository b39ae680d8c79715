"""An article as the index stores it: what is read again, and how true a cosine stays."""

import math
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar_enrich.related.vector import Vector, opened
from khabar_enrich.related.weighing import decay, strength, weighed

_WORDS = st.dictionaries(st.text("ابتثجحخدذر", min_size=1, max_size=4), st.floats(0.001, 1), min_size=1, max_size=60)


def unit(weights: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()}


@pytest.mark.parametrize(
    "name",
    [
        "98e103cd-ba37-51de-8d88-6437b2246f2e",
        "first",
        "",
        "سجن",
        "E64ED2B2-E99D-4090-9028-5A2CD94EAA8D",
        "ن" * 18,
        "0" * 36,
    ],
)
def test_what_is_packed_is_read_again(name: str) -> None:
    vector = Vector.of(name, 1234.5, {"سجن": 0.8, "غويران": 0.6})
    again = Vector.unpack(vector.packed())
    assert (again.article_id, again.published) == (name, 1234.5)
    assert again.records.tolist() == vector.records.tolist()


def test_an_ordinary_article_of_a_hundred_terms_takes_426_bytes() -> None:
    assert len(Vector.of(str(uuid4()), 1.0, {str(n): 0.1 for n in range(100)}).packed()) == 426


@given(_WORDS, _WORDS)
def test_a_stored_cosine_is_that_of_the_weights(one: dict[str, float], other: dict[str, float]) -> None:
    one, other = unit(one), unit(other)
    true = sum(weight * other.get(term, 0) for term, weight in one.items())
    told = Vector.of("one", 0, one).cosines([opened(Vector.of("other", 0, other).packed())[2]])
    assert told[0] == pytest.approx(true, abs=0.02)


def test_what_two_articles_share_is_told_by_what_makes_them_alike() -> None:
    one = Vector.of("one", 0, unit({"سجن": 9, "غويران": 5, "حي": 1}))
    other = Vector.of("other", 0, unit({"حي": 9, "غويران": 5, "مطر": 1, "سجن": 8}))
    weights = {int(term): float(weight) for term, weight in zip(one.terms, one.weights, strict=True)}
    assert [round(weights[term], 1) for term in one.shared_with(other)] == [0.9, 0.5, 0.1]


def test_the_words_of_the_first_event_weigh_something_in_a_young_index() -> None:
    weights = weighed({"سجن": 1, "مطر": 1}, {"سجن": 3}, 3, 100)
    assert weights["مطر"] > weights["سجن"] > 0.5


def test_likeness_decays_mildly_with_the_days_between() -> None:
    assert decay(0.0, np.array([0.0, 14 * 86_400.0, -28 * 86_400.0])).tolist() == pytest.approx([1.0, 0.9, 0.85])


def test_of_a_vector_its_names_alone_tell_how_much_they_make_two_alike() -> None:
    weights = unit({"@org:sdf": 3, "سجن": 4})
    one, other = Vector.of("one", 0, weights), opened(Vector.of("other", 0, weights).packed())[2]
    assert one.only(term.startswith("@") for term in weights).cosines([other])[0] == pytest.approx(0.36, abs=0.02)
    assert one.only([False, False]).cosines([other]).tolist() == [0.0]


def test_a_rare_name_that_two_share_makes_a_weak_likeness_a_link() -> None:
    assert strength(0.17, 0.02) == pytest.approx(0.208, abs=0.001)
    assert strength(0.17, 0.001) == strength(0.17, 0.0) == 0.17
    assert strength(1.0, 0.5) == 1.0
    assert strength(0.3, 0.02) < strength(0.31, 0.02)
