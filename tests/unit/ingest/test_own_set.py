"""The project's own feeds and pages, shaped as Arabic papers' content systems shape them (tests/data/ingest)."""

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any, Final
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest

from khabar_ingest.document import Document
from khabar_ingest.draft import Draft, Fault, Parsed
from khabar_ingest.identity import aliases
from khabar_ingest.pages.evaluation import our_reader
from khabar_ingest.pages.gold import Gold, gold_pages
from khabar_ingest.pages.scoring import Reading, Score, reading_of, score
from khabar_ingest.parsers import parse
from khabar_ingest.text import normalise

_SET: Final = Path(__file__).resolve().parents[2] / "data" / "ingest"
_PAGES: Final = gold_pages(_SET / "pages")
_FEEDS: Final[list[dict[str, Any]]] = [
    json.loads(line) for line in (_SET / "feeds" / "feeds.jsonl").read_text("utf-8").splitlines()
]
_MARKS = re.compile(r"[\u200b\u200e\u200f\u061c]")
_READ: Final = our_reader(UTC)
_UNTRUE: Final = {"wrong", "extra"}
_BODIES_MISSED: Final[dict[str, str]] = {}
_TEXTS_MISSED: Final[dict[str, str]] = {}


def expected_to_fail(cases: dict[str, Any], missed: dict[str, str]) -> list[Any]:
    """The cases by name, those that are known to be missed marked with the reason."""
    marks = {name: [pytest.mark.xfail(reason=reason, strict=True)] for name, reason in missed.items()}
    return [pytest.param(case, id=name, marks=marks.get(name, [])) for name, case in cases.items()]


def pages(missed: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", expected_to_fail({page.file.stem: page for page in _PAGES}, missed))


def feeds(missed: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("feed", expected_to_fail({feed["file"]: feed for feed in _FEEDS}, missed))


@cache
def read(page: Gold) -> Reading:
    return _READ(page.file.read_bytes(), page)


@cache
def scored(page: Gold) -> Score:
    return score(page, read(page))


@cache
def understood(file: str, zone: str) -> tuple[Parsed, ...]:
    content = (_SET / "feeds" / file).read_bytes()
    return tuple(parse(Document(content, zone=ZoneInfo(zone))))


def drafts(feed: dict[str, Any]) -> list[Draft]:
    return [each for each in understood(feed["file"], feed["zone"]) if isinstance(each, Draft)]


def pairs(feed: dict[str, Any]) -> list[tuple[Draft, dict[str, Any]]]:
    return list(zip(drafts(feed), feed["entries"], strict=True))


def shown(text: str) -> str:
    """What a reader sees of a line: no marks of direction, single spaces."""
    return normalise(_MARKS.sub("", text))


def is_moment(found: datetime | None, wanted: str | None, zone: str) -> bool:
    """Whether a time is the gold's; a gold day without a time is met by any time of that day in the outlet's zone."""
    if found is None or wanted is None:
        return found is None and wanted is None
    if "T" not in wanted:
        return found.astimezone(ZoneInfo(zone)).date().isoformat() == wanted
    return abs((found - datetime.fromisoformat(wanted)).total_seconds()) < 1


@pages(_BODIES_MISSED)
def test_a_page_gives_the_body_an_editor_would_cut_out(page: Gold) -> None:
    found = scored(page)
    assert found.f1 >= 0.9, (found.precision, found.recall)
    assert found.boilerplate == ()


@pages({})
def test_a_page_gives_its_headline_without_the_outlet(page: Gold) -> None:
    assert scored(page).title


@pages({})
def test_a_page_is_never_given_a_date_that_is_not_its_own(page: Gold) -> None:
    assert scored(page).date not in _UNTRUE


@pages({})
def test_a_page_is_never_signed_by_who_did_not_write_it(page: Gold) -> None:
    assert scored(page).author not in _UNTRUE, read(page).authors


@pages({})
def test_a_page_is_never_put_into_a_section_it_does_not_name(page: Gold) -> None:
    assert scored(page).section not in _UNTRUE, read(page).section


@pytest.mark.parametrize("language", sorted({page.language for page in _PAGES}))
def test_the_pages_of_a_language_are_read_all_but_whole(language: str) -> None:
    assert fmean(scored(page).f1 for page in _PAGES if page.language == language) >= 0.97


@pytest.mark.parametrize("told", [("date", 0.95), ("author", 0.9), ("section", 0.95)], ids=lambda told: told[0])
def test_what_pages_tell_of_themselves_is_found_on_most(told: tuple[str, float]) -> None:
    field, least = told
    verdicts = [getattr(scored(page), field) for page in _PAGES]
    judged = [verdict for verdict in verdicts if verdict != "none"]
    assert judged.count("right") >= least * len(judged), [
        page.file.stem for page, verdict in zip(_PAGES, verdicts, strict=True) if verdict not in {"right", "none"}
    ]


@feeds({})
def test_a_feed_gives_all_its_entries_and_names_what_is_broken(feed: dict[str, Any]) -> None:
    found = understood(feed["file"], feed["zone"])
    assert len(drafts(feed)) == len(feed["entries"])
    assert sum(isinstance(each, Fault) for each in found) == feed["faults"]


@feeds({})
def test_an_entry_keeps_its_headline_its_address_and_its_name(feed: dict[str, Any]) -> None:
    for draft, gold in pairs(feed):
        assert shown(draft.headline) == gold["title"]
        assert unquote(draft.canonical_url or "") == unquote(gold["link"])
        assert draft.guid == gold["id"] or gold["id"] is None
        assert shown(draft.source_name or "").startswith(feed["outlet"])


@feeds({})
def test_an_entry_has_the_date_it_was_given_or_none(feed: dict[str, Any]) -> None:
    for draft, gold in pairs(feed):
        assert is_moment(draft.published_at, gold["date"], feed["zone"]), (draft.headline, draft.published_at)


@feeds(_TEXTS_MISSED)
def test_an_entry_says_its_whole_text_and_nothing_else(feed: dict[str, Any]) -> None:
    for draft, gold in pairs(feed):
        body = shown(reading_of(draft).body)
        assert body.startswith(gold["body"])
        assert body.endswith(gold["ends"] or "")
        assert not [words for words in gold["must_not_appear"] if words in body or words in draft.lead]


@feeds({})
def test_an_entry_is_signed_by_its_writers_and_no_machine(feed: dict[str, Any]) -> None:
    for draft, gold in pairs(feed):
        assert list(draft.authors) == gold["authors"] or gold["authors"] is None


@feeds({})
def test_an_entry_brings_its_pictures_and_sounds(feed: dict[str, Any]) -> None:
    for draft, gold in pairs(feed):
        assert sorted(media.url for media in draft.media) == sorted(gold["media"] or ()) or gold["media"] is None


@feeds({})
def test_an_entry_never_claims_another_language(feed: dict[str, Any]) -> None:
    for draft, gold in pairs(feed):
        assert (draft.language or gold["language"]).lower().split("-")[0] == gold["language"]


@pytest.mark.parametrize("feed", [feed for feed in _FEEDS if "after" in feed], ids=lambda feed: str(feed["file"]))
def test_an_entry_whose_guid_is_made_at_each_request_is_the_same_article(feed: dict[str, Any]) -> None:
    before = [set(aliases(draft)) for draft in drafts(next(each for each in _FEEDS if each["file"] == feed["after"]))]
    after = [set(aliases(draft)) for draft in drafts(feed)]
    assert [bool(old & new) for old, new in zip(before, after, strict=True)] == [True] * len(after)
