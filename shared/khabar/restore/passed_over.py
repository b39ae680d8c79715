"""Older revisions that waited when the server lost its memory: only the newest of an article is told again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from khabar.archive import Archive
from khabar.events import Event, make
from khabar.models import DeliveryProblem
from khabar.replay import Told

REASON: Final = "a newer revision came before this one was delivered, and the server lost what waited"
_HELD: Final = "article.held"


def passed_over(archive: Archive, targets: Sequence[str], ended: Mapping[tuple[str, str], int]) -> Iterator[Event]:
    """Tell the end of every accepted revision that is not the newest of its article and had none, at each target.

    Args:
        archive: where all that was accepted is kept.
        targets: the newsroom's targets.
        ended: by article and target the newest revision that had its end.
    """
    accepted = [told for told in map(Told.of, archive.entries("articles")) if told.name != _HELD]
    newest: dict[str, int] = {}
    for told in accepted:
        newest[told.article] = max(told.revision, newest.get(told.article, 0))
    for told in accepted:
        for target in targets:
            if ended.get((told.article, target), 0) < told.revision < newest[told.article]:
                yield _skipped(told, target)


def _skipped(told: Told, target: str) -> Event:
    problem = DeliveryProblem(id=told.article, revision=told.revision, target=target, reason=REASON)
    source, number = f"khabar/publish/{target}", told.revision
    return make("delivery.skipped", problem, source=source, subject=told.article, revision=number, target=target)
