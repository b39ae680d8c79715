"""Where a feed says that a hub pushes it, and who may say that a delivery is from there."""

import hmac

import pytest

from khabar.fetching import Fetched
from khabar_ingest.websub import announced, is_signed
from khabar_ingest.websub.links import header_links

URL = "https://agency.example/feed"
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>hub</title>
<link rel="self" href="/feed?a=1&amp;b=2"/><link href='https://one.example/hub' rel='hub' />
<link rel="hub alternate" href="//two.example/"/>
<entry><link rel="hub" href="https://of-an-entry.example/"/></entry></feed>"""
RSS = """<rss><channel><atom:link xmlns:atom="x" rel="hub" href="https://one.example/hub"/>
<atom:link rel="self" href="https://agency.example/rss"/><item><title>x</title></item></channel></rss>"""


def answer(content: str | bytes = "", **headers: str) -> Fetched:
    return Fetched(200, headers, URL, content.encode() if isinstance(content, str) else content)


def test_an_atom_feed_names_its_hubs_and_itself() -> None:
    found = announced(answer(ATOM))
    assert found.hubs == ("https://one.example/hub", "https://two.example/")
    assert found.topic == "https://agency.example/feed?a=1&b=2"


def test_an_rss_feed_names_them_with_links_of_atom() -> None:
    found = announced(answer(RSS))
    assert (found.hubs, found.topic) == (("https://one.example/hub",), "https://agency.example/rss")


def test_a_json_feed_names_them_in_its_own_way() -> None:
    found = announced(
        answer(
            '{"version": "https://jsonfeed.org/version/1.1", "feed_url": "https://agency.example/j", "items": [],'
            ' "hubs": [{"type": "rssCloud", "url": "https://c.example/"}, 3,'
            ' {"type": "WebSub", "url": "https://h.example/"}]}'
        )
    )
    assert (found.hubs, found.topic) == (("https://h.example/",), "https://agency.example/j")


def test_what_the_header_says_comes_before_the_document() -> None:
    found = announced(answer(ATOM, link='<https://h.example/>; rel="hub", <https://agency.example/x>; rel=self'))
    assert (found.hubs, found.topic) == (("https://h.example/",), "https://agency.example/x")


def test_a_header_that_names_only_the_hub_leaves_the_topic_to_the_document() -> None:
    found = announced(answer(ATOM, link="</hub>; rel=hub"))
    assert (found.hubs, found.topic) == (("https://agency.example/hub",), "https://agency.example/feed?a=1&b=2")


def test_a_feed_without_a_hub_is_its_own_topic() -> None:
    found = announced(answer("<rss><channel><title>no such thing</title></channel></rss>"))
    assert (found.hubs, found.topic) == ((), URL)


@pytest.mark.parametrize(
    "content",
    ["<link rel=hub href=javascript:alert(1)>", "<link rel='hub' href='file:///etc/passwd'>", "{hub", '{"hubs": {}}'],
)
def test_a_hub_that_is_no_web_address_is_none(content: str) -> None:
    assert announced(answer(content)).hubs == ()


def test_a_feed_that_names_too_many_hubs_is_believed_in_part() -> None:
    links = "".join(f"<link rel='hub' href='https://h{n}.example/'/>" for n in range(100))
    assert len(announced(answer(f"<feed>{links}</feed>")).hubs) == 3


@pytest.mark.parametrize(
    ("value", "links"),
    [
        ('<https://a.example/x;y>; rel="hub"; title="a, b"', [("hub", "https://a.example/x;y")]),
        ("<https://a.example/>;rel=HUB,<https://b.example/>;  rel = self", None),
        ('<https://a.example/>; rel="self hub"', [("self", "https://a.example/"), ("hub", "https://a.example/")]),
        ("<https://a.example/>", []),
        ("nothing", []),
        ("<" * 50_000, []),
        ("<a>" * 20_000, []),
    ],
)
def test_link_headers_are_read_as_servers_write_them(value: str, links: list[tuple[str, str]] | None) -> None:
    both = [("hub", "https://a.example/"), ("self", "https://b.example/")]
    assert list(header_links(value)) == (both if links is None else links)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512", "SHA256"])
def test_a_delivery_is_signed_by_whoever_knows_the_secret(method: str) -> None:
    digest = hmac.new(b"secret", b"body", method.lower()).hexdigest()
    assert is_signed(b"body", "secret", f"{method}={digest}")
    assert is_signed(b"body", "secret", f" {method}={digest.upper()} ")
    assert not is_signed(b"body!", "secret", f"{method}={digest}")
    assert not is_signed(b"body", "other", f"{method}={digest}")
    assert not is_signed(b"body", "secret", f"{method}={digest[:-1]}")


@pytest.mark.parametrize(
    "said", ["", "=", "sha256", "sha256=", "md5=841a2d689ad86bd1611447453c22c6fc", "sha256=é\ud800"]
)
def test_what_is_no_signature_signs_nothing(said: str) -> None:
    assert not is_signed(b"body", "secret", said)
