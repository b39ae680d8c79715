"""Facts of a newsroom at work: what moves while they are gathered is left out rather than misjudged."""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from redis.asyncio import Redis

from khabar.archive import START, before
from khabar.audit.facts import EVERY_TARGET, Acknowledged, Facts, Sink, Told
from khabar.audit.tape import STREAMS, Tape
from khabar.audit.waiting import articles, look
from khabar.dead import Box
from khabar.keys import Keys
from khabar.reading import newest

_STATES = 500


Ask = Callable[[Collection[str]], Awaitable[Mapping[str, Sink]]]
"""Asks targets what they hold of some articles."""


async def nobody(_: Collection[str]) -> Mapping[str, Sink]:
    """Ask no target: each is seen by its receipts."""
    return {}


async def gather(tape: Tape, ask: Ask = nobody, since: datetime | None = None) -> Facts:
    """Collect what is known of all articles, or of those first accepted since a moment."""
    redis, keys, start = tape.redis, tape.keys, before(since) if since else START
    last = await _last(redis, keys.stream("articles"))
    accepted = await tape.told("articles", start)
    seen = await look(redis, keys)
    waiting = await articles(redis, seen)
    heads = await _heads(redis, keys, {event.article for event in accepted})
    others = {name: await tape.told(name, start) for name in STREAMS[1:]}
    tried_again, letters = await _letters(tape, others["dead"])
    reports = {event.name for event in others.pop("ops")}
    receipts_only = {each.stage.target: Sink() for each in seen if each.stage.target != EVERY_TARGET}
    facts = Facts(
        told={"articles": accepted, **others, "dead": letters},
        sinks={**receipts_only, **await ask({event.article for event in accepted})},
        queues={each.stage.name: each.queue for each in seen},
        waiting=waiting,
        acknowledged=await _acknowledged(redis, keys),
        tried_again=tried_again,
        told_again="group.recreated" in reports,
        heads=heads,
        whole=tape.archive is not None,
    )
    moving = {event.article for event in await tape.told("articles", last)}
    first = {event.article for event in accepted if event.revision == 1} if since else None
    return _only(facts, lambda article: article not in moving and (first is None or article in first))


async def _last(redis: Redis, key: str) -> str:
    return next((id_ for id_, _ in await newest(redis, key, 1)), START)


async def _letters(tape: Tape, letters: tuple[Told, ...]) -> tuple[frozenset[tuple[str, str, int]], tuple[Told, ...]]:
    """Which deliveries were tried again from the dead letters, and the letters that were not."""
    box = Box(tape.redis, tape.keys, tape.wire)
    retried = {
        letter.event.id
        async for letter in box.letters()
        if letter.event and letter.decision and letter.decision.what == "retried"
    }
    again = frozenset((event.target, *event.key) for event in letters if event.id in retried)
    return again, tuple(event for event in letters if event.id not in retried)


async def _heads(redis: Redis, keys: Keys, articles: Collection[str]) -> dict[tuple[str, str], str]:
    """The newest receipt of each article at each target, as publish remembers it."""
    names, found = sorted(articles), dict[tuple[str, str], str]()
    for at in range(0, len(names), _STATES):
        async with redis.pipeline(transaction=False) as pipe:
            for name in names[at : at + _STATES]:
                pipe.hgetall(keys.shown(name))
            for name, shown in zip(names[at : at + _STATES], await pipe.execute(), strict=True):
                found |= {(name, target.decode()): _seal(held) for target, held in shown.items()}
    return found


def _seal(held: bytes) -> str:
    """The receipt's seal in what a target is remembered to hold; empty where there is none, or nothing readable."""
    try:
        told = json.loads(held)
    except ValueError:
        return ""
    return str(told.get("receipt_sha256") or "") if isinstance(told, dict) else ""


async def _acknowledged(redis: Redis, keys: Keys) -> tuple[Acknowledged, ...]:
    """What ingest remembers to have taken."""
    prefix = keys.article("")
    names = [name.decode() async for name in redis.scan_iter(f"{prefix}*", count=_STATES)]
    found = []
    for at in range(0, len(names), _STATES):
        async with redis.pipeline(transaction=False) as pipe:
            for name in names[at : at + _STATES]:
                pipe.hmget(name, ["revision", "status", "entry"])
            states = await pipe.execute()
        for name, (revision, status, entry) in zip(names[at : at + _STATES], states, strict=True):
            if entry:
                found.append(Acknowledged(name.removeprefix(prefix), int(revision), status.decode()))
    return tuple(found)


def _only(facts: Facts, wanted: Callable[[str], bool]) -> Facts:
    """The facts of some articles."""
    return replace(
        facts,
        told={name: tuple(event for event in events if wanted(event.article)) for name, events in facts.told.items()},
        acknowledged=tuple(ack for ack in facts.acknowledged if wanted(ack.article)),
    )
