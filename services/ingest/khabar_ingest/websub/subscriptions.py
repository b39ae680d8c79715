"""Subscribing to hubs, renewing before a lease ends, and leaving."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

import structlog

from khabar.config import SourceSettings
from khabar.errors import KhabarError, Rejected, Retryable
from khabar.fetching import Fetched, Fetcher
from khabar_ingest.settings import IngestSettings
from khabar_ingest.text import normalise
from khabar_ingest.websub.links import Announced, announced
from khabar_ingest.websub.state import States, Subscription

LEASE_SECONDS: Final = 10 * 86_400
"""The lease that hubs are asked for; they may give another."""

_RENEW_SECONDS: Final = 3600.0  # polls come every half hour while a lease lives: two of them find it ending
_AGAIN_SECONDS: Final = 3 * 3600.0
_OFTEN_SECONDS: Final = 600.0
_ANSWER_BYTES: Final = 65_536
_TOLD: Final = 200
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """The subscriptions of all sources; without a public address there are none, and feeds are only polled."""

    states: States
    settings: IngestSettings
    fetcher: Fetcher
    now: Callable[[], datetime]

    async def polled(self, source: SourceSettings, answer: Fetched, memory: dict[str, str]) -> None:
        """See to a source's subscription after a poll, and remember in ``push_until`` how long its lease lives.

        Trouble with a hub is kept and logged and never raised: the feed is polled as if there were none.
        """
        if not self.settings.ingest_public_url:
            memory.pop("push_until", None)
            return
        found = _found(answer)
        if not (found is None or found.hubs or "push_until" in memory):
            return
        try:
            known = await self.states.get(source.id)
            if await self._see_to(source.id, found or _as_before(known), known):
                known = await self.states.get(source.id)
        except KhabarError as error:
            _log.warning("websub.trouble", source=source.id, reason=str(error))
            return
        if known and not known.leaving and known.until > self.now().timestamp():
            memory["push_until"] = str(int(known.until))
        else:
            memory.pop("push_until", None)

    async def leave(self, source: str) -> None:
        """End a source's subscription; a hub that cannot be told finds out when it next delivers."""
        try:
            known = await self.states.get(source)
            if known is None:
                return
            await self.states.put(source, replace(known, leaving=True, asked_at=self.now().timestamp()))
            await self._ask(source, replace(known, leaving=True))
        except KhabarError as error:
            _log.warning("websub.trouble", source=source, reason=str(error))

    async def _see_to(self, source: str, found: Announced, known: Subscription | None) -> bool:
        """Ask for a lease where one is due, at the first hub that takes the wish; tell whether anyone was asked."""
        now, base = self.now().timestamp(), self._base(source)
        if not found.hubs or not (known is None or _is_another(known, found, base) or _is_due(known, now)):
            return False
        for hub in sorted(found.hubs, key=lambda hub: known is None or hub != known.hub):
            same = known and not _is_another(known, Announced((hub,), found.topic), base)
            wanted = replace(known, asked_at=now, trouble="") if known and same else _new(hub, found.topic, base, now)
            await self.states.put(source, wanted)
            if await self._ask(source, wanted):
                break
        return True

    async def _ask(self, source: str, wanted: Subscription) -> bool:
        """Send a hub the wish; what it thinks of it comes later, to the API."""
        form = {
            "hub.callback": wanted.callback,
            "hub.mode": "unsubscribe" if wanted.leaving else "subscribe",
            "hub.topic": wanted.topic,
            "hub.lease_seconds": str(LEASE_SECONDS),
            "hub.secret": wanted.secret,
        }
        seconds = self.settings.fetch_seconds
        try:
            answer = await self.fetcher.post(wanted.hub, form, max_bytes=_ANSWER_BYTES, seconds=seconds)
        except (Retryable, Rejected) as error:
            trouble = str(error)
        else:
            if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                return True
            words = normalise(answer.content[: 4 * _TOLD].decode("utf-8", "replace"))[:_TOLD]
            trouble = f"{wanted.hub}: the hub answered {answer.status}: {words}"
        _log.warning("websub.trouble", source=source, reason=trouble)
        await self.states.troubled(source, trouble)
        return False

    def _base(self, source: str) -> str:
        """The public address of what a hub calls about a source."""
        return f"{(self.settings.ingest_public_url or '').rstrip('/')}/v1/websub/{source}"


def _found(answer: Fetched) -> Announced | None:
    """What an answer says about hubs; one that says that nothing has changed says nothing."""
    return announced(answer) if answer.status == HTTPStatus.OK else None


def _as_before(known: Subscription | None) -> Announced:
    """What was said about hubs before."""
    return Announced((known.hub,), known.topic) if known and not known.leaving else Announced((), "")


def _is_another(known: Subscription, found: Announced, base: str) -> bool:
    """Whether another feed or hub is meant, or hubs reach us elsewhere."""
    same = known.topic == found.topic and known.hub in found.hubs and known.callback.startswith(f"{base}?")
    return known.leaving or not same


def _is_due(known: Subscription, now: float) -> bool:
    """Whether a lease has ended or is about to; a hub that does not give one is not asked all the time."""
    if known.until <= now:
        return known.until > known.asked_at or now - known.asked_at >= _AGAIN_SECONDS
    lease = known.until - known.asked_at
    return now - known.asked_at >= _OFTEN_SECONDS and known.until - now < max(lease / 3, _RENEW_SECONDS)


def _new(hub: str, topic: str, base: str, now: float) -> Subscription:
    """A subscription under a new key."""
    key = secrets.token_urlsafe(24)
    return Subscription(hub, topic, f"{base}?key={key}", key, secrets.token_urlsafe(32), asked_at=now)
