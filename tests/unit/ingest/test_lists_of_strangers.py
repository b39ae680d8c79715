"""Lists, pages and headers that strangers write: whatever comes, it is read or refused, and never breaks anything."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.config import SourceSettings
from khabar.errors import Rejected
from khabar.fetching import Fetched
from khabar_ingest import discovery, opml
from khabar_ingest.document import Document
from khabar_ingest.sitemaps import listing
from khabar_ingest.text import normalise
from khabar_ingest.websub import announced
from khabar_ingest.websub.links import header_links

URL = "https://www.agency.example/x"
OPML = '<opml version="2.0"><body><outline text="س"><outline xmlUrl="https://e.example/?a=1&amp;b"/></outline></body></opml>'
SITEMAP = f"<urlset><url><loc>{URL}</loc><lastmod>2026-11-20</lastmod></url></urlset>"
PAGE = f'<html><link rel="alternate hub self" type="application/rss+xml" href="{URL}"><a href="/rss">x</a></html>'
JSON = '{"version": "https://jsonfeed.org/version/1", "hubs": [{"type": "WebSub", "url": "https://h.example/hub"}]}'

a_line = st.text(max_size=60).map(normalise)
a_source = st.builds(
    lambda number, name, section: SourceSettings(
        id=f"s{number}", type="feed", url=f"https://e.example/{number}", name=name or None, section=section or None
    ),
    st.integers(0, 10_000),
    a_line,
    a_line,
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A document as a stranger sends it: cut, with bytes of any kind put in."""
    whole = draw(st.sampled_from([OPML, SITEMAP, PAGE, JSON])).encode()
    cut = draw(st.integers(0, len(whole)))
    return whole[:cut] + draw(st.binary(max_size=20)) + whole[draw(st.integers(cut, len(whole))) :]


@settings(max_examples=60)
@given(damaged())
def test_what_is_damaged_is_read_or_refused(content: bytes) -> None:
    answer = Fetched(200, {"link": content.decode("latin-1")}, URL, content)
    for url in (*announced(answer).hubs, *(link.url for link in discovery.found(content, URL))):
        assert url.startswith(("http://", "https://"))
    discovery.is_feed(content)
    with suppress(Rejected):
        opml.read(content)
    with suppress(Rejected):
        assert all(discovery.same_site(place.url, URL) for place in listing(Document(content, URL)).pages)


@settings(max_examples=100)
@given(st.text(alphabet='<>;,="rel hubself/\\\t', max_size=200))
def test_a_header_of_links_is_read_whatever_stands_in_it(value: str) -> None:
    assert all(relation for relation, _ in header_links(value))


@settings(max_examples=50)
@given(st.lists(a_source, min_size=1, max_size=8, unique_by=lambda source: source.id))
def test_every_list_that_we_write_we_read(sources: list[SourceSettings]) -> None:
    found = {each.id: (each.url, each.name, each.section) for each in opml.read(opml.write(sources))}
    assert found == {each.id: (each.url, each.name or each.id, each.section) for each in sources}


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "\u202e", "]]>", "<!--", "&#0;", "&nbsp;"])
def test_a_name_that_xml_cannot_hold_is_written_without_what_it_cannot(bad: str) -> None:
    source = SourceSettings(id="s", type="feed", url=URL, name=f"قبل{bad}بعد")
    [only] = opml.read(opml.write([source]))
    assert only.name == normalise(source.name or "")
