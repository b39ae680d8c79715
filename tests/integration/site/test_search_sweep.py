"""What was killed leaves the search in the kill's own transaction, and soon the file as well."""

import time
from pathlib import Path

import pytest

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.unit.site.articles import pushed, uuid_of

RARE = "زخمنبور"
_SECONDS = 20


def told(name: str, text: str) -> dict[str, object]:
    body = [{"type": "paragraph", "text": f"قال {text} ذلك"}]
    return pushed(name, headline=f"{text} في العنوان", lead=text, body=body)


def files_with(text: str, database: Path) -> list[str]:
    files = database.parent.glob(f"{database.name}*")
    return [path.name for path in files if text.encode() in path.read_bytes()]


def swept(database: Path) -> bool:
    """Whether no file holds the rare word, not even behind the letters that it shares with others in the index."""
    return not files_with(RARE, database) and not files_with(RARE[4:], database)


@pytest.mark.parametrize("withdrawn_first", [False, True])
def test_no_word_of_a_killed_article_stays_in_the_file(site_settings: SiteSettings, *, withdrawn_first: bool) -> None:
    database = site_settings.site_database
    with serving(site_settings) as site:
        for number in range(30):
            site.put(f"/api/articles/{uuid_of(str(number))}", json=told(str(number), f"زخمنبار{number}"))
        killed = f"/api/articles/{uuid_of('killed')}"
        site.put(killed, json=told("killed", RARE))
        assert "نتيجة واحدة" in site.get("/search", params={"q": RARE}).text
        if withdrawn_first:
            site.delete(killed, params={"revision": 1, "kind": "withdraw"})
        assert site.delete(killed, params={"revision": 1, "kind": "kill"}).status_code == 200
        page = site.get("/search", params={"q": RARE}).text
        assert "نتيجة واحدة" not in page
        assert "<mark>" not in page
        end = time.monotonic() + _SECONDS
        while not swept(database) and time.monotonic() < end:
            time.sleep(0.05)
        assert (files_with(RARE, database), files_with(RARE[4:], database)) == ([], [])
        assert "نتيجة واحدة" in site.get("/search", params={"q": "زخمنبار7"}).text
        assert files_with("زخمنبار7", database)
