"""Measures of related links, with figures worked out by hand on grades made up for it."""

import math
from pathlib import Path

import pytest

from khabar_enrich.judged.answers import Answer, Shown
from khabar_enrich.judged.grades import read_grades
from khabar_enrich.judged.measures import ndcg, precision, reciprocal_rank
from khabar_enrich.judged.report import Miss, Report

SECOND, THIRD = math.log2(3), 2.0
"""What the gain at the second and third place is divided by."""


def links(*told: tuple[str, float]) -> tuple[Shown, ...]:
    return tuple(Shown(name, f"title of {name}", score) for name, score in told)


FLOOD = Answer(
    "flood",
    links(("rescue", 0.6), ("football", 0.3), ("unseen", 0.25)),
    links(("rescue", 0.6), ("rescue-again", 0.5), ("football", 0.3), ("unseen", 0.25), ("road", 0.1)),
)
STRIKE = Answer("strike", links(("talks", 0.4)), links(("talks", 0.4), ("weather", 0.05)))
CHESS = Answer("chess", links(("cooking", 0.3)), links(("cooking", 0.3)))
GRADES = {
    "flood": {"rescue": 2, "rescue-again": 2, "football": 0, "road": 1},
    "strike": {"weather": 0, "talks": 1},
    "chess": {"cooking": 0},
}
TITLES = {"rescue-again": "إنقاذ العالقين"}


def test_precision_counts_empty_places_as_wrong() -> None:
    assert precision([2, 0, 1], 5) == 2 / 5
    assert precision([0, 0, 1], 2) == 0.0


def test_the_gain_of_the_same_event_is_three_times_that_of_background() -> None:
    """Shown 1, 2; the best order of what is judged is 2, 1, 0."""
    assert ndcg([1, 2], [0, 1, 2], 5) == pytest.approx((1 + 3 / SECOND) / (3 + 1 / SECOND))


def test_what_lies_beyond_the_fifth_place_gains_nothing() -> None:
    assert ndcg([0, 0, 0, 0, 0, 2], [2], 5) == 0.0


def test_the_best_order_is_the_whole_gain_and_nothing_relevant_is_none() -> None:
    assert ndcg([2, 1, 0], [0, 2, 1], 5) == pytest.approx(1.0)
    assert ndcg([0], [0, 0], 5) == 0.0


def test_the_rank_of_the_first_relevant_link_counts() -> None:
    assert reciprocal_rank([0, 0, 1, 2]) == pytest.approx(1 / 3)
    assert reciprocal_rank([0]) == 0.0


def test_a_report_by_hand() -> None:
    """Shown: flood 2, 0 and one unjudged (of 2, 2, 1), strike 1 (of 1), chess 0; six of eight raw ones reach .20."""
    figures = Report([FLOOD, STRIKE, CHESS], GRADES, TITLES, 5).figures()
    ideal = 3 + 3 / SECOND + 1 / THIRD
    assert figures == {
        "p@5": 0.2,
        "ndcg@5": round((3 / ideal + 1.0) / 2, 4),
        "mrr": 1.0,
        "copies@5": 0,
        "coverage": 0.75,
        "precision": 0.5,
        "queries": 2,
        "links": 5,
        "unjudged": 1,
    }


def test_a_copy_among_the_links_is_counted_even_where_nothing_is_related() -> None:
    copied = CHESS.links[0]._replace(copy=True)
    answer = Answer("chess", (copied,), CHESS.raw)
    report = Report([answer], GRADES, TITLES, 5)
    assert report.figures()["copies@5"] == 1
    assert [miss.what for miss in report.misses()] == ["copy, not related"]


def test_the_misses_name_what_stands_there_and_what_is_missed() -> None:
    assert [*Report([FLOOD], GRADES, TITLES, 5).misses()] == [
        Miss("flood", "not related", "football", 0.3, "title of football"),
        Miss("flood", "not judged", "unseen", 0.25, "title of unseen"),
        Miss("flood", "missed", "rescue-again", None, "إنقاذ العالقين"),
    ]


def test_a_page_that_nobody_judged_has_the_grade_of_the_copy_it_stands_for() -> None:
    page = Shown("rescue-page", "إنقاذ", 0.6, copies=("unseen", "rescue", "football"))
    report = Report([Answer("flood", (page,), ())], GRADES, TITLES, 5)
    assert report.figures()["precision"] == 1.0
    assert report.figures()["unjudged"] == 0
    assert [miss.article for miss in report.misses()] == ["rescue-again"]


def test_where_all_places_tell_of_the_event_nothing_is_missed() -> None:
    answer = Answer("flood", links(("rescue", 0.6)), links(("rescue", 0.6)))
    assert [*Report([answer], GRADES, TITLES, 1).misses()] == []


@pytest.mark.parametrize("text", ["[]", '{"a": {"b": -1}}', '{"a": {"b": "much"}}', "{}", "nonsense"])
def test_a_file_of_another_form_is_no_file_of_judgements(tmp_path: Path, text: str) -> None:
    path = tmp_path / "qrels.json"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"qrels\.json"):
        read_grades(path)


def test_judgements_keep_the_ids_of_their_file(tmp_path: Path) -> None:
    path = tmp_path / "qrels.json"
    path.write_text('{"s1": {"s2": 2, "s3": 0}}')
    assert read_grades(path) == {"s1": {"s2": 2, "s3": 0}}
