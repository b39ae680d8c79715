"""A newsroom's own theme: a folder whose style, static files and templates stand over ours, read once at the start.

A mistake in it stops the start and is named with its file and line; nothing of it is read again later, so pages never
mix two states of it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from khabar.errors import ConfigError

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""What the site serves, by the end of a file's name; a theme brings no scripts."""
REFERENCE = re.compile(r"""url\(\s*(["']?)([^"')]*)\1\s*\)""")
"""What a style asks for besides itself."""
_THEMED = TYPES.keys() - {".js"}
_STYLE, _IMPORT = "theme.css", re.compile(r"@import\b")


@dataclass(frozen=True, slots=True)
class Theme:
    """What a theme brings; without one, nothing."""

    folder: Path | None = None
    style: str = ""
    static: Mapping[str, bytes] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path | None) -> Self:
        """Read a theme.

        Raises:
            ConfigError: it is not a theme, or something in it cannot be used.
        """
        if folder is None:
            return cls()
        files = dict(_files(folder))
        style = files.get(_STYLE, b"")
        static = {name.removeprefix("static/"): body for name, body in files.items() if name.startswith("static/")}
        templates = {
            name.removeprefix("templates/"): body for name, body in files.items() if name.startswith("templates/")
        }
        if not (style or static or templates):
            raise wrong(folder, "holds no theme.css, no static/ and no templates/; put one of them there")
        for name in static:
            _check_name(folder, name)
        texts = {name: _text(folder / "templates" / name, body) for name, body in templates.items()}
        return cls(folder, _checked_style(folder / _STYLE, _text(folder / _STYLE, style)), static, texts)


def wrong(place: Path, cause: str, line: int | None = None) -> ConfigError:
    """The error that names a file of a theme, its line, and what to do."""
    return ConfigError(f"theme: {place}{f', line {line}' if line else ''}: {cause} (docs/operate/site-look.md)")


def line_of(text: str, at: int) -> int:
    """The number of the line in which a place of a text lies."""
    return text.count("\n", 0, at) + 1


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    try:
        root = folder.resolve(strict=True)
        for path in sorted(folder.rglob("*")):
            if not path.resolve(strict=True).is_relative_to(root):
                raise wrong(path, "leads out of the theme's folder; copy the file into it")
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(folder).as_posix(), path.read_bytes()
    except OSError as error:
        cause = f"cannot be read ({error.strerror}); set [site] theme in newsroom.toml to a folder that can be"
        raise wrong(folder, cause) from error


def _check_name(folder: Path, name: str) -> None:
    path = folder / "static" / name
    if "/" in name:
        raise wrong(path, "lies in a folder of its own; put it into static/ itself")
    if path.suffix not in _THEMED:
        raise wrong(path, f"is none of the kinds that a theme may bring: {', '.join(sorted(_THEMED))}")
    if name == "site.css":
        raise wrong(path, "has the name of the site's own style; write your rules into theme.css")


def _text(path: Path, body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise wrong(path, "is not UTF-8; save it as UTF-8", body.count(b"\n", 0, error.start) + 1) from error


def _checked_style(path: Path, style: str) -> str:
    found = _IMPORT.search(style)
    if found:
        raise wrong(path, "imports another style; copy its rules into theme.css", line_of(style, found.start()))
    return style
