import re
import threading

from httpx import Client

from tests.unit.site.articles import pushed, uuid_of

UPDATES = 60


def test_a_reader_never_sees_a_mixture_of_two_revisions(site: Client) -> None:
    url = push(site, 1)
    seen: set[str] = set()
    mixed: list[set[str]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            for address in (url, "/latest"):
                marks = set(re.findall(r"نسخة-\d+", site.get(address).text))
                seen.update(marks)
                if len(marks) != 1:
                    mixed.append(marks)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for revision in range(2, UPDATES):
        push(site, revision)
        assert f"نسخة-{revision}" in site.get("/feed.xml").text
    done.set()
    for reader in readers:
        reader.join()
    assert mixed == []
    assert len(seen) > 1


def push(site: Client, revision: int) -> str:
    mark = f"نسخة-{revision}"
    body = [{"type": "paragraph", "text": f"{mark} في المتن"}, {"type": "heading", "text": mark}]
    article = pushed(revision=revision, headline=mark, lead=mark, body=body, enrichment={"slug": "water"})
    url: str = site.put(f"/api/articles/{uuid_of('water')}", json=article).json()["url"]
    return url
