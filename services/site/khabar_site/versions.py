"""The public history of an article: its versions, and what each changed; nothing that readers were not shown before."""

from dataclasses import dataclass
from datetime import datetime

from starlette.exceptions import HTTPException

from khabar.models import EnrichedRevision
from khabar_site import addresses, content, surrogates
from khabar_site.article_page import find, gone
from khabar_site.ask import Ask
from khabar_site.difference import Line, difference, lines, unchanged
from khabar_site.look import Look
from khabar_site.page import Elsewhere, Page, Reply
from khabar_site.store import Note, Reader, State
from khabar_site.store import versions as store
from khabar_site.store.reader import Found
from khabar_site.store.shown import Shown

_ORDER: tuple[content.Rights, ...] = ("index-only", "excerpt+link", "full")
_STATUS = {State.WITHDRAWN: 410, State.KILLED: 410}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history; ``first`` and ``current`` are the ends of it."""

    path: str
    revision: int
    at: datetime
    notes: tuple[Note, ...]
    first: bool
    current: bool


def listed(reader: Reader, look: Look, ask: Ask) -> Reply:
    """The versions of an article, the newest first."""
    found = find(reader, ask.params["sid"])
    path = _path(found)
    if (missing := _missing(look, found)) or ask.path != path:
        return missing or Elsewhere(path)
    shown = _shown(reader, found)
    entries = _entries(reader, found, shown)
    text = look.render("versions.html", entries=entries[::-1], **_about(shown, path))
    return _page(found, text)


def version(reader: Reader, look: Look, ask: Ask) -> Reply:
    """What one version changed; the first as it was published."""
    found = find(reader, ask.params["sid"])
    if missing := _missing(look, found):
        return missing
    shown = _shown(reader, found)
    entries = _entries(reader, found, shown)
    place = next((at for at, entry in enumerate(entries) if str(entry.revision) == ask.params["revision"]), None)
    if place is None:
        raise HTTPException(404)
    if ask.path != entries[place].path:
        return Elsewhere(entries[place].path)
    after = _read(reader, found, entries[place])
    before = _read(reader, found, entries[place - 1]) if place else None
    passages = _compared(shown, before, after)
    about = _about(shown, entries[place].path)
    near = {"older": entries[place - 1] if place else None, "newer": (*entries, None)[place + 1]}
    text = look.render(
        "version.html", entry=entries[place], passages=passages, told=after, versions_path=_path(found), **near, **about
    )
    return _page(found, text)


def _compared(shown: Shown, before: EnrichedRevision | None, after: EnrichedRevision) -> list[object]:
    told = _lines(shown, after)
    return list(difference(_lines(shown, before), told) if before else unchanged(told))


def _lines(shown: Shown, revision: EnrichedRevision) -> list[Line]:
    """What may be shown of a version: what its own rights allow, and what those of the newest one do."""
    least = min(content.rights(revision), content.rights(shown.revision), key=_ORDER.index)
    return lines(revision, least)


def _entries(reader: Reader, found: Found, shown: Shown) -> list[Entry]:
    known = store.all_of(reader, found.number)
    return [
        Entry(
            f"{_path(found)}/{each.revision}",
            each.revision,
            each.at,
            tuple(note for note in shown.notes if note.revision == each.revision),
            first=place == 0,
            current=place == len(known) - 1,
        )
        for place, each in enumerate(known)
    ]


def _missing(look: Look, found: Found) -> Page | None:
    """The answer for an article that has no history: it is not here any more.

    Raises:
        HTTPException: 404, it is shown by another's page, or may come back.
    """
    state = found.standing.state
    if state in _STATUS:
        return gone(look, found, status=_STATUS[state])
    if state is not State.LIVE or found.into:
        raise HTTPException(404)
    return None


def _about(shown: Shown, path: str) -> dict[str, object]:
    return {"revision": shown.revision, "path": shown.place.path, "address": path}


def _page(found: Found, text: str) -> Page:
    return Page(text, robots="noindex", keys=frozenset({surrogates.article(found.sid)}))


def _path(found: Found) -> str:
    return f"{addresses.short_path(found.sid)}/versions"


def _shown(reader: Reader, found: Found) -> Shown:
    shown = reader.shown(found.number)
    if shown is None:
        raise HTTPException(404)
    return shown


def _read(reader: Reader, found: Found, entry: Entry) -> EnrichedRevision:
    revision = store.read(reader, found.number, entry.revision)
    if revision is None:
        raise HTTPException(404)
    return revision
