"""How often words are written, as a replica counts it beside others."""

from typing import Any

import numpy as np
import pytest

from khabar.keys import Keys
from khabar_enrich.related.frequencies import Frequencies


def table(frequencies: Frequencies, **counts: int) -> bytes:
    """A table of the server."""
    written = np.zeros(1 << 20, ">u4")
    for word, count in counts.items():
        written[frequencies.places([word])] = count
    return written.tobytes()


def figures(counted: int, before: int, number: int) -> list[bytes]:
    return [str(figure).encode() for figure in (counted, before, number)]


@pytest.fixture
def young() -> Frequencies:
    """A replica that has read the tables of an empty server."""
    frequencies = Frequencies(Keys(), newest=1_000)
    frequencies.read([1, None, None, [None, None, None]])
    return frequencies


def test_a_replica_reads_the_tables_before_its_first_article() -> None:
    frequencies = Frequencies(Keys(), newest=1_000)
    assert len(frequencies.wanted()) == 4
    nothing: list[Any] = [1, None, None, [None, None, None]]
    frequencies.read(nothing)
    assert frequencies.wanted() == []


def test_a_frequency_is_the_sum_of_what_both_tables_count(young: Frequencies) -> None:
    young.read([1, table(young, prison=3), table(young, prison=4, rain=1), figures(5, 9, 1)])
    assert young.articles == 14
    assert young.of(young.places(["prison", "rain", "snow"])).tolist() == [7, 1, 0]


def test_a_replica_that_works_alone_never_reads_again(young: Frequencies) -> None:
    told = 0
    for _ in range(600):
        young.count(young.places(["prison", "rain"]))
        told += sum(int(call.parts[6]) for call in young.telling())
        young.compare(told, 0)
        assert young.wanted() == []
    assert 600 - 32 < told <= 600
    assert young.of(young.places(["prison"])).tolist() == [600]


def test_a_replica_that_missed_many_articles_of_others_reads_again(young: Frequencies) -> None:
    young.read([1, None, None, figures(1_000, 0, 0)])
    young.compare(1_060, 0)
    assert young.wanted() == []
    young.compare(1_070, 0)
    assert young.wanted()


def test_counting_that_began_anew_is_read(young: Frequencies) -> None:
    young.compare(0, 1)
    assert young.wanted()


def test_what_the_server_was_not_told_yet_counts_after_reading(young: Frequencies) -> None:
    young.read([1, table(young, prison=900), None, figures(900, 0, 0)])
    young.count(young.places(["prison"]))
    young.read([1, table(young, prison=950), None, figures(950, 0, 0)])
    assert (young.articles, young.of(young.places(["prison"])).tolist()) == (951, [951])
