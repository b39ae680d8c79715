"""Revisions, kills and people's commands in any order, doubled, from two replicas that race: one final state."""

import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

import pytest
from redis.asyncio import Redis

from khabar.blobs import BlobStore
from khabar.config import Config, SourceSettings
from khabar.events import Event, article_id
from khabar.keys import Keys
from khabar.models import Held, Removal, Revision
from khabar.wire import Wire
from khabar_ingest.commanding import Order, Verb
from khabar_ingest.desk import Desk
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.identity import content_sha
from khabar_ingest.state import State

from .conftest import replica

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

SEED: Final = int(os.environ.get("KHABAR_SEED", "20240501"))
STORIES: Final = 1_000
AT_ONCE: Final = 64
AGENCY: Final = SourceSettings(id="agency", type="api")
VERSIONS: Final = 3
STATUS: Final = {"created": "usable", "updated": "usable", "corrected": "usable", "released": "usable"}
Act = Draft | Verb


@dataclass
class Story:
    """One article, and what two replicas are told of it."""

    guid: str
    killed: bool
    acts: tuple[list[Act], list[Act]]
    told: list[tuple[str, Event]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return article_id(AGENCY.id, self.guid)


def draft(guid: str, version: int, chance: Random) -> Draft:
    embargo = Embargo() if chance.random() < 0.2 else None
    return Draft(guid=guid, version=str(version), headline=f"خبر {guid} {version}", embargo=embargo)


def story(number: int, chance: Random) -> Story:
    guid, killed = f"g-{number}", chance.random() < 0.4
    acts: list[Act] = [draft(guid, version, chance) for version in range(1, VERSIONS + 1)]
    acts += chance.choices(acts, k=2)
    if killed:
        acts.append(Draft(guid=guid, version="1", headline="x", status="canceled"))
    verbs: tuple[Verb, ...] = ("withdraw", "unpublish", "release", "release")
    acts += chance.choices(verbs, k=2)
    chance.shuffle(acts)
    hands: tuple[list[Act], list[Act]] = ([], [])
    for act in acts:
        hands[chance.randrange(2)].append(act)
    return Story(guid, killed, hands)


@pytest.fixture
async def desks(valkey_url: str, keys: Keys, blobs: BlobStore) -> AsyncIterator[list[Desk]]:
    """Two replicas, each with its own connections."""
    admissions = [replica(Redis.from_url(valkey_url), keys, blobs) for _ in range(2)]
    yield [Desk(each.ledger, each.contents, Config()) for each in admissions]
    for each in admissions:
        await each.ledger.client.aclose()


async def play(desk: Desk, hands: Sequence[tuple[Story, list[Act]]]) -> None:
    """Tell one replica all that it is to be told: the first of every story, then the second, …"""
    admission = replica(desk.ledger.client, desk.ledger.keys, desk.contents.blobs)
    order = Order(reason="سبب", by="محرر")
    for turn in range(max(len(acts) for _, acts in hands)):
        now = [(one, acts[turn]) for one, acts in hands if turn < len(acts)]
        await admission.admit([act for _, act in now if isinstance(act, Draft)], AGENCY, "")
        commands = [(one, act) for one, act in now if not isinstance(act, Draft)]
        for start in range(0, len(commands), AT_ONCE):
            part = commands[start : start + AT_ONCE]
            await asyncio.gather(*(desk.obey(act, one.id, order) for one, act in part))


async def test_a_thousand_stories_told_in_any_order_end_in_one_state_each(
    desks: list[Desk], redis_client: Redis, keys: Keys, blobs: BlobStore
) -> None:
    print(f"KHABAR_SEED={SEED}")  # noqa: T201 - to repeat a failure
    chance = Random(SEED)  # noqa: S311 - seeded chance, not secrets
    stories = [story(number, chance) for number in range(STORIES)]
    await asyncio.gather(*(play(desk, [(one, one.acts[index]) for one in stories]) for index, desk in enumerate(desks)))
    by_id = {one.id: one for one in stories}
    told: Any = await redis_client.xrange(keys.stream("articles"))
    for entry, fields in told:
        event = Wire(blobs).decode(fields)
        by_id[event.subject].told.append((entry.decode(), event))
    waiting: Any = await redis_client.zrange(keys.held, 0, -1)
    holds = {member.decode() for member in waiting}
    states = await desks[0].ledger.states([one.id for one in stories])
    for one, state in zip(stories, states, strict=True):
        judge(one, state, holds, blobs)
    commands: dict[str, set[int]] = defaultdict(set)
    asked: Any = await redis_client.xrange(keys.stream("commands"))
    for _, fields in asked:
        event = Wire().decode(fields)
        assert event.revision not in commands[event.subject], "one command for each revision"
        commands[event.subject].add(event.revision)


def judge(one: Story, state: State, holds: set[str], blobs: BlobStore) -> None:
    """What holds in whatever order it was told."""
    events = [event for _, event in one.told]
    assert [event.revision for event in events] == list(range(1, len(events) + 1)), one
    assert state.revision == len(events)
    expected = ""
    for event in events:
        if isinstance(event.data, Held):
            expected = expected or "held"
        else:
            name = event.name.removeprefix("article.")
            expected = STATUS.get(name, name)
    assert state.status == ("killed" if one.killed else expected)
    texts = [(entry, event) for entry, event in one.told if isinstance(event.data, Revision)]
    assert (state.get("entry"), state.get("public")) == (
        (texts[-1][0], str(texts[-1][1].revision)) if texts else ("", "")
    )
    assert (one.id in holds) == bool(state.get("sealed"))
    if state.get("sealed"):
        assert blobs.get(state.get("sealed"), sealed=True)
    if one.killed:
        kills = [event for event in events if event.name == "article.killed"]
        assert kills == events[-len(kills) :] if events else not kills
        assert len(kills) == bool(events)
        assert not state.get("sealed")
    else:
        newest = next(
            act for hand in one.acts for act in hand if isinstance(act, Draft) and act.version == str(VERSIONS)
        )
        assert state.get("content_sha") == content_sha(newest)
        removed = [event.data for event in events if isinstance(event.data, Removal)]
        assert all(removal.by == "محرر" for removal in removed)
