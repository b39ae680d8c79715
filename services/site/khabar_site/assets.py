"""The static files, read once, each under a name that holds the hash of its content."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from khabar_site.theme import REFERENCE, TYPES, Theme, line_of, wrong

_STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    content: bytes
    media_type: str


class Assets:
    """Static files by hashed name; `names` leads from a plain name to the hashed one.

    A theme's files stand beside ours, in the place of ours where they have the same name, and its style comes last.

    Raises:
        ConfigError: a theme's style asks for a file that is not there.
    """

    def __init__(self, theme: Theme | None = None) -> None:
        theme = theme or Theme()
        self.names: dict[str, str] = {}
        self._files: dict[str, Asset] = {}
        ours = [path for path in sorted(_STATIC.rglob("*")) if path.suffix in TYPES.keys() - {".css"}]
        for name, content in ({path.name: path.read_bytes() for path in ours} | dict(theme.static)).items():
            self._add(name, content)
        style = "\n".join(path.read_text("utf-8") for path in sorted(_STATIC.glob("css/*.css")))
        style = REFERENCE.sub(self._hashed, style)
        if theme.folder and theme.style:
            style = f"{style}\n{REFERENCE.sub(self._themed(theme.folder / 'theme.css', theme.style), theme.style)}"
        self._add("site.css", style.encode())
        self._add("lite.css", (_STATIC / "lite.css").read_bytes())

    @property
    def files(self) -> Mapping[str, Asset]:
        """Every file by its hashed name."""
        return self._files

    def _add(self, name: str, content: bytes) -> None:
        path = Path(name)
        hashed = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        self.names[name] = hashed
        self._files[hashed] = Asset(content, TYPES[path.suffix])

    def _hashed(self, reference: re.Match[str]) -> str:
        return f'url("{self.names[reference[2]]}")'

    def _themed(self, path: Path, style: str) -> Callable[[re.Match[str]], str]:
        """Write references of a theme's style, which may lead to files of the site alone: a page asks nobody else."""

        def written(reference: re.Match[str]) -> str:
            name = reference[2].removeprefix("static/")
            if name not in self.names:
                cause = f"asks for {reference[2]!r}, which is no file of the theme's static/ folder; put it there"
                raise wrong(path, cause, line_of(style, reference.start()))
            return f'url("{self.names[name]}")'

        return written
