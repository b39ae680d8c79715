"""A Telegram channel as a target, called as the service calls it."""

from pathlib import Path

from khabar import Event
from khabar.models import EnrichedRevision
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown
from khabar_publish.targets import Answer, RemovalKind, Target
from tests.unit.publish.stories import WHEN, enriched, removal, told

from .channel import channel_toml
from .telegram_server import TelegramServer

FIRST, SECOND = enriched(1, "عودة المياه"), enriched(2, "عودة المياه إلى الرقة")
VERBS: dict[RemovalKind, str] = {
    "kill": "killed",
    "withdraw": "withdrawn",
    "unpublish": "unpublished",
    "merge": "merged",
}


def target_of(folder: Path, server: TelegramServer, seconds: float = 2.0, **more: str) -> Target:
    """The channel as a target; ``more`` is as in `channel_toml`."""
    config = channel_toml(folder, server.url, **more)
    settings = PublishSettings(config=config, target_timeout_seconds=seconds)
    return make_target(settings.newsroom_config.targets[0], settings)


def event_of(revision: EnrichedRevision) -> Event:
    """The event of a revision."""
    return told("article.enriched", revision)


def held_of(answer: Answer, revision: int = 1, state: str = "shown", rank: int = 0) -> Shown:
    """What the newsroom remembers after an answer."""
    known = {"revision": revision, "rank": rank or revision, "state": state, "at": WHEN}
    return Shown.model_validate(known | {"url": answer.url, "remote_id": answer.remote_id})


async def sent(target: Target) -> Shown:
    """Send the first revision; what is remembered then."""
    return held_of(await target.deliver(event_of(FIRST), FIRST, None))


async def taken_away(target: Target, kind: RemovalKind, held: Shown | None, revision: int = 2) -> Answer:
    """Remove the article as the service does."""
    gone = removal(revision)
    return await target.remove(told(f"article.{VERBS[kind]}", gone), gone, kind, held)
