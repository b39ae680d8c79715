"""Choosing whom to compare an article with, from the records of its terms."""

import numpy as np

from khabar_enrich.related.candidates import CANDIDATES, candidates

ALL = 1_000


def tail(*records: tuple[int, int]) -> bytes:
    return b"".join((number % 2**24 << 8 | weight).to_bytes(4, "little") for number, weight in records)


def test_articles_that_share_more_come_first_and_of_equals_the_newer() -> None:
    tails = [tail((1, 10), (2, 10), (3, 10)), tail((2, 10)), b""]
    assert candidates(tails, np.array([0.5, 0.5, 1]), 4, ALL) == [2, 3, 1]


def test_articles_that_left_by_age_are_not_asked_for() -> None:
    tails, weights = [tail((6, 9), (7, 10), (8, 10))], np.array([1.0])
    assert candidates(tails, weights, 9, 3) == [8, 7]
    assert candidates(tails, weights, 12, 3) == []


def test_an_evergreen_article_is_asked_for_however_old() -> None:
    tails = [tail((8, 10)), tail((1, 10))]
    assert candidates(tails, np.array([1.0]), 9, 3) == [8, 1]


def test_numbers_go_on_where_records_begin_anew() -> None:
    newest = 2**24 + 5
    assert candidates([tail((2**24 - 1, 9), (newest, 10))], np.array([1.0]), newest + 1, ALL) == [newest, 2**24 - 1]


def test_articles_whose_numbers_end_alike_are_told_apart() -> None:
    tails = [tail((7, 9), (65_536 + 7, 10))]
    assert candidates(tails, np.array([1.0]), 100_000, 200_000) == [65_543, 7]


def test_of_many_equals_the_newest_fifty_are_asked_for() -> None:
    everyone = tail(*((number, 5) for number in range(1, 200)))
    assert candidates([everyone], np.array([1.0]), 200, ALL) == list(range(199, 199 - CANDIDATES, -1))


def test_a_record_that_weighs_nothing_is_no_likeness() -> None:
    assert candidates([tail((1, 0), (2, 9))], np.array([1.0]), 3, ALL) == [2]


def test_an_article_without_terms_has_no_candidates() -> None:
    assert candidates([], np.zeros(0), 3, ALL) == []
