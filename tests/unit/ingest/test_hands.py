import asyncio
from collections.abc import Iterable
from itertools import chain

from khabar_ingest.schedule.board import Claim, Ending
from khabar_ingest.schedule.hands import Hands

ADDRESSES = {"desk": None, "bad": "http://[::1", "other": "https://other.example/rss"}


class Newsstand:
    """Asks nobody: a poll ends when the test says so."""

    def __init__(self, per_host: int = 1) -> None:
        self.begun: list[str] = []
        self.over: dict[str, asyncio.Event] = {}
        self.hands = Hands(self.ask, self.url, at_once=8, per_host=per_host, gap=0.5)

    async def ask(self, claim: Claim) -> Ending:
        self.begun.append(claim.id)
        self.over[claim.id] = asyncio.Event()
        await self.over[claim.id].wait()
        return Ending(claim.id, 60)

    @staticmethod
    def url(id_: str) -> str | None:
        return ADDRESSES.get(id_, f"https://news.example/{id_}")

    async def take(self, *ids: str) -> None:
        self.hands.take([Claim(id_, {}) for id_ in ids])
        await settle()

    async def end(self, *ids: str) -> None:
        for id_ in ids:
            self.over[id_].set()
            await settle()

    @property
    def ended(self) -> list[tuple[str, float | None]]:
        return [(ending.id, ending.wait) for ending in self.hands.endings]


async def settle() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


def numbered(numbers: Iterable[int]) -> list[str]:
    return [f"feed-{number}" for number in numbers]


async def test_feeds_of_one_host_come_one_after_another_in_their_order() -> None:
    stand = Newsstand(per_host=2)
    await stand.take("feed-0", "feed-1", "feed-2", "feed-3", "other")
    assert stand.begun == ["feed-0", "feed-1", "other"]
    assert stand.hands.room == 5
    assert stand.hands.ids == ["feed-0", "feed-1", "other", "feed-2", "feed-3"]
    await stand.end("feed-1", "feed-0")
    assert stand.begun[3:] == ["feed-2", "feed-3"]
    assert stand.ended == [("feed-1", 60), ("feed-0", 60)]
    await stand.end("feed-2", "feed-3", "other")
    assert stand.hands.ids == []


async def test_sources_without_a_host_wait_for_nobody() -> None:
    stand = Newsstand()
    await stand.take("desk", "bad")
    assert stand.begun == ["desk", "bad"]


async def test_a_source_that_is_in_hand_is_not_begun_again() -> None:
    stand = Newsstand()
    await stand.take("feed-0", "feed-1")
    await stand.take("feed-1", "feed-0")
    await stand.end("feed-0", "feed-1")
    assert stand.begun == ["feed-0", "feed-1"]


async def test_of_the_feeds_of_a_large_host_some_wait_and_the_rest_come_later() -> None:
    stand = Newsstand()
    await stand.take(*numbered(range(70)))
    assert stand.begun == ["feed-0"]
    assert stand.hands.room == 7
    assert stand.ended == [(id_, 32.0) for id_ in numbered(range(65, 70))]
    assert stand.hands.ended.is_set()


async def test_what_waits_here_and_is_anothers_by_now_is_not_begun() -> None:
    stand = Newsstand()
    await stand.take(*numbered(range(4)))
    stand.hands.let_go(["feed-0", "feed-1", "feed-3"])
    assert stand.hands.ids == ["feed-0", "feed-2"]  # a poll that runs goes on, and is told when it ends
    await stand.end("feed-0")
    assert stand.begun == ["feed-0", "feed-2"]


async def test_when_all_stops_nothing_more_begins() -> None:
    stand = Newsstand()
    await stand.take(*chain(numbered(range(3)), ["other"]))
    stand.over["feed-0"].set()
    stand.hands.cancel()
    await settle()
    assert stand.begun == ["feed-0", "other"]
    assert {"feed-1", "feed-2"} <= set(stand.hands.ids)
