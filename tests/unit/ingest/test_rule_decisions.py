"""What becomes of items that a rule keeps out, or that are filled from their page: every decision is pure."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from khabar.config import SourceSettings
from khabar.models import Held, Revision
from khabar_ingest.decision import Decision, Raw
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.identity import aliases, content_sha
from khabar_ingest.pipeline import PASSED, decide
from khabar_ingest.revising import revise
from khabar_ingest.rules.treatment import PLAIN, Treatment
from khabar_ingest.state import State

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
RAW = Raw("ab" * 32, NOW)
AGENCY = SourceSettings(id="agency", type="feed")
NEW = State("6ba7b810-9dad-11d1-80b4-00c04fd430c8", {})
DROP = Treatment(drop="dropped by the rule drop.headline of its source: إعلان")
SILENT = Treatment(silent=True)


def draft(**fields: Any) -> Draft:  # noqa: ANN401 - any field of a draft
    return Draft.model_validate({"headline": "خبر", "guid": "g-1"} | fields)


def send(state: State, treatment: Treatment = PLAIN, **fields: Any) -> tuple[Decision, State]:  # noqa: ANN401 - any field
    decision = decide(draft(**fields), state, AGENCY, RAW, treatment=treatment)
    return decision, state.after(decision.writes)


def test_a_dropped_item_is_told_nowhere_but_remembered_with_the_reason() -> None:
    decision, state = send(NEW, DROP)
    assert (decision.kind, decision.event, decision.revision, decision.reason) == ("dropped", None, 0, DROP.drop)
    assert (state.status, state.revision, state.get("reason")) == ("dropped", 0, DROP.drop)
    again, same = send(state, DROP)
    assert (again.kind, again.reason, again.writes) == ("duplicate", DROP.drop, ())
    assert same == state


def test_an_item_whose_rule_is_gone_is_new() -> None:
    decision, state = send(send(NEW, DROP)[1])
    assert (decision.kind, state.status, state.revision) == ("created", "usable", 1)
    assert state.get("reason") == ""
    assert send(state)[0].kind == "duplicate"


def test_an_update_that_a_rule_drops_leaves_what_is_shown() -> None:
    _, shown = send(NEW)
    decision, state = send(shown, DROP, headline="إعلان")
    assert (decision.kind, decision.event) == ("dropped", None)
    assert (state.status, state.get("content_sha")) == ("usable", shown.get("content_sha"))
    assert send(state, DROP)[0].kind == "duplicate"


def test_a_dropped_item_that_its_source_cancels_stays_out_for_good() -> None:
    decision, state = send(send(NEW, DROP)[1], status="canceled")
    assert (decision.kind, decision.event, state.status) == ("killed", None, "killed")
    assert send(state)[0].kind == "rejected"


def test_what_was_there_before_its_source_is_known_and_no_news() -> None:
    decision, state = send(NEW, SILENT)
    assert (decision.kind, decision.event, decision.reason) == ("passed", None, PASSED)
    assert (state.status, state.get("guid")) == ("passed", "g-1")
    for treatment in (SILENT, PLAIN):
        again, same = send(state, treatment)
        assert (again.kind, again.reason, same) == ("duplicate", PASSED, state)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"headline": "معدل"}, "duplicate"),
        ({"headline": "معدل", "updated_at": NOW - timedelta(hours=1)}, "duplicate"),
        ({"headline": "معدل", "updated_at": NOW + timedelta(hours=1)}, "created"),
        ({"headline": "معدل", "published_at": NOW + timedelta(hours=1)}, "created"),
        ({"updated_at": NOW + timedelta(hours=1)}, "duplicate"),
        ({"status": "canceled"}, "killed"),
        ({"status": "withheld"}, "held"),
    ],
)
def test_an_item_that_was_passed_over_is_news_once_its_source_brings_a_newer_text(
    fields: dict[str, Any], kind: str
) -> None:
    decision, state = send(send(NEW, SILENT)[1], **fields)
    assert decision.kind == kind
    if kind == "created":
        assert (state.status, state.revision, decision.revision) == ("usable", 1, 1)


def test_an_embargoed_item_of_the_first_poll_is_held_and_not_passed_over() -> None:
    decision, _ = send(NEW, SILENT, embargo=Embargo(until=NOW + timedelta(hours=1)))
    assert decision.kind == "held"
    assert decision.event is not None
    assert isinstance(decision.event.data, Held)


def test_what_is_known_already_is_not_passed_over() -> None:
    _, shown = send(NEW)
    assert send(shown, SILENT)[0].kind == "duplicate"
    assert send(shown, SILENT, headline="معدل")[0].kind == "updated"


def paragraphs(*texts: str) -> list[dict[str, str]]:
    return [{"type": "paragraph", "text": text} for text in texts]


TEASER: dict[str, Any] = {"body": paragraphs("بداية الخبر…")}
WHOLE: dict[str, Any] = {"body": paragraphs("بداية الخبر وبقيته.", "فقرة ثانية.")}
FILLED = Treatment(told=content_sha(draft(**TEASER)), whole=True)
MISSING = Treatment(note="its page has no full text: the server answered 500", again=True)


def test_a_teaser_never_takes_the_place_of_its_full_text() -> None:
    decision, state = send(NEW, FILLED, **WHOLE)
    assert (decision.kind, state.get("teaser")) == ("created", FILLED.told)
    assert send(state, **TEASER)[0].kind == "duplicate"
    assert send(state, FILLED, **WHOLE)[0].kind == "duplicate"


def test_a_teaser_without_its_page_stands_with_a_note_until_the_page_is_there() -> None:
    decision, state = send(NEW, MISSING, **TEASER)
    assert (decision.kind, state.get("note"), state.get("teaser")) == ("created", MISSING.note, "")
    decision, state = send(state, FILLED, **WHOLE)
    assert (decision.kind, state.get("note"), state.get("teaser")) == ("updated", "", FILLED.told)
    assert send(state, **TEASER)[0].kind == "duplicate"


def test_a_changed_teaser_waits_for_its_page_and_comes_without_it_once_it_is_given_up() -> None:
    _, state = send(NEW, FILLED, **WHOLE)
    changed = {"headline": "تصحيح"} | TEASER
    decision, state = send(state, MISSING, **changed)
    assert (decision.kind, decision.reason, state.get("teaser")) == ("duplicate", MISSING.note, FILLED.told)
    given_up = Treatment(note=MISSING.note)
    decision, state = send(state, given_up, **changed)
    assert (decision.kind, state.get("teaser"), state.get("note")) == ("updated", "", MISSING.note)


@pytest.mark.parametrize("status", ["unpublished", "withdrawn", "expired"])
def test_the_teaser_of_an_article_that_was_removed_changes_nothing(status: str) -> None:
    removed = send(NEW, FILLED, **WHOLE)[1].after({"status": status, "by": "سلمى"}.items())
    assert send(removed, **TEASER)[0].kind == "duplicate"


def test_what_its_source_gives_back_is_released_with_its_full_text() -> None:
    _, state = send(NEW, FILLED, **WHOLE)
    _, state = send(state, status="withheld", **TEASER)
    assert state.status == "unpublished"
    decision, state = send(state, FILLED, **WHOLE)
    assert (decision.kind, state.get("teaser")) == ("released", FILLED.told)


def test_a_teaser_of_what_came_whole_or_was_restored_waits_for_its_page() -> None:
    _, state = send(NEW, **WHOLE)
    assert send(state, MISSING, **TEASER)[0].kind == "duplicate"
    assert send(state, FILLED, **WHOLE)[0].kind == "duplicate"
    assert send(state, Treatment(note=MISSING.note), **TEASER)[0].kind == "updated"


def test_a_correction_of_a_teaser_that_lacks_its_page_does_not_wait() -> None:
    _, state = send(NEW, MISSING, **TEASER)
    assert send(state, MISSING, headline="تصحيح", **TEASER)[0].kind == "updated"


def test_a_text_that_comes_whole_from_its_source_forgets_the_page() -> None:
    _, state = send(NEW, FILLED, **WHOLE)
    decision, state = send(state, body=paragraphs("نص كامل من المصدر."))
    assert (decision.kind, state.get("teaser"), state.get("note")) == ("updated", "", "")


@pytest.mark.parametrize(("policy", "names"), [("guid", ("g", "l")), ("link", ("l",)), ("content", ("w",))])
def test_the_newsroom_says_what_a_sources_articles_are_known_by(policy: Any, names: tuple[str, ...]) -> None:  # noqa: ANN401 - a literal
    link = "https://e.example/1"
    known = {"g": "g-1", "l": link, "w": aliases(draft(guid=None))[0]}
    assert aliases(draft(canonical_url=link), policy=policy) == tuple(known[name] for name in names)


def test_without_a_link_the_words_name_an_article_that_is_known_by_links() -> None:
    assert aliases(draft(), policy="link") == aliases(draft(guid=None))


def test_no_guid_is_remembered_of_a_source_that_is_known_by_links() -> None:
    linked = SourceSettings(id="agency", type="feed", identity="link")
    decision = decide(draft(canonical_url="https://e.example/1"), NEW, linked, RAW)
    assert "guid" not in dict(decision.writes)


def test_a_source_whose_duplicates_are_shown_says_so_in_every_revision() -> None:
    shown = SourceSettings(id="agency", type="feed", duplicates="show")
    said = [revise(draft(), NEW, source, RAW).source.model_dump().get("duplicates") for source in (shown, AGENCY)]
    assert said == ["show", None]
    assert isinstance(send(NEW)[0].text, Revision)


def test_background_says_in_every_revision_that_it_is_evergreen() -> None:
    background = SourceSettings(id="explainers", type="feed", evergreen=True)
    assert [revise(draft(), NEW, source, RAW).source.evergreen for source in (background, AGENCY)] == [True, None]
