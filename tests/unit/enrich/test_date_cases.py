"""Expressions as papers from Rabat to Muscat write them, each with the day it means."""

from pathlib import Path

import pytest

from khabar_enrich.dates.scoring import score

_FILE = Path(__file__).resolve().parents[2] / "data" / "dates" / "cases.tsv"
_HEAD = "expression\tanchor\tvalue\n"


def test_every_expression_of_the_projects_own_table_is_understood() -> None:
    found = score(_FILE)
    assert found.misses == []
    assert found.right == found.total
    assert found.dates >= 150


def test_a_wrong_value_is_a_miss_and_a_date_that_is_none_lowers_precision(tmp_path: Path) -> None:
    table = tmp_path / "dates.tsv"
    table.write_text(_HEAD + "أمس\t2022-02-07\t2022-02-05\nأمس\t2022-02-07\t-\nأمس\t2022-02-07\t2022-02-06\n", "utf-8")
    found = score(table)
    assert found.figures() == {"right": 1, "total": 3, "precision": 0.3333, "recall": 0.5}
    assert [(miss.value, miss.found) for miss in found.misses] == [("2022-02-05", "2022-02-06"), ("-", "2022-02-06")]


def test_a_value_that_the_note_accepts_counts_as_right(tmp_path: Path) -> None:
    table = tmp_path / "dates.tsv"
    rows = "expression\tanchor\tvalue\tfamily\tnote\nمطلع العام\t2022-02-07\t2022-01\tpart\taccept 2022-01-01\n"
    table.write_text(rows, "utf-8")
    assert score(table).right == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("expression\tvalue\nأمس\t2022\n", "line 1: lacks anchor"),
        (_HEAD + "أمس\tyesterday\t2022\n", "line 2: 'yesterday' is no day of publication"),
        (_HEAD + "أمس\t2022-02-07\n", "line 2: no value"),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    table = tmp_path / "dates.tsv"
    table.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=said):
        score(table)


def test_an_article_is_scored_on_its_dates_and_their_conflicts(tmp_path: Path) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text(
        '{"text": "خبر\\nأعلن، أمس السبت، عن ذلك", "assumed_published": "2022-02-07", '
        '"dates": [{"text": "أمس السبت", "value": "2022-02-05", "conflict": "yesterday was a Sunday"}]}',
        "utf-8",
    )
    assert score(gold).figures() == {"right": 1, "total": 1, "precision": 1.0, "recall": 1.0}
