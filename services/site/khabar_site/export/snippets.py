"""What web servers are to be told: their configuration, and the maps of what moved and of what is gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from khabar_site.export.asking import Answer
from khabar_site.export.served import Kind, Served, sent

_TEMPLATES = Path(__file__).parent / "templates"
_NAMES = ("nginx.conf", "nginx-maps.conf", "Caddyfile")
_PAGE = "text/html; charset=utf-8"
_LEAST_BUCKET, _LEAST_ENTRIES = 256, 2048

Table = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Notice:
    """A page that stands for a status, and the headers that it is sent with."""

    status: int
    headers: Sequence[tuple[str, str]]

    @property
    def file(self) -> str:
        """Its name, at the root."""
        return f"{self.status}.html"


class Header(NamedTuple):
    """One header: its name for a variable and as it is sent, its usual value, and those that differ."""

    name: str
    title: str
    usual: str
    paths: list[tuple[str, str]]
    patterns: list[tuple[str, str]]


class Files(NamedTuple):
    """A kind of files that are no pages."""

    pattern: str
    type: str
    suffixes: list[tuple[str, str]]

    def of(self, suffix: str) -> str:
        """The pattern of the files with one suffix."""
        start = self.pattern.removesuffix("$")
        return rf"{start}.*\.{suffix}$" if suffix and start == self.pattern else self.pattern


@dataclass(slots=True)
class Told:
    """What an export found besides files: where addresses lead, what is gone, and how all of it is sent."""

    served: Served = field(default_factory=Served)
    redirects: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    redirect_headers: Sequence[tuple[str, str]] = ()
    gone_headers: Sequence[tuple[str, str]] = ()
    notices: list[Notice] = field(default_factory=list)


def snippets(told: Told, release: Path) -> dict[str, str]:
    """All files of configuration by name; ``release`` is where they will be read, a link that moves on."""
    environment = Environment(  # noqa: S701 - no HTML is made; everything that is not ours is quoted
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["quote"] = quote
    longest = max((len(path.encode()) for path in _keys(told)), default=0)
    values = {
        "release": str(release),
        "headers": _headers(told.served),
        "files": [_files(kind) for kind in told.served.kinds if set(kind.suffixes.values()) != {_PAGE}],
        "notices": told.notices,
        "redirects": told.redirects,
        "gone": told.gone,
        "gone_headers": told.gone_headers,
        "redirect_headers": told.redirect_headers,
        "map_entries": max(_LEAST_ENTRIES, 2 * sum(1 for _ in _keys(told))),
        "map_bucket": max(_LEAST_BUCKET, 1 << (longest + 64).bit_length()),
    }
    made = {name: environment.get_template(name).render(values) + "\n" for name in _NAMES}
    for name, table in (("redirects", told.redirects), ("gone", told.gone)):
        made[f"{name}.map"] = _lines(table, ";")
        made[f"{name}.caddy"] = _lines(table, "")
    return made


def quote(text: str) -> str:
    """A text as one word of a configuration of nginx or Caddy.

    Raises:
        ValueError: it cannot be one in both.
    """
    if not text.isprintable() or "$khabar" in text or "{$" in text:
        msg = f"{text!r} cannot stand in a configuration"
        raise ValueError(msg)
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def notice(answer: Answer) -> Notice:
    """The notice that the site answered with."""
    return Notice(answer.status, headers(answer))


def headers(answer: Answer) -> list[tuple[str, str]]:
    """The headers that an answer's page is to be sent with."""
    return [(_title(name), value) for name, value in sorted(sent(answer))]


def _lines(table: Table, end: str) -> str:
    return "".join(f"{quote(key)} {quote(value)}{end}\n" for key, value in sorted(table.items()))


def _keys(told: Told) -> Iterable[str]:
    yield from told.redirects
    yield from told.gone
    for kind in told.served.kinds:
        yield from kind.others


def _headers(served: Served) -> list[Header]:
    return [_header(name, served.kinds) for name in served.headers]


def _header(name: str, kinds: Sequence[Kind]) -> Header:
    """A header's usual value is that of most kinds; where kinds differ all are named, in their order."""
    values = [kind.usual.get(name, "") for kind in kinds]
    usual = max(sorted(set(values)), key=values.count)
    paths = [
        (path, sent.get(name, ""))
        for kind in kinds
        for path, sent in sorted(kind.others.items())
        if sent.get(name, "") != kind.usual.get(name, "")
    ]
    patterns = [(kind.pattern, value) for kind, value in zip(kinds, values, strict=True)]
    differ = len(set(values)) > 1
    return Header(name.replace("-", "_"), _title(name), usual, paths, patterns if differ else [])


def _files(kind: Kind) -> Files:
    suffixes = kind.suffixes
    return Files(kind.pattern, next(iter(suffixes.values())), list(suffixes.items()))


def _title(name: str) -> str:
    return "-".join(part.capitalize() for part in name.split("-"))
