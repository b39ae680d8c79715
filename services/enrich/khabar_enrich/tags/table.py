"""The alias table: what a tag is called, how papers write it, and which of its names need company to be believed.

Tab-separated columns ``id type canonical aliases parent note``, aliases parted by ``|``. A name that ends in ``?`` is
ambiguous: it counts only where the tag is also named plainly, or where one of the words after ``needs:`` in the note
occurs in the article.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final, Self, cast

from khabar.arabic import fold
from khabar.config import TagSettings
from khabar.errors import ConfigError
from khabar.models import TagType

_COLUMNS: Final = ("id", "type", "canonical", "aliases", "parent", "note")
_TYPES: Final = {"PERSON": "person", "ORG": "organisation", "LOC": "place", "TOPIC": "topic", "EVENT": "event"}
_NEEDS: Final = "needs:"


@dataclass(frozen=True, slots=True)
class Name:
    """A row of the table."""

    id: str
    type: TagType
    display: str
    plain: tuple[str, ...]
    ambiguous: tuple[str, ...]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Table:
    """All names a newsroom tags, the desk's own rows over those that Khabar brings."""

    names: tuple[Name, ...]

    @classmethod
    def load(cls, settings: TagSettings) -> Self:
        """Read both tables and apply the desk's display names and blocks (each by tag id or name).

        Raises:
            ConfigError: the desk's table cannot be read or has wrong rows; the message lists them.
        """
        rows = {name.id: name for name in _shipped()}
        if settings.table is not None:
            rows |= {name.id: name for name in _read(settings.table)}
        blocked = set(map(fold, settings.blocked))
        shown = {fold(key): display for key, display in settings.names.items()}
        kept = (name for name in rows.values() if not blocked & {fold(name.id), fold(name.display)})
        return cls(tuple(_renamed(name, shown) for name in kept))


def _shipped() -> list[Name]:
    text = files("khabar_enrich").joinpath("tables", "tags.tsv").read_text("utf-8")
    return _parsed(text.splitlines(), "tags.tsv")


def _read(path: Path) -> list[Name]:
    try:
        return _parsed(path.read_text("utf-8").splitlines(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        msg = f"tags.table {path}: cannot be read ({error}); mend the path or save the file as UTF-8"
        raise ConfigError(msg) from error


def _parsed(lines: Iterable[str], where: str) -> list[Name]:
    names, wrong = [], []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip() or tuple(cells[:2]) == _COLUMNS[:2]:
            continue
        cells += [""] * (len(_COLUMNS) - len(cells))
        if cells[0] and cells[1] in _TYPES and cells[2]:
            names.append(_name(cells))
        else:
            wrong.append(f"  line {number}: needs an id, a type of {', '.join(_TYPES)} and a canonical name")
    if wrong:
        raise ConfigError("\n".join([f"{where} is wrong:", *wrong]))
    return names


def _name(cells: list[str]) -> Name:
    id_, type_, canonical, aliases, _parent, note = cells[:6]
    written = [alias for alias in (canonical, *aliases.split("|")) if alias]
    needs = note.partition(_NEEDS)[2] if _NEEDS in note else ""
    return Name(
        id=id_,
        type=cast("TagType", _TYPES[type_]),
        display=canonical.rstrip("?"),
        plain=tuple(alias for alias in written if not alias.endswith("?")),
        ambiguous=tuple(alias.rstrip("?") for alias in written if alias.endswith("?")),
        needs=frozenset(fold(needs).replace(",", " ").split()),
    )


def _renamed(name: Name, shown: dict[str, str]) -> Name:
    display = shown.get(fold(name.id), shown.get(fold(name.display), name.display))
    return Name(name.id, name.type, display, name.plain, name.ambiguous, name.needs)
