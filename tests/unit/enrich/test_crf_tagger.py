"""The shipped name model suggests names that no table needs to know."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from khabar.cli.evaluate import evaluate
from khabar.config import Config
from khabar.models import Revision
from khabar_enrich.crf import Crf
from khabar_enrich.names.tagger import Span
from khabar_enrich.page import Page

Write = Callable[..., Revision]
_OWN = Path(__file__).parents[2] / "data" / "ner" / "own.tsv"


@pytest.fixture(scope="module")
def crf() -> Crf:
    return Crf.load(Config())


def written(spans: list[Span], revision: Revision) -> dict[str, str]:
    texts = {zone.name: zone.text for zone in Page.of(revision).zones}
    return {texts[span.zone][span.start : span.end]: span.type for span in spans}


def test_persons_and_places_are_suggested_with_their_clitics(crf: Crf, write: Write) -> None:
    revision = write("زيارة رسمية", "وصل وزير الخارجية جون كيري إلى بغداد أمس، قادما من الأردن.")
    spans = list(crf.spans(Page.of(revision)))
    found = written(spans, revision)
    assert found.get("جون كيري") == "person"
    assert found.get("بغداد") == "place"
    assert all(span.suggested and span.by == "model" and span.id is None for span in spans)
    assert all(0 < span.confidence <= 1 for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "وصل الرئيس محمد أنور السادات إلى أنقرة",
        "وصل الرئيس محمد انور السادات الى انقره",
        "وصل الرّئيس مُحمّد أنور السّادات إلى أنقرة",
    ],
)
def test_spelling_makes_no_difference(crf: Crf, write: Write, text: str) -> None:
    spans = crf.spans(Page.of(write("خبر", f"قال بيان. {text} في زيارة رسمية.")))
    assert [span.type for span in spans] == ["person", "place"]


def test_other_languages_are_left_alone(crf: Crf, write: Write) -> None:
    page = Page.of(write("Visit", "President John Smith arrived in Baghdad.", language="en"))
    assert list(crf.spans(page)) == []


def test_the_same_article_gives_the_same_spans(crf: Crf, write: Write) -> None:
    page = Page.of(write("لقاء", "التقى جون كيري نظيره عادل الجبير في الرياض.", "وقال كيري إن اللقاء كان مثمرا."))
    assert crf.spans(page) == crf.spans(page) == Crf.load(Config()).spans(page)


@pytest.mark.parametrize(
    "text", ["ا" * 50_000, "ا " * 20_000, "و.«" * 20_000, "\u202e\u200f" * 20_000, "محمد " * 10_000]
)
def test_hostile_text_is_read_to_its_end(crf: Crf, write: Write, text: str) -> None:
    spans = crf.spans(Page.of(write("خبر", text)))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


def test_a_labelled_file_is_scored_by_type() -> None:
    ended = CliRunner().invoke(evaluate, ["ner", str(_OWN), "--json"])
    assert ended.exit_code == 0, ended.output
    scores = json.loads(ended.output)
    assert scores["f1"] >= 70
    assert set(scores["per_type"]) == {"PERS", "LOC", "ORG", "MISC"}
    assert scores["per_type"]["LOC"].keys() == {"precision", "recall", "f1", "support"}


def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "wrong.tsv"
    path.write_text("قال\tO\nدمشق\tCITY\n", "utf-8")
    ended = CliRunner().invoke(evaluate, ["ner", str(path)])
    assert ended.exit_code == 2
    assert "line 2" in ended.output


def test_the_corpus_held_out_from_training_is_read_well(shared_data: Path) -> None:
    ended = CliRunner().invoke(evaluate, ["ner", str(shared_data / "arabic/ner/anercorp-dev.tsv"), "--json"])
    scores = json.loads(ended.output)
    assert scores["f1"] >= 72
    assert scores["per_type"]["LOC"]["f1"] >= 84
