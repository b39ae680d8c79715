"""What feeds try to bring into a reader's browser, and what of it is left: the words."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Parsed
from khabar_ingest.parsers.xmlfeed import XmlFeed

CASES = Path(__file__).parents[4] / "shared/data/ingest/feeds/conformance/sanitize"
TAGS = {"a", "b", "strong", "i", "em", "bdi", "q", "sup", "sub"}
ATTRIBUTES = {"href", "dir", "lang"}
SCHEMES = {"http", "https", "mailto"}


class Marks(HTMLParser):
    """Gathers the tags of some HTML with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def live(draft: Draft) -> list[str]:
    """Whatever of a draft a browser might run, or fetch from where it should not."""
    marks = Marks()
    for block in draft.body:
        marks.feed(block.html or "")
    beside = [*(item.url for item in draft.media), *(item.url for item in draft.links)]
    urls = [draft.canonical_url, *beside, *(block.url for block in draft.body)]
    wrong = [f"<{tag} {said}>" for tag, said in marks.found if tag not in TAGS or not said.keys() <= ATTRIBUTES]
    hrefs = [said["href"] or "" for _, said in marks.found if "href" in said]
    return wrong + [url for url in (*hrefs, *urls) if url and urlsplit(url).scheme not in SCHEMES]


def read(content: bytes) -> list[Parsed]:
    return list(XmlFeed().parse(Document(content, "https://e.example/feed")))


def _with_a_headline(case: bytes) -> bytes:
    """A case whose entries would be refused for having no words at all."""
    return case.replace(b"</item>", b"<dc:title>x</dc:title></item>").replace(
        b"</entry>", b"<dc:title>x</dc:title></entry>"
    )


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared data are not beside this checkout")
def test_no_script_of_any_case_is_live() -> None:
    found = {path.name: read(_with_a_headline(path.read_bytes())) for path in sorted(CASES.glob("*.xml"))}
    drafts = {name: [each for each in parsed if isinstance(each, Draft)] for name, parsed in found.items()}
    assert sum(map(len, drafts.values())) > 200
    assert {
        name: wrong for name, each in drafts.items() if (wrong := [mark for one in each for mark in live(one)])
    } == {}


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='jav&#x09;ascript:alert(1)'>هنا</a>",
        "<a href='data:text/html,x'>هنا</a>",
        "<svg><script>alert(1)</script></svg>",
        "<math><a xlink:href='javascript:alert(1)'>هنا</a></math>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<b style='background:url(javascript:alert(1))' onclick=alert(1)>مهم</b>",
        "<object data='javascript:alert(1)'></object>",
    ],
)
@pytest.mark.parametrize("wrapped", ["<![CDATA[{}]]>", "{}"])
def test_the_words_come_in_and_the_script_stays_out(markup: str, wrapped: str) -> None:
    body = wrapped.format(f"<p>نص الخبر. {markup}</p>")
    [found] = read(
        f"<rss><channel><item><title>خبر</title><description>{body}</description></item></channel></rss>".encode()
    )
    assert isinstance(found, Draft)
    assert live(found) == []
    assert found.body[0].text.startswith("نص الخبر.")
    assert "alert" not in "".join(block.text for block in found.body)
