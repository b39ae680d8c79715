"""A site with something of everything, exported at a moment that stands still."""

from datetime import UTC, datetime
from pathlib import Path

from httpx import Client
from pydantic import SecretStr

from khabar_site.export.exporting import Summary, run
from khabar_site.settings import SiteSettings
from tests.integration.site import told
from tests.integration.site.conftest import NEWSROOM
from tests.unit.site.articles import uuid_of

AT = datetime(2024, 3, 10, 9, 0, tzinfo=UTC)
STORY, GONE_STORY = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
LIVE = [f"خبر رقم {number} من الرقة" for number in range(22)]


def settings(folder: Path) -> SiteSettings:
    """Settings of a site in a folder."""
    (folder / "newsroom.toml").write_text(NEWSROOM, "utf-8")
    return SiteSettings(
        config=folder / "newsroom.toml",
        site_database=folder / "site.db",
        site_token=SecretStr("secret"),
        site_url="http://news.test",
    )


def still() -> datetime:
    """A clock that stands still."""
    return AT


def fill(site: Client) -> None:
    """Push articles of every standing, a story, one that went to it, and tags that were merged."""
    for name in LIVE:
        told.push(site, name)
    for name in ("مقتول", "مسحوب", "مدموج", "نسخة"):
        told.push(site, name)
    told.copy(site, "نسخة", LIVE[0])
    told.follow(site, STORY, (LIVE[0], "2024-03-09"), (LIVE[1], "2024-03-10"), version=1)
    told.follow(site, GONE_STORY, version=2, into=STORY)
    into = {"id": "place:raqqa", "type": "place", "name": "الرقة"}
    site.put("/api/tags/place:rakka", json={"id": "place:rakka", "revision": 1, "type": "place", "into": into})
    remove(site, "مقتول", "kill")
    remove(site, "مسحوب", "withdraw")
    remove(site, "مدموج", "unpublish", into=uuid_of(LIVE[2]))


def remove(site: Client, name: str, kind: str, **more: str) -> None:
    """Take an article away."""
    asked = {"revision": "1", "kind": kind, "reason": "ورد فيه خطأ", **more}
    assert site.delete(f"/api/articles/{uuid_of(name)}", params=asked).is_success


def export(chosen: SiteSettings, folder: Path, keep: int = 2) -> Summary:
    """Export a site as it is."""
    return run(chosen, folder, keep, AT, lambda _done, _known: None)


def files(folder: Path) -> dict[str, bytes]:
    """What is served, by address (unquoted)."""
    root = folder / "current" / "site"
    found = {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    return {_address(name): content for name, content in found.items() if not name[0].isdigit() or "/" in name}


def table(folder: Path, name: str) -> dict[str, str]:
    """A map as nginx reads it."""
    lines = (folder / "current" / name).read_text("utf-8").splitlines()
    return dict(line.strip('";').split('" "') for line in lines)


def _address(name: str) -> str:
    return "/" if name == "index.html" else f"/{name.removesuffix('/index.html')}"
