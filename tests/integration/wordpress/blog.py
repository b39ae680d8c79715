"""A newsroom's target on the real WordPress, and what comes of its deliveries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from khabar import EnrichedRevision
from khabar.config import TargetSettings
from khabar.models import Removal
from khabar_publish.app import make_target
from khabar_publish.pipeline import rank
from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown
from khabar_publish.targets import Answer, RemovalKind
from khabar_publish.targets.wordpress import WordPressTarget
from tests.unit.publish.stories import WHEN, enriched, removal, told

from .server import Post, WordPress

VERBS: dict[RemovalKind, str] = {
    "unpublish": "unpublished",
    "withdraw": "withdrawn",
    "kill": "killed",
    "merge": "merged",
}
NAME = "blog"


@dataclass
class Blog:
    """The target, made anew by each test, and what the newsroom remembers of the one article."""

    wordpress: WordPress
    folder: Path
    held: Shown | None = None
    targets: list[WordPressTarget] = field(default_factory=list)

    def make(self, **said: Any) -> WordPressTarget:  # noqa: ANN401 - a target's settings
        """A target with other rules; it replaces the one before."""
        (self.folder / "newsroom.toml").touch()
        (self.folder / "password").write_text(self.wordpress.password)
        table = {"url": self.wordpress.url, "user": self.wordpress.user, "password_file": "password", **said}
        settings = PublishSettings(config=self.folder / "newsroom.toml", fetch_private="127.0.0.1")
        made = make_target(TargetSettings(id=NAME, type="wordpress", **table), settings)
        assert isinstance(made, WordPressTarget)
        self.targets.append(made)
        return made

    @property
    def target(self) -> WordPressTarget:
        return self.targets[-1] if self.targets else self.make()

    @property
    def post(self) -> Post:
        """The one post there is."""
        (found,) = self.wordpress.posts()
        return found

    async def deliver(self, revision: EnrichedRevision | int = 1, **changes: Any) -> Answer:  # noqa: ANN401 - fields
        """Have a revision, or the one of a number, delivered and its receipt kept."""
        revision = enriched(revision, **changes) if isinstance(revision, int) else revision
        answer = await self.deliver_unheard(revision)
        if answer.shows:
            self._keep(revision, answer)
        return answer

    async def deliver_unheard(self, revision: EnrichedRevision) -> Answer:
        """Have a revision delivered; nobody hears of it."""
        return await self.target.deliver(told("article.enriched", revision), revision, self.held)

    async def remove(self, kind: RemovalKind, revision: int = 2) -> Answer:
        payload: Removal = removal(revision)
        event = told(f"article.{VERBS[kind]}", payload)
        answer = await self.target.remove(event, payload, kind, self.held)
        if answer.shows and self.held:
            self.held = self.held.model_copy(
                update={"state": "removed", "revision": revision, "rank": rank(event), "content_sha256": ""}
            )
        return answer

    @contextmanager
    def plugin(self, code: str) -> Iterator[None]:
        """Have the blog run somebody's plug-in for a while."""
        path = self.wordpress.folder / "site" / "wp-content" / "mu-plugins" / f"{uuid4().hex}.php"
        path.write_text(f"<?php {code}")
        try:
            yield
        finally:
            path.unlink()

    def _keep(self, revision: EnrichedRevision, answer: Answer) -> None:
        number = revision.revision
        self.held = Shown(
            revision=number, rank=number, state="shown", url=answer.url, remote_id=answer.remote_id, at=WHEN
        )

    async def close(self) -> None:
        for target in self.targets:
            await target.close()
