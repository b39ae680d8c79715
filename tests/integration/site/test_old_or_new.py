import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from httpx import Client

from tests.chaos.servers import is_long
from tests.unit.site.articles import pushed, uuid_of

UPDATES = 1_000 if is_long() else 60
AGREED_SECONDS = 1
SHOWN_AT = ("/latest", "/section/news", "/feed.xml", "/")


@pytest.mark.timeout(3600)
def test_a_reader_never_sees_a_mixture_of_two_revisions(site: Client) -> None:
    url = push(site, 1)
    seen: set[str] = set()
    with reading(site, url, *SHOWN_AT) as wrong:
        for revision in range(2, UPDATES):
            push(site, revision)
            for address in (url, *SHOWN_AT):
                seen |= marks(site, address)
                assert marks(site, address) == {f"نسخة-{revision}"}, "shown as soon as it was acknowledged"
    assert wrong == []
    assert len(seen) == UPDATES - 2


@pytest.mark.timeout(3600)
def test_article_section_and_feed_agree_within_a_second(site: Client) -> None:
    """A reader who asks for one page after the other is never told of a revision older than a second before."""
    url = push(site, 1)
    acknowledged: list[float] = [0.0, time.monotonic()]
    late: list[tuple[str, int]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            for address in (url, *SHOWN_AT):
                asked = time.monotonic()
                shown = max(int(mark.rpartition("-")[2]) for mark in marks(site, address))
                known = [revision for revision, at in enumerate(acknowledged) if at <= asked - AGREED_SECONDS]
                if shown < max(known, default=0):
                    late.append((address, shown))

    reader = threading.Thread(target=read)
    reader.start()
    for revision in range(2, UPDATES):
        push(site, revision)
        acknowledged.append(time.monotonic())
    done.set()
    reader.join()
    assert late == []


@contextmanager
def reading(site: Client, *addresses: str) -> Iterator[list[tuple[str, set[str]]]]:
    """Read pages over and over while the block lasts, and collect those that do not show one revision alone."""
    wrong: list[tuple[str, set[str]]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            wrong.extend((address, found) for address in addresses if len(found := marks(site, address)) != 1)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        yield wrong
    finally:
        done.set()
        for reader in readers:
            reader.join()


def marks(site: Client, address: str) -> set[str]:
    """The revisions that a page shows."""
    return set(re.findall(r"نسخة-\d+", site.get(address).text))


def push(site: Client, revision: int) -> str:
    mark = f"نسخة-{revision}"
    body = [{"type": "paragraph", "text": f"{mark} في المتن"}, {"type": "heading", "text": mark}]
    article = pushed(revision=revision, headline=mark, lead=mark, body=body, enrichment={"slug": "water"})
    url: str = site.put(f"/api/articles/{uuid_of('water')}", json=article).json()["url"]
    return url
