"""A site that holds every kind of page, filled over its push API as publish fills it, and really served."""

import json
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from khabar_site.settings import SiteSettings
from tests.e2e.site_articles import NOW, WORLD, everyday, revisions
from tests.e2e.site_pictures import drawn
from tests.integration.site.conftest import serving
from tests.integration.site.pictures import hosting
from tests.integration.site.told import copy, relate, reporter
from tests.unit.site.articles import uuid_of

_PATIENCE_SECONDS = 60
_PICTURES = ("river", "field", "city")


@dataclass(frozen=True)
class World:
    """Where the site is served, where another is whose file is broken, and the paths of articles by their names."""

    home: str
    broken: str
    paths: dict[str, str]

    def sid(self, name: str) -> str:
        """The short name of an article."""
        return self.paths[name].split("/")[3][:12]


@contextmanager
def world(folder: Path, language: str) -> Iterator[World]:
    """Serve the world with the interface in one language, until the block ends."""
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        stack.enter_context(capture_logs())  # the works find the broken file, too, and say so at length
        pictures, certificate = stack.enter_context(hosting(folder))
        patch.setenv("SSL_CERT_FILE", str(certificate))
        patch.setenv("KHABAR_FETCH_PRIVATE", "127.0.0.0/8")
        patch.setenv("KHABAR_FETCH_GAP_SECONDS", "0")
        urls = {name: pictures.put(f"/{name}.jpg", drawn(name)) for name in _PICTURES}
        site = stack.enter_context(serving(_settings(folder / "site", language, patch), lambda: NOW))
        site.timeout = httpx.Timeout(_PATIENCE_SECONDS)
        paths = _fill(site, urls)
        _wait_for(site, urls.values())
        broken = stack.enter_context(serving(_settings(folder / "broken", language, patch), lambda: NOW))
        found = World(_home(site), _home(broken), paths)
        for name in ("site.db", "site.db-wal"):
            _damage(folder / "broken" / name)
        yield found


def _settings(folder: Path, language: str, patch: pytest.MonkeyPatch) -> SiteSettings:
    folder.mkdir()
    newsroom = WORLD["newsroom"]
    about = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in WORLD["about"].items())
    sections = "".join(f'[[sections]]\nid = "{id_}"\nname = "{name}"\n' for id_, name in newsroom["sections"])
    named = f'name = "{newsroom["name"]}"\ntagline = "{newsroom["tagline"]}"\ntimezone = "Asia/Damascus"\n'
    whole = f'[newsroom]\n{named}{sections}[site]\nlanguage = "{language}"\n[site.about]\n{about}\n'
    (folder / "newsroom.toml").write_text(whole, "utf-8")
    patch.setenv("KHABAR_CONFIG", str(folder / "newsroom.toml"))
    patch.setenv("KHABAR_SITE_DATABASE", str(folder / "site.db"))
    patch.setenv("KHABAR_SITE_TOKEN", "secret")
    patch.setenv("KHABAR_SITE_URL", "http://news.test")
    return SiteSettings()


def _fill(site: httpx.Client, pictures: dict[str, str]) -> dict[str, str]:
    """Push everything; return the paths of articles, and of the draft."""
    told: list[tuple[str, dict[str, Any]]] = [
        (article["name"], revision)
        for article in WORLD["article"]
        if article["name"] != "draft"
        for revision in revisions(article, pictures)
    ]
    told += [(f"everyday-{place}", revision) for place, revision in enumerate(everyday(pictures))]
    answer = site.post("/api/articles:batch", json={"articles": [revision for _, revision in told]})
    results = answer.json()["results"]
    assert all(result["status"] in {200, 201} for result in results), answer.text
    paths = {name: _path(result["url"]) for (name, _), result in zip(told, results, strict=True)}
    _tie(site)
    for name, kind in (("withdrawn", "withdraw"), ("killed", "kill")):
        _remove(site, name, kind)
    draft = next(article for article in WORLD["article"] if article["name"] == "draft")
    seen = site.put(f"/api/drafts/{uuid_of('draft')}?hours=8", json=next(revisions(draft, pictures))).json()
    return {**paths, "draft": _path(seen["url"])}


def _tie(site: httpx.Client) -> None:
    """Tell which articles belong together."""
    story = WORLD["story"]
    members = [
        {"article_id": uuid_of(name), "published_at": f"{day}T09:00:00Z", "happened": day}
        for name, day in story["articles"]
    ]
    whole = {"id": story["id"], "revision": 1, "name": story["name"], "articles": members}
    answers = [
        site.put(f"/api/stories/{story['id']}", json=whole),
        relate(site, "water", "wire", "women-press", "bridge"),
        copy(site, "copy", of="water"),
        copy(site, "water", of=None, reporters=[reporter("copy", "radio", "إذاعة النهرين")]),
    ]
    assert all(answer.is_success for answer in answers), [answer.text for answer in answers]


def _remove(site: httpx.Client, name: str, kind: str) -> None:
    wanted = {"revision": "1", "kind": kind, "reason": "تبيّن أن المستوصف لم يُفتتح.", "at": NOW.isoformat()}
    answer = site.delete(f"/api/articles/{uuid_of(name)}", params=wanted)
    assert answer.is_success, answer.text


def _wait_for(site: httpx.Client, urls: Iterable[str]) -> None:
    """Wait until the site holds the pictures."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    for url in urls:
        while site.get("/api/pictures", params={"url": url}).json().get("state") != "kept":
            assert time.monotonic() < deadline, f"the site does not hold {url}"
            time.sleep(0.1)


def _damage(file: Path) -> None:
    """Overwrite what a file holds, and leave its length."""
    with file.open("r+b") as opened:
        opened.write(b"\xff" * file.stat().st_size)


def _home(site: httpx.Client) -> str:
    """Where a browser finds a site."""
    return f"http://127.0.0.1:{site.get('/livez').extensions['network_stream'].get_extra_info('server_addr')[1]}"


def _path(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)
