"""Every shape of the model article, which lies beside the repository, is understood alike."""

import json
from pathlib import Path
from typing import Any

import pytest

from khabar.models import Block
from khabar_ingest.draft import Draft
from khabar_ingest.identity import aliases, content_sha

from .conftest import understood

SHAPES = (
    "seed.rss.xml",
    "seed.cp1256.rss.xml",
    "seed.atom.xml",
    "seed.jsonfeed.json",
    "seed.html",
    "seed.cp1256.html",
    "seed.ninjs14.json",
    "seed.ninjs31.json",
    "seed.newsml-g2.xml",
    "seed.nitf.xml",
    "seed.txt",
)


@pytest.fixture(scope="session")
def seed(shared_data: Path) -> Path:
    return shared_data / "ingest" / "seed"


@pytest.fixture(scope="session")
def gold(seed: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((seed / "seed.gold.json").read_text("utf-8"))
    return found


def article(seed: Path, shape: str) -> Draft:
    return understood((seed / shape).read_bytes())[0]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_article(seed: Path, gold: dict[str, Any], shape: str) -> None:
    found = article(seed, shape)
    assert (found.headline, found.lead) == (gold["title"], gold["lead"])
    assert [block.text for block in found.body if block.type == "heading"] == gold["subheads"]
    assert [block.text for block in found.body if block.type == "paragraph"] == gold["paragraphs"]
    assert len(found.body) == len(gold["subheads"]) + len(gold["paragraphs"])
    assert not [words for words in gold["must_not_appear"] for block in found.body if words in block.text]


def test_every_body_is_the_same_to_the_byte(seed: Path) -> None:
    def plain(block: Block) -> Block:
        return block.model_copy(update={"html": None})

    bodies = {tuple(plain(block).model_dump_json() for block in article(seed, shape).body) for shape in SHAPES}
    assert len(bodies) == 1


def test_the_feed_and_the_page_share_a_name_and_their_content(seed: Path) -> None:
    feed, page = article(seed, "seed.rss.xml"), article(seed, "seed.html")
    assert set(aliases(feed)) & set(aliases(page))
    assert content_sha(feed) == content_sha(page)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "seed.txt"])
def test_every_dated_shape_gives_the_time_with_its_offset(seed: Path, gold: dict[str, Any], shape: str) -> None:
    published = article(seed, shape).published_at
    assert published is not None
    assert published.isoformat() == gold["published"]


def test_links_printed_inside_the_page_are_kept_as_data(seed: Path, gold: dict[str, Any]) -> None:
    found = article(seed, "seed.html")
    assert [link.url for link in found.links] == gold["related_links"]
    assert [media.url for media in found.media] == [gold["image"]]
    assert found.media[0].caption
