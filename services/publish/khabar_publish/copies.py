"""What a copy is to targets that are not the newsroom's own page: they show none. No clock, network or disk."""

from dataclasses import replace
from typing import Final

from khabar.events import REPLAY, Event, make
from khabar.linked import version
from khabar.models import CopiesChange, EnrichedRevision, Removal

COPIES: Final = "copies.changed"
_PUBLISH: Final = "khabar/publish"
_RUN: Final = "links"
"""What marks a merger that comes of a change of copies: the revision itself had its end before."""


def taken(event: Event, target: str, *, own: bool, links: bool) -> Event:
    """The event as a target takes it.

    Only the newsroom's ``own`` page keeps copies, and leads from them to the article that stands for them. To any
    other target a copy is a merger into that article; what came of it later too, unless the target takes ``links``.
    """
    told = event.data
    if own or not (isinstance(told, EnrichedRevision) or (isinstance(told, CopiesChange) and not links)):
        return event
    into = told.enrichment.duplicate_of if isinstance(told, EnrichedRevision) else told.duplicate_of
    return _merger(event, into, target) if into else event


def of_a_copy(event: Event) -> str:
    """Why a target that does not show the article needs nothing of it; empty for what is no copy's merger."""
    if isinstance(event.data, Removal) and event.source.startswith(_PUBLISH):
        return event.data.reason
    return ""


def _merger(event: Event, into: str, target: str) -> Event:
    told = event.data
    number = told.revision if isinstance(told, CopiesChange) else event.revision
    removal = Removal(id=event.subject, revision=number, reason=f"a copy of {into}", by=_PUBLISH, into=into)
    merger = make(
        "article.merged",
        removal,
        source=f"{_PUBLISH}/{target}",
        subject=event.subject,
        revision=number,
        target=f"{target}/{version(event)}",
        cause=event,
        time=event.time,
    )
    once_more = {REPLAY: _RUN} if event.name == COPIES else merger.extra
    return replace(merger, extra=once_more, attempt=event.attempt)
