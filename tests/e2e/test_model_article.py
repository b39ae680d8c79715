"""The model article goes all the way: handed to ``khabar up`` as a page, it appears on the site with all its parts."""

import json
import re
import time
from pathlib import Path

import httpx
import pytest
from lxml import html  # type: ignore[import-untyped] # lxml ships no types

from khabar.cli.settings import CommandSettings
from khabar.events import short_id

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def gold(shared_data: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((shared_data / "ingest/seed/seed.gold.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def article(newsroom: CommandSettings, shared_data: Path) -> str:
    """The address of the article, once the site shows it."""
    token = newsroom.ingest_token
    assert token is not None
    headers = {"authorization": f"Bearer {token.get_secret_value()}"}
    outcomes = []
    for shape in ("seed.html", "seed.ninjs31.json", "seed.cp1256.html"):
        content = (shared_data / "ingest/seed" / shape).read_bytes()
        url = f"{newsroom.ingest_url}/v1/articles?source=model"
        answer = httpx.post(url, content=content, headers=headers, timeout=10)
        assert answer.status_code == 202, answer.text
        outcomes.append(answer.json())
    assert [said["outcome"] for said in outcomes] == ["created", "created", "duplicate"], "one page is one article"
    address = f"{newsroom.site_url}/a/{short_id(outcomes[0]['article_id'])}"
    with httpx.Client(transport=httpx.HTTPTransport(retries=3), follow_redirects=True) as client:
        for _ in range(300):
            if client.get(address).is_success:
                return address
            time.sleep(0.1)
    pytest.fail(f"{address} did not appear")


def test_it_has_its_subheads_and_paragraphs_and_nothing_of_the_page_around(
    article: str, gold: dict[str, list[str]]
) -> None:
    text = html.fromstring(httpx.get(article, follow_redirects=True).content).find_class("text")[0]
    assert [head.text_content() for head in text.iter("h2")] == gold["subheads"]
    assert [paragraph.text_content() for paragraph in text.iter("p")] == gold["paragraphs"]
    assert not [words for words in gold["must_not_appear"] if words in text.text_content()]


def test_its_dates_tags_section_share_links_and_related_articles_are_on_the_page(article: str) -> None:
    page = html.fromstring(httpx.get(article, follow_redirects=True).content)
    times = [each.get("datetime") for each in page.xpath("//div[contains(@class, 'text')]//time")]
    assert {"2022-02-06", "2022-01-03", "2021-12", "2021-11-03", "2022-01-20", "2022-02-05"} <= set(times)
    tags = [link.text_content() for link in page.xpath("//a[@rel='tag']")]
    assert {"تنظيم الدولة الإسلامية", "دير الزور", "قوات الدفاع الوطني", "سجن الصناعة"} <= set(tags)
    assert page.xpath("//a[starts-with(@href, '/section/news')]")
    hosts = " ".join(page.xpath("//section[contains(@class, 'share')]//a/@href"))
    assert all(re.search(host, hosts) for host in ("wa.me", "t.me", "facebook", r"(x|twitter)\.com", "mailto:"))
    assert page.xpath("//section[contains(@class, 'related')]//a")
