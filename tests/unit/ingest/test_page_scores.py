"""Pages with gold answers: the shared set, which lies beside the repository, and the harness itself."""

import json
from datetime import UTC
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from khabar.cli.evaluate import evaluate as command
from khabar.errors import Rejected
from khabar_ingest.pages.evaluation import evaluate, our_reader
from khabar_ingest.pages.gold import Gold, gold_pages
from khabar_ingest.pages.scoring import Reading, score, summary

BODY = "أعلنت مديرية الزراعة بدء توزيع بذار القمح على المزارعين المسجلين في الجمعيات الفلاحية."


def gold(**said: object) -> Gold:
    known = {"body": BODY, "title": "توزيع البذار", "author": None, "date": None, "section": None, "language": "ar"}
    return Gold(**{"file": Path("a.html"), "url": None, "must_not_appear": ("شارك",), **known, **said})  # type: ignore[arg-type] # fields by name


def test_the_shared_pages_are_read_as_their_gold_says(shared_data: Path) -> None:
    found = summary(evaluate(shared_data / "ingest" / "articles", our_reader(UTC)))
    assert found["macro_f1"] >= 0.97
    assert found["lowest_f1"] >= 0.90
    assert found["boilerplate_left"] == 0
    assert found["titles_right"] == found["pages_total"]
    assert (found["dates"]["wrong"], found["dates"]["missing"]) == (0, 0)
    assert found["authors"]["wrong"] == 0


def test_a_reading_like_its_gold_scores_one() -> None:
    found = score(
        gold(date="2020-04-24", author="(دمشق - سانا)"), Reading(BODY, "توزيع البذار", ("دمشق - سانا",), "2020-04-24")
    )
    assert (found.f1, found.title, found.date, found.author, found.boilerplate) == (1.0, True, "right", "right", ())


def test_half_a_body_and_a_share_line_cost_recall_and_are_named() -> None:
    found = score(gold(), Reading(BODY[: len(BODY) // 2] + " شارك المقال"))
    assert found.recall < 0.6
    assert found.boilerplate == ("شارك",)


def test_a_date_the_page_does_not_tell_is_wrong() -> None:
    assert score(gold(), Reading(BODY, date="2020-01-01")).date == "wrong"
    assert score(gold(date="2020-01-01"), Reading(BODY)).date == "missing"


def test_an_outlets_name_may_stand_in_a_gold_title() -> None:
    assert score(gold(title="توزيع البذار على المزارعين - الحقل"), Reading(BODY, "توزيع البذار على المزارعين")).title
    assert not score(gold(title="توزيع البذار على المزارعين"), Reading(BODY, "عنوان آخر")).title


def test_a_folder_without_gold_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match=r"pages\.jsonl"):
        gold_pages(tmp_path)
    (tmp_path / "pages.jsonl").write_text('{"file": "a.html"}\n', "utf-8")
    with pytest.raises(Rejected, match="line 1"):
        gold_pages(tmp_path)


def test_the_command_prints_scores_as_json(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<html><body><h1>توزيع البذار</h1><p>{BODY}</p></body></html>", "utf-8")
    (tmp_path / "pages.jsonl").write_text(
        json.dumps({"file": "a.html", "gold": BODY, "title": "توزيع البذار"}), "utf-8"
    )
    app = typer.Typer()
    app.add_typer(command, name="evaluate")
    answer = CliRunner().invoke(app, ["evaluate", "pages", str(tmp_path), "--json"])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["macro_f1"] == 1.0
    table = CliRunner().invoke(app, ["evaluate", "pages", str(tmp_path)])
    assert "macro F1 1.0000" in table.stdout
