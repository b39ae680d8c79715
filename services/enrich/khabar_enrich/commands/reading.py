"""Articles read by all cores: what each is about, in the order in which they come."""

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import ClassVar, Final

from khabar.config import Config
from khabar.errors import Rejected
from khabar.models import Enrichment, Revision
from khabar_enrich.commands.rows import Article
from khabar_enrich.desk import Desk
from khabar_enrich.pipeline import enrich

_FEW: Final = 64
"""So few are read sooner than other processes have loaded the tables."""

_CHUNK: Final = 16
_AHEAD: Final = 4
_Read = tuple[Revision, Enrichment]


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read(articles: Iterable[Article], config: Config, jobs: int) -> Iterator[_Read]:
    """Yield each article with what enrichment finds in it alone; what the same steps found before is taken over.

    Args:
        articles: read a little ahead of what is yielded, unless there is one job.
        config: the newsroom's.
        jobs: how many processes read; with one, or few articles, it is this process.

    Raises:
        ConfigError: the newsroom's tables are wrong.
        Rejected: a process was ended from outside.
    """
    coming = iter(articles)
    first = list(islice(coming, _FEW)) if jobs > 1 else []
    if len(first) < _FEW:
        desk = Desk.load(config)
        yield from ((one.revision, _found(one, desk)) for one in chain(first, coming))
    else:
        yield from _side_by_side(chain(first, coming), config, jobs)


def _side_by_side(articles: Iterator[Article], config: Config, jobs: int) -> Iterator[_Read]:
    spawned = get_context("spawn")  # a fork would copy what threads hold
    pool = ProcessPoolExecutor(jobs, spawned, _Reader.start, (config,))
    waiting: deque[tuple[Sequence[Article], Future[list[Enrichment]]]] = deque()
    try:
        while chunk := list(islice(articles, _CHUNK)):
            waiting.append((chunk, pool.submit(_Reader.read, chunk)))
            if len(waiting) > _AHEAD * jobs:
                yield from _next(waiting)
        while waiting:
            yield from _next(waiting)
    except BrokenProcessPool as error:
        msg = "a process that reads articles was ended from outside; is there memory enough? --jobs 1 needs least"
        raise Rejected(msg) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _next(waiting: deque[tuple[Sequence[Article], Future[list[Enrichment]]]]) -> Iterator[_Read]:
    chunk, found = waiting.popleft()
    return zip((one.revision for one in chunk), found.result(), strict=True)


class _Reader:
    """What a process of the pool has at hand."""

    desk: ClassVar[Desk]

    @classmethod
    def start(cls, config: Config) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that shares the work out ends this one
        cls.desk = Desk.load(config)

    @classmethod
    def read(cls, articles: Sequence[Article]) -> list[Enrichment]:
        return [_found(one, cls.desk) for one in articles]


def _found(one: Article, desk: Desk) -> Enrichment:
    steps = {step.name: step.version for step in desk.steps}
    return one.found if one.found and one.found.steps == steps else enrich(one.revision, desk)
