"""Feeds that are broken in the ways feeds are: what is in them comes in whole, quickly, and in little memory."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault
from khabar_ingest.parsers import parse

FEEDS = Path(__file__).parents[4] / "shared/data/ingest/feeds/malformed"
HEADLINE = "قتل عنصران وأصيب خمسة آخرون"
TITLES = {
    "own_bare_amp.xml": ["A & B"],
    "own_control_chars.xml": ["abc d"],
    "own_cp1256_declared.xml": [HEADLINE],
    "own_cp1256_lies_utf8.xml": [HEADLINE],
    "own_cp1256_undeclared.xml": [HEADLINE],
    "own_html_entities.xml": ["a b «خبر» ’"],
    "own_iso8859_6_declared.xml": [HEADLINE],
    "own_json_feed.json": ["خبر"],
    "own_leading_ws_bom.xml": ["خبر"],
    "own_rdf.xml": ["one"],
    "own_truncated.xml": ["one", "two"],
    "own_undeclared_ns.xml": ["t"],
    "own_utf16le_bom.xml": [HEADLINE],
    "own_utf8_lies_cp1256.xml": [HEADLINE],
    "own_xxe_http.xml": ["ok"],
    "json_feed_sample.json": ["First JSON Feed Item", "Second JSON Feed Item"],
    "malformed_rss_namespaced.xml": ["Test Entry 1", "Test Entry 2"],
    "utf16_encoded.xml": ["UTF-16 Entry 1"],
}
COUNTS = {"davidbau.xml": 15, "osm-pl.xml": 7, "urdu_UTF8.xml": 26}  # osm-pl breaks off in its eighth entry
HIGHEST = 150_000_000

shared = pytest.mark.skipif(not FEEDS.is_dir(), reason="the shared data are not beside this checkout")


def drafts(name: str) -> list[Draft]:
    return [each for each in parse(Document((FEEDS / name).read_bytes())) if isinstance(each, Draft)]


@shared
@pytest.mark.parametrize("name", TITLES)
def test_a_malformed_feed_gives_every_headline_whole(name: str) -> None:
    assert [draft.headline for draft in drafts(name)] == TITLES[name]


@shared
@pytest.mark.parametrize("name", COUNTS)
def test_a_malformed_feed_gives_all_its_entries(name: str) -> None:
    found = drafts(name)
    assert len(found) == COUNTS[name]
    assert not any("\ufffd" in draft.headline for draft in found)


@shared
def test_an_article_that_broke_off_is_refused_and_the_whole_ones_stay() -> None:
    *_, cut = parse(Document((FEEDS / "osm-pl.xml").read_bytes()))
    assert isinstance(cut, Fault)
    assert cut.item == "https://openstreetmap.org.pl/?p=2574"
    assert "middle of this item's content:encoded" in cut.reason


@shared
def test_one_bad_byte_costs_one_character() -> None:
    [found] = drafts("own_utf8_one_bad_byte.xml")
    assert found.headline.replace("\ufffd", "") == HEADLINE
    assert found.headline.count("\ufffd") == 1


@shared
def test_a_file_of_this_machine_is_no_headline() -> None:
    [found] = parse(Document((FEEDS / "own_xxe_file.xml").read_bytes()))
    assert isinstance(found, Fault)
    assert found.path == "headline"


@shared
def test_laughter_is_not_multiplied() -> None:
    [found] = drafts("own_billion_laughs.xml")
    assert "ha" not in found.headline


@shared
def test_a_page_is_not_taken_for_a_feed() -> None:
    document = Document((FEEDS / "own_html_not_feed.xml").read_bytes())
    assert document.root == "html"
    assert [draft.headline for draft in drafts("own_html_not_feed.xml")] == ["hi"]


DEEP = "<rss><channel><item><title>خبر</title><description>{}</description></item></channel></rss>"
HOSTILE = {
    "nested tags": DEEP.format("<b>" * 100_000),
    "nested items": "<rss><channel>" + "<item><title>خبر</title>" * 20_000,
    "brackets": DEEP.format("<" * 300_000),
    "ampersands": DEEP.format("&" * 300_000),
    "openings of a section": DEEP.format("<![CDATA[" * 30_000),
    "comments without end": DEEP.format("<!--" * 60_000),
    "document types": "<!DOCTYPE a [" * 20_000 + DEEP.format("نص"),
    "quotes": DEEP.format("<a b='" * 50_000),
    "white space": DEEP.format("</" + " " * 300_000 + "x"),
    "attributes": DEEP.format("<a " + "b=c " * 60_000 + ">"),
    "blanks after a section": DEEP.format(("<![CDATA[<![CDATA[x]]>" + " " * 50) * 4_000),
}
MEASURE = """
import resource, sys
from khabar_ingest.document import Document
from khabar_ingest.parsers import parse
parse(Document(b"<rss><channel><item><title>x</title></item></channel></rss>"))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
content = sys.stdin.buffer.read()
parse(Document(content))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


@pytest.mark.parametrize("trick", HOSTILE)
def test_a_hostile_feed_costs_no_more_than_it_weighs(trick: str) -> None:
    began = time.process_time()
    found = parse(Document(HOSTILE[trick].encode()))
    took = time.process_time() - began
    assert found
    assert took < 20  # a quadratic reading takes minutes; a busy machine takes seconds


@pytest.mark.parametrize("trick", ["nested tags", "ampersands", "nested items"])
def test_a_hostile_feed_needs_little_memory(trick: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=HOSTILE[trick].encode(), capture_output=True, check=True, timeout=100
    )
    assert int(done.stdout) < HIGHEST
