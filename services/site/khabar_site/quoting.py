"""Whom an article quotes: the outlets it names, and how many sources it leaves unnamed."""

from collections.abc import Iterable
from dataclasses import dataclass

from khabar.arabic import bare, words
from khabar.models import Attribution, EnrichedRevision
from khabar_site import content

_MOST = 6


@dataclass(frozen=True, slots=True)
class Quoted:
    """The outlets in the order in which they are named, each once, and the number of unnamed sources."""

    outlets: tuple[str, ...] = ()
    unnamed: int = 0


def quoted(revision: EnrichedRevision, newsroom: str) -> Quoted:
    """Whom a revision quotes; nothing where its body may not be shown. The newsroom itself is no outlet."""
    if content.rights(revision) != "full":
        return Quoted()
    told = revision.enrichment.attributions
    own = {_key(newsroom), _key(revision.source.name or "")}
    outlets = {_key(name): name for name in reversed(_outlets(revision, told)) if _key(name) not in own}
    return Quoted(tuple(reversed(outlets.values()))[:_MOST], _unnamed(told))


def _outlets(revision: EnrichedRevision, told: Iterable[Attribution]) -> list[str]:
    """Agencies that are quoted, and outlets that somebody spoke to, as far as the text names them elsewhere too.

    What follows a source is not always an outlet, so one counts only where it is known as an organisation.
    """
    found = revision.enrichment
    named = [(thing.type, thing.name) for things in (found.tags, found.entities) for thing in things]
    known = {_key(name) for kind, name in named if kind == "organisation"}
    names: list[str] = []
    for said in told:
        if said.kind == "agency" and said.named and said.source:
            names.append(said.source.text)
        if said.outlet and _key(said.outlet) in known:
            names.append(said.outlet)
    return names


def _unnamed(told: Iterable[Attribution]) -> int:
    """Count the unnamed sources; one that is told again, be it only as «the source», is the same one."""
    seen: set[str] = set()
    first_words: set[str] = set()
    for said in told:
        if said.kind != "anonymous" or said.named or said.source is None:
            continue
        key = _key(said.source.text)
        first = key.partition(" ")[0]
        if key and key not in seen and not first_words.intersection(bare(first)):
            seen.add(key)
            first_words.add(first)
    return len(seen)


def _key(name: str) -> str:
    return " ".join(word.folded for word in words(name))
