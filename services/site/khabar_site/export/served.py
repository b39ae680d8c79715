"""With which headers a web server is to send the files: rules made from what the site itself sent with each.

Pages of one form of address (a *kind*) share their headers; a page that differs from most of its kind is named alone.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from khabar_site.export.asking import Answer
from khabar_site.routes import PAGES

# What a web server tells of a file by itself, what is different for each page, and what only a content network reads.
_NOT_SENT = {
    *("connection", "content-encoding", "content-length", "content-type", "date", "etag", "last-modified", "link"),
    *("server", "surrogate-key", "transfer-encoding", "vary"),
}
_PLACES = {"": "[^/]+", "str": "[^/]+", "number": "[0-9]+", "path": ".*"}
_PLACE = re.compile(r"\{\w+(?::(\w+))?\}")
SAFE = re.compile(r"/[\w\-.~/]*")
"""Paths that may stand in a server's configuration; no article, tag, story or list has another."""


@dataclass(slots=True)
class Kind:
    """Addresses of one form: their pattern, the headers of most of them, those that differ, and types by suffix."""

    pattern: str
    sent: Counter[frozenset[tuple[str, str]]] = field(default_factory=Counter)
    by_path: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    types: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @property
    def usual(self) -> dict[str, str]:
        """What most are sent with."""
        return dict(self.sent.most_common(1)[0][0])

    @property
    def others(self) -> dict[str, dict[str, str]]:
        """What those are sent with that differ."""
        usual = frozenset(self.usual.items())
        return {path: dict(told) for path, told in self.by_path.items() if told != usual and SAFE.fullmatch(path)}

    @property
    def suffixes(self) -> dict[str, str]:
        """The media type of files with a suffix."""
        return {suffix: types.most_common(1)[0][0] for suffix, types in sorted(self.types.items())}


class Served:
    """All that was written, and with which headers."""

    def __init__(self) -> None:
        self._forms = [(re.compile(form), form) for form in (_form(path) for path, *_ in PAGES)]
        self._kinds: dict[str, Kind] = {form: Kind(form) for _, form in self._forms}

    def add(self, answer: Answer) -> None:
        """Count a page in."""
        kind = self._kind(answer.path)
        told = sent(answer)
        kind.sent[told] += 1
        kind.by_path[answer.path] = told
        kind.types[PurePosixPath(answer.path).suffix.removeprefix(".")][answer.media_type] += 1

    @property
    def kinds(self) -> list[Kind]:
        """The kinds that have files; the first whose pattern fits a path is that path's kind."""
        return [kind for kind in self._kinds.values() if kind.sent]

    @property
    def headers(self) -> list[str]:
        """All headers that any file is sent with."""
        return sorted({name for kind in self.kinds for told in kind.sent for name, _ in told})

    def _kind(self, path: str) -> Kind:
        form = next((form for found, form in self._forms if found.search(path)), None) or _folder(path)
        return self._kinds.setdefault(form, Kind(form))


def sent(answer: Answer) -> frozenset[tuple[str, str]]:
    """The headers that a web server has to be told."""
    return frozenset((name, value) for name, value in answer.headers.items() if name not in _NOT_SENT)


def _form(route: str) -> str:
    """The pattern of a route's addresses, as nginx, Caddy and Python all read it."""
    parts, end = [], 0
    for place in _PLACE.finditer(route):
        parts += [re.escape(route[end : place.start()]), _PLACES[place[1] or ""]]
        end = place.end()
    return f"^{''.join(parts)}{re.escape(route[end:])}$"


def _folder(path: str) -> str:
    """The pattern of a file that no page's route makes: all that lies in the same folder of the root."""
    top, below, _ = path.removeprefix("/").partition("/")
    return f"^/{re.escape(top)}/" if below else f"^/{re.escape(top)}$"
