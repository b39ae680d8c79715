"""What a newsroom holds, gathered for the auditor from every side: streams, archive, queues, site and receiver."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from khabar import EnrichedRevision, Wire
from khabar.audit import Acknowledged, Copy, Facts, Sink, Taken, Tape, gather, read_back
from khabar.audit.digest import text_sha
from khabar.stage import KILL
from tests.chaos.newsroom import WEBHOOK, Newsroom
from tests.integration.publish.receiver import Receiver


async def facts(newsroom: Newsroom, submitted: Iterable[str] | None, acknowledged: Iterable[Acknowledged]) -> Facts:
    """Collect everything that the auditor looks at; without ``submitted``, whatever is accepted is taken as sent."""

    async def ask(articles: Collection[str]) -> Mapping[str, Sink]:
        site = await read_back(newsroom.url("site"), articles, lists=True)
        return {"site": site, WEBHOOK: received(newsroom.receiver)}

    tape = Tape(newsroom.redis, newsroom.keys, Wire(newsroom.blobs), newsroom.archive)
    found = await gather(tape, ask)
    sent = frozenset(submitted) if submitted is not None else None
    return replace(found, submitted=sent, acknowledged=(*found.acknowledged, *acknowledged))


def received(receiver: Receiver) -> Sink:
    """What the partner's receiver took, in its order, and what it holds."""
    log, ranks = [], dict[str, int]()
    for event in receiver.taken:
        if not event["type"].startswith("khabar.article."):
            continue
        article, revision = event["subject"], int(event["revision"])
        rank = revision + (KILL if "killed" in event["type"] else 0)
        effective = rank >= ranks.get(article, 0) and not ("replay" in event or _is_a_copys(event))
        log.append(Taken(article, revision, effective, _text(event)))
        ranks[article] = max(rank, ranks.get(article, 0))
    holds = {article: _copy(event) for article, event in receiver.holds.items()}
    return Sink(holds, tuple(log))


def _is_a_copys(event: dict[str, Any]) -> bool:
    """Whether it takes away what turned out to be a copy, which is no effect of the revision itself."""
    return bool(event["type"].startswith("khabar.article.merged") and event["data"]["by"] == "khabar/publish")


def _copy(event: dict[str, Any]) -> Copy:
    name = event["type"].removeprefix("khabar.article.").removesuffix(".v1")
    state = "live" if name == "enriched" else name
    return Copy(int(event["revision"]), state, event["data"].get("content_sha", ""), _text(event))


def _text(event: dict[str, Any]) -> str:
    if not event["type"].startswith("khabar.article.enriched"):
        return ""
    return text_sha(EnrichedRevision.model_validate(event["data"]))
