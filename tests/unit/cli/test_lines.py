"""How an entry looks to a person."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from khabar import Event, Wire, make
from khabar.blobs import BlobStore
from khabar.cli.lines import describe, plain
from khabar.cli.table import print_table
from khabar.models import Block, Receipt, Revision, SourceRef


def _created(headline: str, body: str = "") -> Event:
    revision = Revision(
        id="a1",
        revision=1,
        source=SourceRef(id="desk"),
        headline=headline,
        body=(Block(type="paragraph", text=body),),
        received_at=datetime(2024, 3, 10, tzinfo=UTC),
        content_sha="0" * 64,
    )
    return make("article.created", revision, source="khabar/ingest", subject="a1", revision=1)


def _fields(event: Event, wire: Wire) -> dict[bytes, bytes]:
    fields = wire.encode(event)
    return {key.encode(): value if isinstance(value, bytes) else value.encode() for key, value in fields.items()}


def test_an_article_is_told_by_its_headline() -> None:
    row = describe("5-0", "articles", _fields(_created("عودة المياه"), Wire()), Wire())
    assert (row["event"], row["article"], row["revision"], row["what"]) == ("article.created", "a1", 1, "عودة المياه")


def test_an_article_too_large_for_an_entry_is_told_by_its_headline_too(tmp_path: Path) -> None:
    wire = Wire(BlobStore(tmp_path))
    row = describe("5-0", "articles", _fields(_created("تحقيق طويل", "ن" * 200_000), wire), wire)
    assert row["what"] == "تحقيق طويل"


def test_a_receipt_without_an_address_is_told_by_its_outcome() -> None:
    receipt = Receipt(id="a1", revision=2, target="site", content_sha256="", outcome="unpublished")
    event = make("article.removed", receipt, source="khabar/publish", subject="a1", revision=2)
    assert describe("5-0", "published", _fields(event, Wire()), Wire())["what"] == "unpublished"


@given(some.dictionaries(some.binary(max_size=12), some.binary(max_size=40), max_size=6))
def test_a_foreign_entry_says_so(fields: dict[bytes, bytes]) -> None:
    row = describe("5-0", "articles", fields, Wire())
    assert row["event"] == "(undecodable)"
    assert row["what"]


def test_control_codes_of_a_hostile_headline_do_not_reach_the_terminal() -> None:
    assert plain("عاجل\x1b[2J\r\n\x9b31mخبر") == r"عاجل\x1b[2J\x0d\x0a\x9b31mخبر"


def test_joiners_and_marks_of_arabic_and_persian_stay() -> None:
    words = "می‌خواهم\u200f والله\u064f أعلم"
    assert plain(words) == words


@pytest.mark.parametrize("words", ["[/bold]", "[red]عاجل[/red]", "[link=http://x]", "[", "\x1b[2J", ":smile:"])
def test_what_looks_like_markup_is_printed_as_it_is(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(words, ["group"], [{"group": words}])
    assert capsys.readouterr().out.count(plain(words)) == 2
