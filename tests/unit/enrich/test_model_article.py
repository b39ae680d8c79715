"""The model article and the development dates, read where they lie beside the repository."""

import json
from collections.abc import Callable
from pathlib import Path

from khabar.models import Block, Revision
from khabar_enrich.dates.scoring import score
from khabar_enrich.desk import Desk
from khabar_enrich.pipeline import enrich

Write = Callable[..., Revision]


def model_article(folder: Path, write: Write) -> Revision:
    gold = json.loads((folder / "ingest/seed/seed.gold.json").read_text("utf-8"))
    body = (folder / "ingest/seed/seed.body.txt").read_text("utf-8")
    texts = [line.strip() for line in body.splitlines() if line.strip()]
    blocks = tuple(
        Block(type="heading", level=2, text=text) if text in gold["subheads"] else Block(type="paragraph", text=text)
        for text in texts
        if text != gold["title"]
    )
    return write(gold["title"], body=blocks, lead=gold["lead"], published_at=gold["published"])


def test_the_model_article_is_tagged_as_an_editor_would(desk: Desk, write: Write, shared_data: Path) -> None:
    gold = json.loads((shared_data / "arabic/seed-gold.json").read_text("utf-8"))
    tags = [tag.id for tag in enrich(model_article(shared_data, write), desk).tags]
    assert set(gold["tags_expected_top"]) <= set(tags)
    assert set(tags[:3]) == set(gold["tags_expected_top"][:3])


def test_all_dates_of_the_model_article_are_found_and_both_conflicts_flagged(
    desk: Desk, write: Write, shared_data: Path
) -> None:
    gold = json.loads((shared_data / "arabic/seed-gold.json").read_text("utf-8"))["dates"]
    found = enrich(model_article(shared_data, write), desk).dates
    assert [(d.text, d.value) for d in found] == [(d["text"], d["value"]) for d in gold]
    assert [d.consistent for d in found] == ["conflict" not in d for d in gold]


def test_all_the_development_dates_are_understood(shared_data: Path) -> None:
    found = score(shared_data / "arabic/dates-dev.tsv")
    assert (found.right, found.total) == (33, 33)


def test_the_dates_of_the_model_article_are_scored_without_a_miss(shared_data: Path) -> None:
    found = score(shared_data / "arabic/seed-gold.json")
    assert (found.right, found.total, found.found) == (8, 8, 8)
