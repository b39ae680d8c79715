import random
from itertools import pairwise
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from khabar_site.matching import matches

WORDS = st.lists(st.sampled_from("abcde"), max_size=30)


def longest_common(before: list[str], after: list[str]) -> int:
    """The length of the longest common subsequence, by the table that everybody knows."""
    row = [0] * (len(after) + 1)
    for one in before:
        above = 0
        for place, other in enumerate(after, 1):
            above, row[place] = row[place], above + 1 if one == other else max(row[place], row[place - 1])
    return row[-1]


@given(WORDS, WORDS)
def test_as_much_stays_as_can_stay(before: list[str], after: list[str]) -> None:
    pairs = matches(before, after)
    assert pairs is not None
    assert all(before[a] == after[b] for a, b in pairs)
    assert all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(pairs))
    assert len(pairs) == longest_common(before, after)


def test_what_differs_everywhere_is_given_up_in_bounded_time() -> None:
    words = random.Random(7).choices("ab", k=4_000)  # noqa: S311 - the same letters each time
    began = process_time()
    assert matches(words[:2_000], ["c"] * 2_000) is None
    assert matches([str(number) for number in range(100_000)], ["x"] * 100_000) is None
    matches(words[:2_000], words[2_000:])
    assert process_time() - began < 3


def test_a_long_text_with_one_new_word_is_matched_whatever_its_length() -> None:
    words = [str(number) for number in range(200_000)]
    pairs = matches(words, [*words[:100_000], "new", *words[100_000:]])
    assert pairs is not None
    assert len(pairs) == 200_000
