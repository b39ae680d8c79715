"""One row of the fault matrix: a newsroom, articles coming in, faults, and the auditor's verdict in the end."""

import asyncio
import os
import random
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from khabar.audit import Acknowledged, Queue, Verdict, audit, queues
from tests.chaos import evidence, servers
from tests.chaos.newsroom import TOKEN, Newsroom, Plan, running
from tests.chaos.reporters import Reporters
from tests.chaos.stories import Piece, plan
from tests.chaos.verdict_table import Row, table

LONG = servers.is_long()
DRAIN_SECONDS = 600 if LONG else 120
LOOKS = 3
"""So often the auditor looks, as long as something waits."""
Say = Callable[[str], None]


def scaled(short: int, long: int) -> int:
    """A number in the form of the run that was asked for."""
    return long if LONG else short


@dataclass(slots=True)
class Scene:
    """A newsroom at work, what was sent to it, and what was done to it."""

    newsroom: Newsroom
    chance: random.Random
    folder: Path
    pieces: list[Piece] = field(default_factory=list)
    reporters: list[Reporters] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    """Headlines that came in by another door."""

    @property
    def acknowledged(self) -> list[Acknowledged]:
        """What was answered with 202."""
        return [ack for each in self.reporters for ack in each.acknowledged]

    @asynccontextmanager
    async def sending(self, articles: int, seconds: float = 0.0) -> AsyncIterator[Reporters]:
        """Have so many more articles sent over some seconds; the block ends when all are acknowledged."""
        first = 1 + max((piece.number for piece in self.pieces), default=-1)
        more = [replace(piece, number=piece.number + first) for piece in plan(articles, self.chance)]
        self.pieces += more
        reporters = Reporters(self.newsroom.ingest_urls, TOKEN, seconds)
        self.reporters.append(reporters)
        async with asyncio.TaskGroup() as group:
            group.create_task(reporters.send(more))
            yield reporters

    async def send(self, articles: int, seconds: float = 0.0) -> None:
        """Send so many more articles."""
        async with self.sending(articles, seconds):
            pass

    async def settle(self) -> float:
        """Wait until all run and nothing waits, or too long: the auditor judges what is left."""
        begun = time.monotonic()
        await self.newsroom.ready()
        await self.until(self.quiet, DRAIN_SECONDS, fails=False)
        return time.monotonic() - begun

    async def quiet(self) -> bool:
        """Whether nothing waits anywhere."""
        return all(queue.empty for queue in (await self.waiting()).values())

    async def waiting(self) -> dict[str, Queue]:
        """What waits before each stage."""
        return await queues(self.newsroom.redis, self.newsroom.keys)

    async def until(self, so: Callable[[], Any], seconds: float = 60, *, fails: bool = True) -> float:
        """Wait until something is so; returns the seconds that took."""
        begun = time.monotonic()
        while True:
            found = so()
            if found if isinstance(found, bool) else await found:
                return time.monotonic() - begun
            if time.monotonic() - begun > seconds:
                assert not fails, f"not so after {seconds} s"
                return seconds
            await asyncio.sleep(0.1)

    async def told(self, stream: str, *names: str) -> list[dict[bytes, bytes]]:
        """The events of some names on a stream."""
        rows: Any = await self.newsroom.redis.xrange(self.newsroom.keys.stream(stream))
        types = {f"khabar.{name}.v1".encode() for name in names}
        return [fields for _, fields in rows if fields.get(b"type") in types]

    async def khabar(self, *arguments: str) -> str:
        """Run a ``khabar`` command on this newsroom; fails with what it printed when it does."""
        bare = {name: value for name, value in os.environ.items() if not name.startswith("KHABAR_")}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "khabar.cli",
            *arguments,
            env=bare | self.newsroom.settings(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(process.communicate(), DRAIN_SECONDS)
        assert process.returncode == 0, said.decode()
        return said.decode()

    async def judged(self) -> Verdict:
        """The auditor's verdict on a moment at which nothing waits.

        Enrich brings links that are out of date back every second, so some may begin to wait after all was quiet; what
        still waits after the last look is the auditor's finding.
        """
        headlines = (*(piece.headline for piece in self.pieces), *self.extra)
        for _ in range(LOOKS - 1):
            facts = await evidence.facts(self.newsroom, headlines, self.acknowledged)
            if all(queue.empty for queue in facts.queues.values()):
                return audit(facts)
            await self.settle()
        return audit(await evidence.facts(self.newsroom, headlines, self.acknowledged))


@dataclass(slots=True)
class Play:
    """Plays rows on one server and shows their verdicts."""

    server: str
    folder: Path
    say: Say
    rows: list[Row]
    seed: str = field(default_factory=lambda: os.environ.get("KHABAR_CHAOS_SEED") or secrets.token_hex(4))

    @asynccontextmanager
    async def __call__(self, name: str, setting: Plan | None = None) -> AsyncIterator[Scene]:
        """Set a scene, and judge it when the block ends: everything must be clean then."""
        self.say(
            f"\n{name} on {self.server}: seed {self.seed} (again: KHABAR_CHAOS_SEED={self.seed}); logs in {self.folder}"
        )
        chance = random.Random(f"{self.seed} {name}")  # noqa: S311 - chance that can be had again, not secrets
        setting = replace(setting or Plan(), server=self.server, seed=self.seed)
        begun = time.monotonic()
        async with running(self.folder / "newsroom", setting) as newsroom:
            scene = Scene(newsroom, chance, self.folder)
            started = time.monotonic()
            yield scene
            drained = await scene.settle()
            verdict = await scene.judged()
            took = {"start": started - begun, "drain": drained, "in all": time.monotonic() - begun}
        self._show(name, scene, verdict, took)
        assert verdict.clean, verdict.findings
        assert newsroom.count("handler.bug") == 0, "a handler failed in a way it does not know; see the logs"

    def _show(self, name: str, scene: Scene, verdict: Verdict, took: dict[str, float]) -> None:
        newsroom = scene.newsroom
        detected = str(scene.figures.pop("detected", "-"))
        kills = sum(part.ends for part in newsroom.services)
        row = Row(name, self.server, self.seed, verdict, kills, newsroom.server.ends, detected, took["in all"])
        self.rows.append(row)
        answers = (
            sum((each.answers for each in scene.reporters), start=type(scene.reporters[0].answers)())
            if scene.reporters
            else {}
        )
        figures = {
            "killed": f"{kills} services, {newsroom.server.ends} times the server",
            "answers": ", ".join(f"{count} {answer}" for answer, count in answers.items()),
            **scene.figures,
            "seconds": ", ".join(f"{what} {seconds:.1f}" for what, seconds in took.items()),
        }
        self.say(table(verdict, figures))
