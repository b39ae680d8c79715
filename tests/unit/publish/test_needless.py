"""Which deliveries are not made, and why."""

from dataclasses import replace

import pytest

from khabar import Event
from khabar.events import REPLAY
from khabar_publish.pipeline import needless, rank
from khabar_publish.shown import Shown, read

from .stories import WHEN, enriched, removal, told


def revision(number: int, *, replayed: bool = False) -> Event:
    event = told("article.enriched", enriched(number))
    return replace(event, extra={REPLAY: "run-1"}) if replayed else event


def held(number: int) -> Shown:
    return Shown(revision=number, rank=number, state="shown", content_sha256=f"{number:064x}", at=WHEN)


KILLED = Shown(revision=1, rank=rank(told("article.killed", removal(1))), state="removed", at=WHEN)


def why(event: Event, before: Shown | None, *, own: bool = False, enabled: bool = True) -> str:
    return needless(event, before, own=own, enabled=enabled)


@pytest.mark.parametrize("before", [None, held(1), held(2)])
def test_what_is_new_or_enriched_again_is_delivered(before: Shown | None) -> None:
    assert why(revision(2), before) == ""


def test_what_is_older_than_what_the_target_holds_is_not() -> None:
    assert "revision 3" in why(revision(2), held(3))


@pytest.mark.parametrize("number", [1, 2, 1000])
def test_nothing_comes_after_a_kill(number: int) -> None:
    assert why(revision(number), KILLED)


def test_a_kill_comes_after_everything() -> None:
    assert why(told("article.killed", removal(1)), held(1000)) == ""


def test_a_replay_is_not_sent_to_others_that_have_it() -> None:
    assert "replayed" in why(revision(2, replayed=True), held(2))
    assert why(revision(3, replayed=True), held(2)) == ""


@pytest.mark.parametrize("before", [None, held(2), held(3), KILLED])
def test_a_replay_writes_our_own_page_anew_whatever_it_held(before: Shown | None) -> None:
    assert why(revision(2, replayed=True), before, own=True) == ""


def test_another_text_under_the_same_number_is_not_hidden_by_a_replay() -> None:
    other = held(2).model_copy(update={"content_sha256": "f" * 64})
    assert why(revision(2, replayed=True), other) == ""


def test_a_disabled_target_gets_no_revision_and_loses_what_it_ever_held() -> None:
    assert why(revision(2), held(1), enabled=False) == "the target is disabled"
    assert why(told("article.killed", removal(2)), held(1), enabled=False) == ""
    assert why(told("article.killed", removal(2)), None, enabled=False) == "the target is disabled"


@pytest.mark.parametrize("damaged", [b"", b"{}", b"[", b'{"revision": "x"}'])
def test_a_damaged_memory_of_a_target_holds_nothing_back(damaged: bytes) -> None:
    assert read(damaged) is None


def test_what_is_remembered_is_read_again() -> None:
    assert read(held(4).to_json()) == held(4)
