"""Choosing whom to compare an article with, from the records of its terms."""

import numpy as np

from khabar_enrich.related.index import candidates


def tail(*records: tuple[int, int]) -> bytes:
    return np.array(list(records), [("sequence", "<u4"), ("weight", "<u2")]).tobytes()


def test_articles_that_share_more_come_first_and_of_equals_the_newer() -> None:
    tails = [(tail((1, 10), (2, 10), (3, 10)), 0.5), (tail((2, 10)), 0.5), (b"", 1.0)]
    assert candidates(tails, 0) == [2, 3, 1]


def test_articles_that_left_by_age_are_not_asked_for() -> None:
    assert candidates([(tail((7, 10), (8, 10), (4_000_000_000, 1)), 1.0)], 7) == [8, 4_000_000_000]
    assert candidates([(tail((7, 10)), 1.0)], 7) == []


def test_of_many_equals_the_newest_fifty_are_asked_for() -> None:
    everyone = tail(*((number, 5) for number in range(1, 200)))
    assert candidates([(everyone, 1.0)], 0) == list(range(199, 149, -1))


def test_a_record_that_weighs_nothing_is_no_likeness() -> None:
    assert candidates([(tail((1, 0), (2, 9)), 1.0)], 0) == [2]
