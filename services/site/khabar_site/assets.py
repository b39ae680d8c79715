"""The static files, read once, each under a name that holds the hash of its content."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
_REFERENCE = re.compile(r'url\("([^"]+)"\)')


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served."""

    content: bytes
    media_type: str


class Assets:
    """Static files by hashed name; `names` leads from a plain name to the hashed one."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._files: dict[str, Asset] = {}
        for path in (*sorted(_STATIC.glob("fonts/*.woff2")), _STATIC / "icon.svg"):
            self._add(path, path.read_bytes())
        style = "\n".join(path.read_text("utf-8") for path in sorted(_STATIC.glob("css/*.css")))
        self._add(Path("site.css"), _REFERENCE.sub(self._hashed, style).encode())

    @property
    def files(self) -> Mapping[str, Asset]:
        """Every file by its hashed name."""
        return self._files

    def _add(self, path: Path, content: bytes) -> None:
        name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
        self.names[path.name] = name
        self._files[name] = Asset(content, _TYPES[path.suffix])

    def _hashed(self, reference: re.Match[str]) -> str:
        return f'url("{self.names[reference[1]]}")'
