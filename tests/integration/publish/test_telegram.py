"""A Telegram channel as a target, against a strict server of the Bot API: what is in the channel."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from khabar import Rejected
from khabar.stage import KILL
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.targets import Answer, Refused, RemovalKind, Target

from .channel import channel_toml
from .messages import FIRST, SECOND, VERBS, event_of, held_of, sent, taken_away, target_of
from .telegram_server import CHANNEL, TelegramServer


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    server = await TelegramServer().start()
    yield server
    await server.stop()


@pytest.fixture
async def target(server: TelegramServer, tmp_path: Path) -> AsyncIterator[Target]:
    made = target_of(tmp_path, server)
    yield made
    await made.close()


async def test_an_article_is_one_message_that_a_revision_edits(target: Target, server: TelegramServer) -> None:
    answer = await target.deliver(event_of(FIRST), FIRST, None)
    assert (answer.outcome, answer.remote_id, answer.url) == ("created", "41", "https://t.me/khabar_news/41")
    again = await target.deliver(event_of(SECOND), SECOND, held_of(answer))
    assert (again.outcome, again.remote_id) == ("updated", "41")
    assert server.texts == ["عودة المياه إلى الرقة"]
    assert server.called("sendMessage") == 1


async def test_an_edit_that_changes_nothing_is_no_failure(target: Target) -> None:
    held = await sent(target)
    answer = await target.deliver(event_of(FIRST), FIRST, held)
    assert (answer.outcome, answer.shows) == ("unchanged", True)


async def test_an_older_revision_is_not_sent_over_a_newer_one(target: Target, server: TelegramServer) -> None:
    held = (await sent(target)).model_copy(update={"revision": 2, "rank": 2})
    answer = await target.deliver(event_of(FIRST), FIRST, held)
    assert (answer.outcome, answer.shows) == ("stale", False)
    killed = held.model_copy(update={"state": "removed", "rank": KILL + 1})
    answer = await target.deliver(event_of(SECOND), SECOND, killed)
    assert (answer.outcome, answer.shows) == ("killed", False)
    assert server.called("sendMessage") == 1


@pytest.mark.parametrize("kind", list(VERBS))
async def test_a_removal_deletes_the_message(target: Target, server: TelegramServer, kind: RemovalKind) -> None:
    held = await sent(target)
    answer = await taken_away(target, kind, held)
    assert (answer.outcome, answer.shows) == ("removed", True)
    assert server.messages == {}
    assert (await taken_away(target, kind, held)).shows, "it is gone already"


async def test_what_was_never_sent_or_removed_before_needs_no_call(target: Target, server: TelegramServer) -> None:
    assert (await taken_away(target, "kill", None)).outcome == "absent"
    removed = held_of(Answer("removed", None, "41"), state="removed")
    assert (await taken_away(target, "kill", removed)).outcome == "absent"
    assert server.calls == []


async def test_an_older_removal_leaves_a_newer_message_and_a_kill_never_does(target: Target) -> None:
    held = (await sent(target)).model_copy(update={"revision": 3})
    assert not (await taken_away(target, "unpublish", held)).shows
    assert (await taken_away(target, "kill", held)).shows


async def test_what_comes_back_is_a_new_message(target: Target, server: TelegramServer) -> None:
    held = await sent(target)
    await taken_away(target, "unpublish", held)
    removed = held.model_copy(update={"state": "removed", "revision": 2, "rank": 2})
    again = await target.deliver(event_of(SECOND), SECOND, removed)
    assert (again.outcome, again.remote_id) == ("created", "42")
    assert len(server.messages) == 1


async def test_a_message_that_somebody_deleted_is_not_sent_anew(target: Target, server: TelegramServer) -> None:
    held = await sent(target)
    server.messages.clear()
    answer = await target.deliver(event_of(SECOND), SECOND, held)
    assert (answer.outcome, answer.shows) == ("gone", False)
    assert "deleted in the channel by hand" in answer.why
    assert server.called("sendMessage") == 1


@pytest.mark.parametrize("kind", ["kill", "withdraw"])
async def test_where_a_message_cannot_be_deleted_any_more_a_notice_takes_its_place(
    target: Target, server: TelegramServer, kind: RemovalKind
) -> None:
    held = await sent(target)
    server.later, server.rights = 49 * 3600, {"can_post_messages": True}
    answer = await taken_away(target, kind, held)
    assert (answer.outcome, answer.shows) == ("notice", True)
    [text] = server.texts
    assert text.startswith("سُحبت هذه المادة.")
    assert ("طلب المصدر" in text) is (kind == "withdraw")


async def test_where_no_notice_is_meant_somebody_is_told_what_to_do(target: Target, server: TelegramServer) -> None:
    held = await sent(target)
    server.later, server.rights = 49 * 3600, {"can_post_messages": True}
    with pytest.raises(Rejected, match="give the bot the right to delete"):
        await taken_away(target, "unpublish", held)


async def test_the_preview_of_the_page_can_be_switched_off(server: TelegramServer, tmp_path: Path) -> None:
    path = channel_toml(tmp_path, server.url, "preview = false")
    settings = PublishSettings(config=path)
    target = make_target(settings.newsroom_config.targets[0], settings)
    await sent(target)
    assert not server.messages[41].preview
    await target.close()


async def test_the_check_says_what_the_bot_may_do(target: Target, server: TelegramServer) -> None:
    assert await target.check() == f"@khabar_bot may post, edit and delete in {CHANNEL}"
    server.rights = {"can_post_messages": True}
    assert "without the right to delete" in await target.check()
    assert server.messages == {}


async def test_a_private_channel_has_no_address_for_readers(server: TelegramServer, tmp_path: Path) -> None:
    path = channel_toml(tmp_path, server.url)
    path.write_text(path.read_text().replace(f'"{CHANNEL}"', "-1001234567890"))
    settings = PublishSettings(config=path)
    target = make_target(settings.newsroom_config.targets[0], settings)
    with pytest.raises(Refused):
        await sent(target)
    assert server.calls[-1][1]["chat_id"] == "-1001234567890"
    await target.close()
