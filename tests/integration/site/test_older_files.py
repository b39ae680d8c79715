"""Files that an older Khabar made: what was pushed is kept, and what is derived from it is written anew."""

import gzip
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from khabar import ConfigError
from khabar.events import short_id
from khabar_site.settings import SiteSettings
from khabar_site.site import Site
from tests.integration.site.conftest import serving
from tests.integration.site.told import push
from tests.unit.site.articles import uuid_of

OLDER = Path(__file__).parent


def unpack(name: str, settings: SiteSettings) -> None:
    settings.site_database.write_bytes(gzip.decompress((OLDER / name).read_bytes()))


def test_a_file_of_version_3_shows_what_it_held(site_settings: SiteSettings) -> None:
    unpack("version-3.db.gz", site_settings)
    with serving(site_settings) as site:
        told = {
            name: site.get(f"/api/articles/{uuid_of(name)}").json()["state"]
            for name in ("live", "copy", "withdrawn", "killed", "unpublished")
        }
        assert told == {"live": "live", "copy": "live"} | {
            state: state for state in ("withdrawn", "killed", "unpublished")
        }
        live = site.get(f"/a/{short_id(uuid_of('live'))}", follow_redirects=True)
        assert "خبر live بعد التصويب" in live.text
        copied = site.get(f"/a/{short_id(uuid_of('copy'))}", follow_redirects=True)
        assert copied.url == live.url
        for address in ("/", "/latest", "/section/news", "/tag/place-raqqa", "/author/سلمى-الحسن", "/corrections"):
            assert "خبر live" in site.get(address).text, address
        assert "مدينة الرقة" in site.get("/tag/place-raqqa").text
        assert site.get("/story/aaaaaaaaaaaa").status_code == 200
        assert site.get(f"/2024/03/{short_id(uuid_of('killed'))}").status_code == 410
        assert "خبر killed" not in site.get("/latest").text
    assert b"\xd8\xae\xd8\xa8\xd8\xb1 killed" not in site_settings.site_database.read_bytes()


def pages(settings: SiteSettings) -> int:
    with closing(sqlite3.connect(settings.site_database)) as db:
        count: int = db.execute("SELECT count(*) FROM page").fetchone()[0]
    return count


@pytest.mark.parametrize("name", ["version-1.db.gz", "version-3.db.gz"])
def test_an_older_file_is_written_anew_once(site_settings: SiteSettings, name: str) -> None:
    unpack(name, site_settings)
    for _ in range(2):
        with serving(site_settings):
            pass
        with closing(sqlite3.connect(site_settings.site_database)) as db:
            assert db.execute("SELECT seq, keys FROM change").fetchall() == [(1, '["site"]')]
            assert db.execute("PRAGMA user_version").fetchone() == (4,)
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_page_that_was_not_kept_is_made_for_its_reader_and_kept(site_settings: SiteSettings) -> None:
    with serving(site_settings) as site:
        path = push(site, "water")
    with closing(sqlite3.connect(site_settings.site_database, isolation_level=None)) as db:
        db.execute("DELETE FROM page")
    with serving(site_settings) as site:
        assert "water" in site.get(path).text
        deadline = time.monotonic() + 10
        while not pages(site_settings) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert pages(site_settings) == 1


def test_a_rebuilding_that_is_cut_off_leaves_the_file_as_it_was(
    site_settings: SiteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpack("version-3.db.gz", site_settings)

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("khabar_site.store.rebuilding.project", cut_off)
        with pytest.raises(KeyboardInterrupt):
            Site(site_settings)
    with closing(sqlite3.connect(site_settings.site_database)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (3,)
        assert db.execute("SELECT count(*) FROM listing").fetchone() == (1,)
    with serving(site_settings) as site:
        assert "خبر live" in site.get("/latest").text


def test_a_file_of_a_newer_khabar_is_refused(site_settings: SiteSettings) -> None:
    with closing(sqlite3.connect(site_settings.site_database)) as db:
        db.execute("PRAGMA user_version = 5")
    with pytest.raises(ConfigError, match="newer Khabar"):
        Site(site_settings)
