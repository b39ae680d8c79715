"""``khabar resend``: what a target refused, skipped, or is not seen to show is sent to it once more."""

from typing import Any

from khabar import Event, make
from khabar.models import Command, DeliveryProblem
from tests.unit.publish.stories import ARTICLE, enriched, removal, told

from .receiver import always, well
from .rooms import PARTNER, MakeRoom, Room
from .stories import story
from .test_by_hand import khabar


async def resend(room: Room, *arguments: str, expect: int = 0) -> Any:  # noqa: ANN401 - whatever the verb tells
    archive = str(room.settings.blobs.parent / "archive")
    return await khabar(room, "--target", PARTNER, *arguments, expect=expect, verb="resend", KHABAR_ARCHIVE=archive)


async def tell(room: Room, *events: Event) -> None:
    for event in events:
        await room.desk.send(event)
        await room.delivered()


def names(events: list[Event]) -> list[str]:
    return [event.name for event in events]


async def test_what_was_refused_is_sent_once_more_and_the_command_is_told(room: Room) -> None:
    room.partner.behaviour = always(422)
    async with room.at_work():
        await tell(room, told("article.enriched", enriched()), told("article.enriched", enriched(2)))
        room.partner.behaviour = well
        await tell(room, told("article.enriched", story(1)))
        said = await resend(room, "--reason", "أصلحوا نموذجهم", "--by", "سلمى")
        assert (said["found"], said["sent"]) == (1, 1)
        assert [(row["article"], row["revision"], row["status"]) for row in said["articles"]] == [
            (ARTICLE, 2, "failed")
        ]
        events = await room.delivered()
    assert names(events) == ["delivery.failed", "delivery.failed", "article.published", "article.published"]
    assert [event["revision"] for event in room.partner.taken] == [1, 2]
    [command] = await room.desk.told("commands")
    assert command.name == "command.resend"
    assert isinstance(command.data, Command)
    assert (command.data.id, command.data.by, command.data.reason) == (PARTNER, "سلمى", "أصلحوا نموذجهم")


async def test_a_page_that_is_missing_is_sent_though_the_target_said_it_had_it(room: Room) -> None:
    async with room.at_work():
        await tell(room, told("article.enriched", enriched()))
        problem = DeliveryProblem(id=ARTICLE, revision=1, target=PARTNER, reason="404")
        missing = make("publication.missing", problem, source=f"khabar/publish/{PARTNER}", subject=ARTICLE, revision=1)
        await room.desk.send(missing, stream="published")
        assert (await resend(room))["found"] == 0
        assert (await resend(room, "--status", "missing"))["sent"] == 1
        await room.delivered()
    assert len(room.partner.calls) == 2
    assert [event["replay"][:7] for event in room.partner.calls[1:]] == ["resend-"]


async def test_a_rule_that_was_changed_lets_what_was_skipped_go(make_room: MakeRoom) -> None:
    room = await make_room()
    path = room.settings.config
    assert path
    open_to_all = path.read_text()
    room.add('only = { sections = ["politics"] }')
    async with room.at_work():
        await tell(room, told("article.enriched", enriched()), told("article.enriched", story(1)))
    path.write_text(open_to_all)
    room.add("")
    async with room.at_work():
        said = await resend(room, "--status", "skipped", "--article", ARTICLE)
        assert [row["article"] for row in said["articles"]] == [ARTICLE]
        await room.delivered()
    assert [event["subject"] for event in room.partner.taken] == [ARTICLE]


async def test_an_article_that_was_killed_is_not_brought_back_but_its_kill_is_told_again(room: Room) -> None:
    async with room.at_work():
        await tell(room, told("article.enriched", enriched(3)), told("article.killed", removal(2)))
        said = await resend(room, "--article", ARTICLE)
        assert [(row["revision"], row["status"]) for row in said["articles"]] == [(2, "removed")]
        await room.delivered()
    assert [event["type"].split(".")[-2] for event in room.partner.calls] == ["enriched", "killed", "killed"]


async def test_a_dry_run_sends_nothing_and_tells_nobody(room: Room) -> None:
    async with room.at_work():
        await tell(room, told("article.enriched", enriched()))
        said = await resend(room, "--status", "all", "--dry-run")
        assert (said["found"], said["sent"]) == (1, 0)
        await room.delivered()
    assert len(room.partner.calls) == 1
    assert await room.desk.told("commands") == []


async def test_only_what_was_told_since_a_moment_is_meant(room: Room) -> None:
    async with room.at_work():
        await tell(room, told("article.enriched", enriched()))
        assert (await resend(room, "--status", "all", "--since", "2035-01-01"))["found"] == 0
        assert (await resend(room, "--status", "all", "--since", "10m"))["sent"] == 1


async def test_an_article_that_nobody_can_tell_any_more_is_named_and_the_exit_code_says_so(room: Room) -> None:
    async with room.at_work():
        await tell(room, told("article.enriched", enriched()))
        await room.redis.xtrim(room.keys.stream("enriched"), maxlen=0)
        said = await resend(room, "--status", "all", expect=1)
    assert said["articles"][0]["status"] == "gone"
    assert said["sent"] == 0


async def test_the_receipts_of_an_article_stay_one_chain_over_updates_kill_and_resend(room: Room) -> None:
    async with room.at_work():
        await tell(room, told("article.enriched", enriched()), told("article.enriched", enriched(2)))
        await resend(room, "--status", "all")
        await room.delivered()
        await tell(room, told("article.killed", removal(3)))
        events = await room.delivered()
    links: list[Any] = [event.data for event in events]
    assert [link.previous for link in links] == [None, *(link.receipt_sha256 for link in links[:-1])]
    assert all(link.body_sha256 for link in links)


async def test_the_way_of_an_article_is_told_try_by_try(room: Room) -> None:
    room.partner.behaviour = lambda call, event: well(call, event) if call > 2 else always(500)(call, event)
    async with room.at_work():
        await tell(room, told("article.enriched", enriched()))
    said = await khabar(room, ARTICLE, verb="trace")
    tries = [(hop["event"], hop["attempt"], hop["target"]) for hop in said["hops"] if hop["stream"] == "published"]
    delayed = ("delivery.delayed", "article.published")
    assert tries == [(delayed[0], 1, PARTNER), (delayed[0], 2, PARTNER), (delayed[1], 3, PARTNER)]
    [first, *_] = [hop for hop in said["hops"] if hop["event"] == "delivery.delayed"]
    assert "500" in first["what"]
    assert first["took_seconds"] >= 0
    assert first["retry_at"]
