"""Pictures of articles, from where they lie to the reader, and out of sight again."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.integration.site.pictures import Pictures, hosting, photo
from tests.unit.site.articles import pushed, uuid_of

_PATIENCE_SECONDS = 20


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pictures]:
    """A server of pictures that the site may fetch from."""
    with hosting(tmp_path) as (found, certificate):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        monkeypatch.setenv("KHABAR_FETCH_PRIVATE", "127.0.0.0/8")
        monkeypatch.setenv("KHABAR_FETCH_GAP_SECONDS", "0")
        yield found


@pytest.fixture
def keeping(pictures: Pictures, site_settings: SiteSettings) -> Iterator[httpx.Client]:
    """A site that keeps pictures."""
    with serving(type(site_settings)()) as client:
        yield client


def push(site: httpx.Client, name: str, *urls: str, revision: int = 1, **changes: Any) -> str:  # noqa: ANN401 - any field of an article
    """Push an article with pictures, and return its address."""
    media = [{"url": url, "alt": "صورة"} for url in urls]
    article = pushed(name, revision, media=media, **changes)
    answer = site.put(f"/api/articles/{article['id']}", json=article)
    assert answer.status_code in {200, 201}, answer.text
    return str(answer.json()["url"])


def told(site: httpx.Client, url: str) -> dict[str, Any]:
    answer = site.get("/api/pictures", params={"url": url})
    return answer.json() if answer.status_code == 200 else {"state": None}


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def kept(site: httpx.Client, url: str) -> list[str]:
    """The files of a picture, once it is kept."""
    until(lambda: told(site, url)["state"] == "kept")
    return list(told(site, url)["files"])


def files(settings: SiteSettings) -> list[Path]:
    return sorted((settings.site_database.parent / "pictures").glob("*/*"))


def test_a_picture_is_fetched_after_the_push_and_then_shown_from_the_site_itself(
    keeping: httpx.Client, pictures: Pictures
) -> None:
    url = pictures.put("/a.jpg", photo())
    address = push(keeping, "water", url)
    assert keeping.get(address).status_code == 200
    small, large, whole = kept(keeping, url)
    page = keeping.get(address).text
    assert f'srcset="{small} 320w, {large} 640w, {whole} 800w"' in page
    assert 'width="800" height="600"' in page
    assert url not in page.partition("<img")[2]
    served = keeping.get(whole)
    assert served.headers["content-type"] == "image/webp"
    assert served.headers["cache-control"] == "public, max-age=31536000, s-maxage=300, immutable"
    assert served.headers["surrogate-key"] == f"picture:{whole.split('/')[-1].partition('-')[0]}"
    assert int(served.headers["content-length"]) == len(served.content)
    assert Image.open(BytesIO(served.content)).size == (800, 600)
    assert keeping.get(whole, headers={"if-none-match": served.headers["etag"]}).status_code == 304
    assert pictures.asked == ["/a.jpg"]


def test_pictures_in_the_body_are_kept_too_and_those_on_unencrypted_addresses_are_not_asked_for(
    keeping: httpx.Client, pictures: Pictures
) -> None:
    url = pictures.put("/body.jpg", photo())
    plain = url.replace("https:", "http:")
    push(keeping, "water", plain, body=[{"type": "image", "url": url, "text": "صورة"}])
    assert kept(keeping, url)
    assert told(keeping, plain)["state"] is None


def test_the_policy_allows_pictures_from_the_site_alone(keeping: httpx.Client) -> None:
    policy = keeping.get("/").headers["content-security-policy"]
    assert "img-src 'self'" in policy
    assert "https:" not in policy


def test_nothing_is_served_of_a_killed_article_and_its_files_are_removed(
    keeping: httpx.Client, pictures: Pictures, site_settings: SiteSettings
) -> None:
    url = pictures.put("/a.jpg", photo())
    push(keeping, "water", url)
    paths = kept(keeping, url)
    assert len(files(site_settings)) == len(paths) == 3
    keeping.delete(f"/api/articles/{uuid_of('water')}", params={"kind": "kill", "revision": 1, "reason": "خطأ"})
    assert [keeping.get(path).status_code for path in paths] == [404, 404, 404]
    until(lambda: not files(site_settings))
    assert told(keeping, url)["state"] is None


def test_a_picture_that_arrives_after_its_article_was_killed_is_thrown_away(
    keeping: httpx.Client, pictures: Pictures, site_settings: SiteSettings
) -> None:
    url, other = pictures.put("/a.jpg", photo()), pictures.put("/b.jpg", photo("maroon"))
    pictures.open.clear()
    push(keeping, "water", url)
    until(lambda: bool(pictures.asked))
    keeping.delete(f"/api/articles/{uuid_of('water')}", params={"kind": "kill", "revision": 1, "reason": "خطأ"})
    pictures.open.set()
    push(keeping, "power", other)
    paths = kept(keeping, other)
    until(lambda: sorted(path.name for path in files(site_settings)) == sorted(Path(path).name for path in paths))
    assert told(keeping, url)["state"] is None


def test_a_site_stops_at_once_while_it_waits_for_a_picture(pictures: Pictures, site_settings: SiteSettings) -> None:
    url = pictures.put("/a.jpg", photo())
    pictures.open.clear()
    with serving(type(site_settings)()) as site:
        push(site, "water", url)
        until(lambda: bool(pictures.asked))
        stopped = time.monotonic()
    assert time.monotonic() - stopped < 5


def test_a_later_revision_has_a_picture_tried_again_that_was_given_up_a_while_ago(
    keeping: httpx.Client, pictures: Pictures, site_settings: SiteSettings
) -> None:
    url = pictures.url("/a.jpg")
    push(keeping, "water", url)
    until(lambda: told(keeping, url)["state"] == "given up")
    pictures.put("/a.jpg", photo())
    push(keeping, "water", url, revision=2, headline="عنوان ثان")
    assert told(keeping, url)["state"] == "given up"
    with closing(sqlite3.connect(site_settings.site_database)) as db:
        db.execute("UPDATE picture SET at = at - 3700000")
        db.commit()
    push(keeping, "water", url, revision=3, headline="عنوان ثالث")
    assert kept(keeping, url)


def test_a_picture_stays_while_another_article_shows_it_by_whatever_address(
    keeping: httpx.Client, pictures: Pictures, site_settings: SiteSettings
) -> None:
    first, second = pictures.put("/a.jpg", photo()), pictures.put("/copy-of-a.jpg", photo())
    push(keeping, "water", first)
    push(keeping, "power", second)
    paths = kept(keeping, first)
    assert kept(keeping, second) == paths
    keeping.delete(f"/api/articles/{uuid_of('water')}", params={"kind": "kill", "revision": 1, "reason": "خطأ"})
    until(lambda: told(keeping, first)["state"] is None)
    assert keeping.get(paths[0]).status_code == 200
    keeping.delete(f"/api/articles/{uuid_of('power')}", params={"kind": "kill", "revision": 1, "reason": "خطأ"})
    assert keeping.get(paths[0]).status_code == 404
    until(lambda: not files(site_settings))


def test_a_picture_that_a_revision_replaces_is_let_go_of(
    keeping: httpx.Client, pictures: Pictures, site_settings: SiteSettings
) -> None:
    old, new = pictures.put("/old.jpg", photo()), pictures.put("/new.jpg", photo("maroon"))
    push(keeping, "water", old)
    kept(keeping, old)
    push(keeping, "water", new, revision=2, headline="عنوان جديد")
    until(lambda: told(keeping, old)["state"] is None)
    assert len(kept(keeping, new)) == 3
    until(lambda: len(files(site_settings)) == 3)


def test_a_revision_with_the_same_picture_does_not_fetch_it_again(keeping: httpx.Client, pictures: Pictures) -> None:
    url = pictures.put("/a.jpg", photo())
    push(keeping, "water", url)
    paths = kept(keeping, url)
    assert paths[-1] in keeping.get(push(keeping, "water", url, revision=2, headline="عنوان جديد")).text
    assert pictures.asked == ["/a.jpg"]


def test_a_picture_that_is_not_there_is_given_up_at_once(keeping: httpx.Client, pictures: Pictures) -> None:
    url = pictures.url("/missing.jpg")
    address = push(keeping, "water", url)
    until(lambda: told(keeping, url)["state"] == "given up")
    found = told(keeping, url)
    assert (found["tries"], found["error"]) == (1, "the server answered 404")
    assert found["articles"] == [uuid_of("water")]
    assert "<img" not in keeping.get(address).text


def test_a_server_that_fails_is_asked_again_later(keeping: httpx.Client, pictures: Pictures) -> None:
    url = pictures.put("/a.jpg", b"", status=500)
    push(keeping, "water", url)
    until(lambda: told(keeping, url).get("tries") == 1)
    found = told(keeping, url)
    assert found["state"] == "wanted"
    assert found["due_at"] > found["at"]
    assert pictures.asked == ["/a.jpg"]


@pytest.mark.parametrize(
    ("content", "kind", "state"),
    [
        (b"<!doctype html><script>alert(1)</script>", "image/jpeg", "wanted"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image/svg+xml", "wanted"),
        (photo()[:900], "image/jpeg", "wanted"),
        (photo(size=(1, 1)), "image/jpeg", "given up"),
    ],
    ids=["html", "svg", "truncated", "one pixel"],
)
def test_what_is_no_picture_is_never_shown(
    keeping: httpx.Client, pictures: Pictures, content: bytes, kind: str, state: str
) -> None:
    url = pictures.put("/a.jpg", content, kind)
    address = push(keeping, "water", url)
    until(lambda: bool(told(keeping, url).get("error")))
    assert (told(keeping, url)["state"], told(keeping, url)["files"]) == (state, [])
    assert "<img" not in keeping.get(address).text


def test_a_picture_over_15_megabytes_is_refused(keeping: httpx.Client, pictures: Pictures) -> None:
    url = pictures.put("/a.jpg", photo() + b"\0" * 15_000_000)
    push(keeping, "water", url)
    until(lambda: told(keeping, url)["state"] == "given up")
    assert "larger than 15000000 bytes" in told(keeping, url)["error"]


def test_an_address_inside_our_own_networks_is_not_asked(
    pictures: Pictures, site_settings: SiteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KHABAR_FETCH_PRIVATE")
    url = pictures.put("/a.jpg", photo()).replace(f":{pictures.port}", "")
    with serving(type(site_settings)()) as site:
        push(site, "water", url)
        until(lambda: told(site, url)["state"] == "given up")
        assert "loopback" in told(site, url)["error"]
    assert not pictures.asked


def test_a_way_that_leaves_encryption_is_not_trusted(keeping: httpx.Client, pictures: Pictures) -> None:
    pictures.put("/b.jpg", photo())
    url = pictures.put("/a.jpg", b"", status=302, location=f"http://127.0.0.1:{pictures.port}/b.jpg")
    push(keeping, "water", url)
    until(lambda: bool(told(keeping, url).get("error")))
    assert told(keeping, url)["state"] != "kept"


def test_what_was_wanted_before_a_restart_is_fetched_after_it(
    pictures: Pictures, site_settings: SiteSettings, tmp_path: Path
) -> None:
    url = pictures.put("/a.jpg", photo())
    newsroom = tmp_path / "newsroom.toml"
    before = newsroom.read_text("utf-8")
    newsroom.write_text(before + '[site]\npictures = "none"\n', "utf-8")
    with serving(type(site_settings)()) as site:
        push(site, "water", url)
        assert told(site, url)["state"] == "wanted"
    assert not pictures.asked
    newsroom.write_text(before, "utf-8")
    with serving(type(site_settings)()) as site:
        assert kept(site, url)


def test_a_restart_fetches_what_was_lost_and_removes_what_nobody_needs(
    pictures: Pictures, site_settings: SiteSettings
) -> None:
    url = pictures.put("/a.jpg", photo())
    with serving(type(site_settings)()) as site:
        push(site, "water", url)
        paths = kept(site, url)
    lost = files(site_settings)[0]
    lost.unlink()
    stray = lost.with_name(f"{lost.name}.half.new")
    stray.write_bytes(b"half")
    other = lost.with_name(f"{lost.name[:2]}{'0' * 30}-320.webp")
    other.write_bytes(b"nobody's")
    with serving(type(site_settings)()) as site:
        until(lambda: len(pictures.asked) == 2)
        assert kept(site, url) == paths
        assert site.get(paths[0]).status_code == 200
        until(lambda: len(files(site_settings)) == 3)
    assert not stray.exists()
    assert not other.exists()


def test_a_disk_that_cannot_be_written_to_costs_no_try_and_breaks_nothing(
    pictures: Pictures, site_settings: SiteSettings
) -> None:
    folder = site_settings.site_database.parent / "pictures"
    folder.write_bytes(b"no folder")
    url = pictures.put("/a.jpg", photo())
    with serving(type(site_settings)()) as site:
        address = push(site, "water", url)
        until(lambda: bool(told(site, url).get("error")))
        found = told(site, url)
        assert (found["state"], found["tries"]) == ("wanted", 0)
        assert site.get(address).status_code == 200


def test_a_newsroom_may_leave_pictures_where_they_lie(
    pictures: Pictures, site_settings: SiteSettings, tmp_path: Path
) -> None:
    url = pictures.put("/a.jpg", photo())
    with serving(type(site_settings)()) as site:
        push(site, "water", url)
        paths = kept(site, url)
    newsroom = tmp_path / "newsroom.toml"
    newsroom.write_text(newsroom.read_text("utf-8") + '[site]\npictures = "link"\n', "utf-8")
    with serving(type(site_settings)()) as site:
        until(lambda: not files(site_settings))
        page = site.get(push(site, "power", url))
        assert f'<img src="{url}"' in page.text
        assert "img-src 'self' https:" in page.headers["content-security-policy"]
        assert site.get(paths[0]).status_code == 404
    assert pictures.asked == ["/a.jpg"]


def test_a_list_shows_the_picture_once_it_is_kept(keeping: httpx.Client, pictures: Pictures) -> None:
    url = pictures.put("/a.jpg", photo())
    push(keeping, "water", url)
    assert "/pictures/" not in keeping.get("/").text
    paths = kept(keeping, url)
    until(lambda: paths[0] in keeping.get("/").text)


@pytest.mark.parametrize("file", ["x", "..%2fsite.db", f"{'a' * 32}-320.webp", f"{'A' * 32}-320.webp", "-320.webp"])
def test_what_is_no_file_of_a_picture_is_not_found(keeping: httpx.Client, file: str) -> None:
    assert keeping.get(f"/pictures/{file}").status_code == 404


def test_what_became_of_a_picture_is_told_to_none_but_those_who_may_push(keeping: httpx.Client) -> None:
    answer = keeping.get("/api/pictures", params={"url": "https://x.example/a.jpg"}, headers={"authorization": ""})
    assert answer.status_code == 401
