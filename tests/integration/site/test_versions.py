import re
from typing import Any

import pytest
from httpx import Client

from tests.integration.site.told import copy
from tests.unit.site.articles import pushed, uuid_of

NOTE = {"note": "كان عدد الشاحنات 830، والصحيح 380.", "kind": "major"}
WRONG, RIGHT = "عبرت 830 شاحنة المعبر في عشرة أيام.", "عبرت 380 شاحنة المعبر في عشرة أيام."


def put(site: Client, name: str = "water", **changes: Any) -> str:  # noqa: ANN401 - any field of an article
    article = pushed(name, **changes)
    url: str = site.put(f"/api/articles/{article['id']}", json=article).json()["url"]
    return url


def corrected(site: Client, **changes: Any) -> str:  # noqa: ANN401 - any field of an article
    """An article of two revisions; returns the path of its history."""
    put(site, body=[{"type": "paragraph", "text": WRONG}], **changes)
    later: dict[str, Any] = {"correction": NOTE, "updated_at": "2024-03-11T10:00:00+03:00", **changes}
    url = put(site, revision=2, body=[{"type": "paragraph", "text": RIGHT}], **later)
    return f"/a/{url.split('/')[5][:12]}/versions"


def remove(site: Client, kind: str, revision: int = 2, name: str = "water") -> None:
    params = {"revision": str(revision), "kind": kind, "reason": "طلب"}
    assert site.delete(f"/api/articles/{uuid_of(name)}", params=params).status_code == 200


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_reader_sees_word_by_word_what_a_correction_changed(site: Client) -> None:
    history = corrected(site)
    page = site.get(f"{history}/2").text
    assert re.search(r"<del>.*?830<.*?</del>\s*<ins>.*?380<.*?</ins>", page)
    assert "بداية حذف: 830 نهاية الحذف" in words(page)
    assert "بداية إضافة: 380 نهاية الإضافة" in words(page)
    assert NOTE["note"] in page


def test_the_history_names_every_version_with_its_time_and_its_correction(site: Client) -> None:
    history = corrected(site)
    page = site.get(history)
    assert page.headers["x-robots-tag"] == "noindex"
    assert re.findall(rf'<a href="({history}/\d+)">', page.text) == [f"{history}/2", f"{history}/1"]
    assert "11 آذار/مارس 2024، 10:00" in page.text
    assert NOTE["note"] in page.text
    first = site.get(f"{history}/1").text
    assert WRONG in first
    assert "<ins>" not in first


def test_an_article_leads_to_its_history_only_after_a_real_change(site: Client) -> None:
    url = put(site)
    put(site, revision=2, content_sha=pushed()["content_sha"])
    assert "/versions" not in site.get(url).text
    put(site, revision=3, lead="خلاصة أخرى للخبر.")
    page = site.get(url).text
    assert "سجل التعديلات (نسختان)" in page
    assert [re.findall(r"/versions/(\d)", site.get(link).text) for link in re.findall(r"/a/\w+/versions", page)] == [
        ["3", "1"]
    ]


def test_a_late_older_revision_takes_its_place_in_the_history(site: Client) -> None:
    put(site, revision=3, lead="ثالثة")
    url = put(site, revision=2, lead="ثانية")
    history = f"/a/{url.split('/')[5][:12]}/versions"
    assert re.findall(rf'href="{history}/(\d)"', site.get(history).text) == ["3", "2"]


def test_no_history_shows_more_than_the_strictest_rights_of_any_version(site: Client) -> None:
    put(site, body=[{"type": "paragraph", "text": WRONG}])
    url = put(site, revision=2, rights="excerpt+link", body=[{"type": "paragraph", "text": RIGHT}])
    history = f"/a/{url.split('/')[5][:12]}/versions"
    for address in (f"{history}/1", f"{history}/2"):
        page = site.get(address).text
        assert "شاحنة" not in page
    assert "لم يتغير النص المعروض" in page


@pytest.mark.parametrize(("kind", "status"), [("kill", 410), ("withdraw", 410), ("unpublish", 404)])
def test_what_is_taken_away_has_no_history(site: Client, kind: str, status: int) -> None:
    history = corrected(site)
    remove(site, kind)
    for address in (history, f"{history}/1", f"{history}/2"):
        answer = site.get(address)
        assert answer.status_code == status
        assert "شاحنة" not in answer.text


def test_a_copy_has_no_history_of_its_own(site: Client) -> None:
    history = corrected(site)
    put(site, "other", headline="مادة أخرى")
    copy(site, "water", of="other")
    assert site.get(history).status_code == 404


@pytest.mark.parametrize("kind", ["withdraw", "unpublish"])
@pytest.mark.parametrize("late", [False, True])
def test_versions_that_were_taken_away_stay_out_of_the_history_when_the_article_is_back(
    site: Client, kind: str, *, late: bool
) -> None:
    history = corrected(site)
    if not late:
        remove(site, kind)
    url = put(site, revision=3, lead="نص جديد بعد السحب")
    if late:
        assert "/versions" in site.get(url).text
        remove(site, kind)
    assert "/versions" not in site.get(url).text
    assert re.findall(rf'href="{history}/(\d)"', site.get(history).text) == ["3"]
    for gone in ("1", "2"):
        assert site.get(f"{history}/{gone}").status_code == 404
    put(site, revision=4, lead="نص أحدث")
    assert re.findall(rf'href="{history}/(\d)"', site.get(history).text) == ["4", "3"]
    assert "شاحنة" not in site.get(f"{history}/3").text


@pytest.mark.parametrize("number", ["9", "0", "01", "+1", "٢", "x", "1/2"])
def test_a_version_that_never_was_is_not_found(site: Client, number: str) -> None:
    assert site.get(f"{corrected(site)}/{number}").status_code == 404


def test_a_history_is_found_by_its_sid_alone_and_by_no_other(site: Client) -> None:
    history = corrected(site)
    loud = site.get(history.replace(history.split("/")[2], history.split("/")[2].upper()))
    assert (loud.status_code, loud.headers["location"]) == (301, history)
    assert site.get("/a/aaaaaaaaaaaa/versions").status_code == 404
    assert site.get("/a/short/versions").status_code == 404
