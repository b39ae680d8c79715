"""A folder of static files as a target, and what is seen in it."""

from pathlib import Path

from khabar.events import short_id
from khabar.models import EnrichedRevision, Removal
from khabar_publish.app import make_target
from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown
from khabar_publish.targets import Answer, RemovalKind, Target
from tests.unit.publish.stories import ARTICLE, enriched, told

ID = "folder"
FIRST, SECOND = enriched(1, "عودة المياه"), enriched(2, "عودة المياه إلى الرقة")
PLACE = f"2024/03/{short_id(ARTICLE)}.html"
VERBS: dict[RemovalKind, str] = {
    "kill": "killed",
    "withdraw": "withdrawn",
    "unpublish": "unpublished",
    "merge": "merged",
}


def target_of(folder: Path, *lines: str) -> Target:
    """The folder as a target; ``lines`` are further ones of its table."""
    config = folder.parent / "newsroom.toml"
    table = ["[[targets]]", f'id = "{ID}"', 'type = "folder"', f'path = "{folder.name}"', *lines]
    config.write_text("\n".join(['[newsroom]\nname = "خبر"\ntimezone = "Asia/Damascus"', *table]))
    settings = PublishSettings(config=config, target_timeout_seconds=2)
    return make_target(settings.newsroom_config.targets[0], settings)


async def put(target: Target, revision: EnrichedRevision) -> Answer:
    """Deliver a revision of which nothing is remembered."""
    return await target.deliver(told("article.enriched", revision), revision, None)


async def take(target: Target, kind: RemovalKind, gone: Removal, held: Shown | None = None) -> Answer:
    """Remove an article of which nothing is remembered."""
    return await target.remove(told(f"article.{VERBS[kind]}", gone), gone, kind, held)


def page_of(folder: Path, place: str = PLACE) -> str:
    """What a file holds."""
    return (folder / place).read_text("utf-8")


def mentions(folder: Path, words: str) -> list[str]:
    """The files that hold these words, those that only we may open included."""
    every = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in every if words.encode() in path.read_bytes()]


def files_of(folder: Path) -> set[str]:
    """The files that a web server would show."""
    every = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {path for path in every if not path.startswith(".khabar/")}
