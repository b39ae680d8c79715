"""The site as files: every page to the byte, one moment of it, and nothing half done."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from httpx import Client

from khabar import ConfigError
from khabar.events import short_id
from khabar_site import addresses
from khabar_site.export.asking import Unfinished
from khabar_site.export.releases import releases
from khabar_site.settings import SiteSettings
from tests.integration.site import told
from tests.integration.site.conftest import serving
from tests.integration.site.exporting import GONE_STORY, LIVE, STORY, export, files, fill, remove, still, table
from tests.unit.site.articles import uuid_of

_COMMAND = (sys.executable, "-m", "khabar.cli", "site", "export")


@pytest.fixture
def site(site_settings: SiteSettings) -> Iterator[Client]:
    """A site with something of everything, at a moment that stands still."""
    with serving(site_settings, still) as client:
        fill(client)
        yield client


def test_every_exported_file_is_what_the_server_answers_to_the_byte(
    site: Client, site_settings: SiteSettings, tmp_path: Path
) -> None:
    summary = export(site_settings, tmp_path / "out")

    found = files(tmp_path / "out")
    for address, content in found.items():
        answer = site.get(addresses.quoted(address))
        assert (address, answer.status_code, answer.content) == (address, 200, content)
    assert len(found) == summary.pages + summary.files
    assert {"/", "/latest", "/archive/2024/03/10", f"/story/{STORY}", "/tag/place-raqqa", "/robots.txt"} <= set(found)
    assert {"/feed.xml", "/tag/place-raqqa/feed.json", "/sitemap.xml"} <= set(found)
    assert (summary.broken, summary.unwritten) == ([], {})
    missing = tmp_path / "out/current/site/404.html"
    assert missing.read_bytes() == site.get("/404").content
    assert "الموقع غير متاح الآن" in missing.with_name("503.html").read_text("utf-8")


def test_every_article_tag_and_story_is_answered_for(site: Client, site_settings: SiteSettings, tmp_path: Path) -> None:
    export(site_settings, tmp_path / "out")

    moved, gone, found = (
        table(tmp_path / "out", "redirects.map"),
        table(tmp_path / "out", "gone.map"),
        files(tmp_path / "out"),
    )
    for name in (*LIVE, "نسخة", "مدموج", "مسحوب"):
        sid = short_id(uuid_of(name))
        assert moved[sid] == site.get(f"/a/{sid}").headers["location"]
    assert all(any(f"/{short_id(uuid_of(name))}-" in path for path in found) for name in (*LIVE, "مسحوب"))
    assert moved[f"/story/{GONE_STORY}"] == f"/story/{STORY}"
    assert moved["/tag/place-rakka/feed.xml"] == "/tag/place-raqqa/feed.xml"
    killed = short_id(uuid_of("مقتول"))
    assert killed in gone
    assert (tmp_path / "out/current/gone" / gone[killed]).read_bytes() == site.get(f"/a/{killed}").content


def test_what_only_a_running_site_can_answer_is_not_exported(
    site: Client, site_settings: SiteSettings, tmp_path: Path
) -> None:
    export(site_settings, tmp_path / "out")

    asked = [path for path in files(tmp_path / "out") if path.startswith(("/search", "/api", "/draft", "/latest/live"))]
    assert asked == []
    assert 'action="/search"' in site.get("/").text


def test_lists_are_exported_to_their_last_page(site: Client, site_settings: SiteSettings, tmp_path: Path) -> None:
    export(site_settings, tmp_path / "out")

    further = [path for path in files(tmp_path / "out") if path.startswith("/latest/before/")]
    assert len(further) == 1, site.get("/latest").text


def test_a_second_export_links_to_the_files_that_did_not_change(
    site: Client, site_settings: SiteSettings, tmp_path: Path
) -> None:
    first = export(site_settings, tmp_path / "out")
    before = (tmp_path / "out/current").resolve()
    told.push(site, LIVE[0], 2, lead="صُحح هذا الخبر بعد نشره.")
    second = export(site_settings, tmp_path / "out")

    now = (tmp_path / "out/current").resolve()
    assert (first.unchanged, now != before) == (0, True)
    assert 0 < second.unchanged < second.pages + second.files
    assert (before / "site/robots.txt").stat().st_ino == (now / "site/robots.txt").stat().st_ino
    [changed] = (now / "site/2024/03").glob(f"{short_id(uuid_of(LIVE[0]))}-*/index.html")
    assert "صُحح" in changed.read_text("utf-8")


def test_only_the_newest_releases_stay(site: Client, site_settings: SiteSettings, tmp_path: Path) -> None:
    assert site.get("/").is_success
    for _ in range(4):
        last = export(site_settings, tmp_path / "out", keep=2)

    kept = sorted(path.name for path in (tmp_path / "out/.releases").iterdir())
    assert len(kept) == 2
    assert (tmp_path / "out/current").resolve().name == last.release
    assert last.release in kept


def test_a_killed_article_leaves_the_next_export(site: Client, site_settings: SiteSettings, tmp_path: Path) -> None:
    export(site_settings, tmp_path / "out", keep=1)
    remove(site, LIVE[3], "kill")
    export(site_settings, tmp_path / "out", keep=1)

    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert LIVE[3].encode() not in everything
    assert short_id(uuid_of(LIVE[3])) in table(tmp_path / "out", "gone.map")


def test_a_folder_that_holds_other_things_is_refused(site_settings: SiteSettings, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/photos").mkdir()

    with pytest.raises(ConfigError, match="photos"):
        export(site_settings, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["photos"]


def test_two_exports_to_one_folder_are_not_made_at_once(site_settings: SiteSettings, tmp_path: Path) -> None:
    with releases(tmp_path / "out"), pytest.raises(ConfigError, match="another export"):
        export(site_settings, tmp_path / "out")


def test_a_missing_database_is_named_and_not_made(site_settings: SiteSettings, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"site\.db"):
        export(site_settings, tmp_path / "out")
    assert not site_settings.site_database.exists()


def test_the_file_of_another_program_is_refused(site_settings: SiteSettings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(site_settings.site_database)) as other:
        other.execute("CREATE TABLE mail (text)")

    with pytest.raises(ConfigError, match="no such table"):
        export(site_settings, tmp_path / "out")
    assert not (tmp_path / "out/current").exists()


def test_a_page_that_cannot_be_made_leaves_the_old_export_served(
    site: Client, site_settings: SiteSettings, tmp_path: Path
) -> None:
    export(site_settings, tmp_path / "out")
    before = files(tmp_path / "out")
    told.push(site, "خبر جديد")
    with closing(sqlite3.connect(site_settings.site_database)) as db, db:
        db.execute("UPDATE history SET payload = x'00'")
        db.execute("DELETE FROM page")

    with pytest.raises(Unfinished, match="export again"):
        export(site_settings, tmp_path / "out")
    assert files(tmp_path / "out") == before


def test_an_export_that_is_killed_leaves_the_old_one_served(
    site: Client, site_settings: SiteSettings, tmp_path: Path
) -> None:
    whole = export(site_settings, tmp_path / "out")
    before = files(tmp_path / "out")
    told.push(site, "خبر جديد")

    for part in (0.0, 0.1, 0.3, 0.6, 0.9):
        _killed(tmp_path / "out", part * (whole.pages + whole.files))
        assert files(tmp_path / "out") == before

    export(site_settings, tmp_path / "out")
    after = files(tmp_path / "out")
    assert any("خبر-جديد" in path for path in after)
    assert len(list((tmp_path / "out/.releases").iterdir())) == 2


def _killed(out: Path, written: float) -> None:
    """Start an export and kill it once it has written so many files."""
    known = set((out / ".releases").iterdir())
    process = subprocess.Popen([*_COMMAND, str(out)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        new = [each for each in (out / ".releases").iterdir() if each not in known and each.name[0] != "."]
        if new and sum(1 for path in new[0].rglob("*") if path.is_file()) >= written:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.001)
    assert process.wait() == -signal.SIGKILL


def test_the_command_exports_beside_a_running_site_and_tells_what_it_wrote(site: Client, tmp_path: Path) -> None:
    site.get("/")
    database = Path(os.environ["KHABAR_SITE_DATABASE"])
    asked = [*_COMMAND, str(tmp_path / "out"), "--database", str(database), "--base", "https://news.example", "--json"]
    done = subprocess.run(
        asked, env=os.environ | {"KHABAR_SITE_DATABASE": "/nowhere/site.db"}, capture_output=True, check=True
    )

    told = json.loads(done.stdout)
    assert set(told) >= {"pages", "bytes", "unchanged", "seconds"}
    assert told["pages"] > len(LIVE)
    assert b"https://news.example/2024/03/" in (tmp_path / "out/current/site/feed.xml").read_bytes()
    assert b"news.test" not in (tmp_path / "out/current/site/feed.xml").read_bytes()
    assert done.stderr == b""


@pytest.mark.parametrize("base", ["news.example", "https://news.example/path", "ftp://news.example"])
def test_an_address_at_which_no_site_can_lie_is_refused(site_settings: SiteSettings, tmp_path: Path, base: str) -> None:
    assert site_settings.reader_url
    done = subprocess.run([*_COMMAND, str(tmp_path / "out"), "--base", base], capture_output=True, check=False)

    assert (done.returncode, base in done.stderr.decode()) == (1, True)
    assert not (tmp_path / "out").exists()
