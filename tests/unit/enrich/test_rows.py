"""Lines of an archive: what becomes an article, under which id and time, and what is told of a line that does not."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from khabar.config import NewsroomSettings
from khabar.events import article_id
from khabar.models import Enrichment, Revision, SourceRef
from khabar_enrich.commands.rows import article

DAMASCUS = NewsroomSettings(timezone="Asia/Damascus")
FIRE: dict[str, Any] = {
    "id": "fire-1",
    "src": "north",
    "t": "2022-02-07 08:00:00",
    "title": "حريق في مستودع وسط المدينة",
    "text": "اندلع حريق فجر اليوم.\n\n  وأخمده رجال الإطفاء   بعد ساعتين.\n",
}


def line(**changes: object) -> bytes:
    row = {name: value for name, value in (FIRE | changes).items() if value is not ...}
    return json.dumps(row, ensure_ascii=False).encode()


def told(given: bytes) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        article(given, DAMASCUS)
    return str(caught.value)


def test_five_fields_of_an_old_archive_are_an_article() -> None:
    revision = article(line(), DAMASCUS).revision
    assert revision.id == article_id("north", "fire-1")
    assert revision.source == SourceRef(id="north", guid="fire-1")
    assert revision.published_at == revision.received_at == datetime(2022, 2, 7, 6, tzinfo=UTC)
    assert [block.text for block in revision.body] == ["اندلع حريق فجر اليوم.", "وأخمده رجال الإطفاء بعد ساعتين."]
    assert revision.lead == revision.body[0].text
    assert (revision.language, revision.direction) == ("ar", "rtl")


@pytest.mark.parametrize("when", ["2022-02-07T06:00:00Z", 1644213600, "2022-02-07T09:00:00+03:00"])
def test_its_time_is_that_of_the_line_however_it_is_written(when: str | int) -> None:
    assert article(line(t=when), DAMASCUS).revision.published_at == datetime(2022, 2, 7, 6, tzinfo=UTC)


def test_what_is_known_beside_is_kept() -> None:
    given = line(author=" سلمى حداد ", url="https://north.example/1", lang="en")
    revision = article(given, DAMASCUS).revision
    assert revision.authors == ("سلمى حداد",)
    assert revision.canonical_url == revision.source.url == "https://north.example/1"
    assert (revision.language, revision.direction) == ("en", "ltr")


def test_an_article_without_a_title_is_called_by_its_first_words() -> None:
    assert article(line(title=""), DAMASCUS).revision.headline == "اندلع حريق فجر اليوم."
    cut = article(line(title=None, text="كلمة " * 100), DAMASCUS).revision.headline
    assert len(cut) <= 121
    assert cut.endswith("كلمة…")


def test_an_id_that_is_a_uuid_stays() -> None:
    own = article_id("north", "fire-1")
    assert article(line(id=own), DAMASCUS).revision.id == own


def test_a_number_may_name_an_article() -> None:
    assert article(line(id=7), DAMASCUS).revision.source.guid == "7"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (b"{", "is no JSON: "),
        (b'{"id": "\xff"}', "is no JSON: "),
        (b"[1]", "is no JSON object"),
        (line(t=...), "t: field required"),
        (line(t="yesterday"), "t: input should be a valid datetime"),
        (line(src=""), "src: string should have at least 1 character"),
        (line(id=...), "id: field required"),
        (line(title="  ", text="\n"), "title, text: both are empty"),
        (line(text=3), "text: input should be a valid string"),
        (b'{"headline": "x", "revision": 0}', "revision: input should be greater than or equal to 1"),
    ],
)
def test_a_line_that_is_no_article_names_its_field(given: bytes, field: str) -> None:
    assert field in told(given)


def test_all_mistakes_of_a_line_are_told_at_once() -> None:
    assert told(line(t=..., src=...)) == "src: field required; t: field required"


def test_a_revision_that_inspect_printed_stays_as_it_is() -> None:
    revision = article(line(), DAMASCUS).revision.model_copy(update={"revision": 3})
    again = article(revision.to_json(), DAMASCUS)
    assert again.revision == revision
    assert again.found is None


def test_a_revision_under_an_id_of_its_own_gets_one_of_ours() -> None:
    revision = article(line(), DAMASCUS).revision.model_copy(update={"id": "wire:77", "source": SourceRef(id="wire")})
    found = article(revision.to_json(), DAMASCUS).revision
    assert found.id == article_id("wire", "wire:77")
    assert found.source.guid == "wire:77"


def test_what_was_found_out_before_comes_along() -> None:
    revision = article(line(), DAMASCUS).revision
    found = Enrichment(for_revision=1, steps={"tags": "2"})
    whole = json.loads(revision.to_json()) | {"enrichment": json.loads(found.to_json())}
    again = article(json.dumps(whole).encode(), DAMASCUS)
    assert type(again.revision) is Revision
    assert again == (revision, found)
