"""The alias table: what a tag is called, how papers write it, and which of its names need company to be believed.

Tab-separated columns ``id type canonical aliases parent note same``, aliases parted by ``|``; all after the third may
be left out. A name that ends in ``?`` is ambiguous: it counts only where the tag is also named plainly, where a word
that tells its kind stands before it (``مدينة الباب``), or where one of the words after ``needs:`` in the note occurs in
the article. ``parent`` is the tag of what a place lies in or a body belongs to. ``same`` names the tag elsewhere:
``wikidata:Q858 geonames:163843 iso:SY``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final, cast

from khabar.arabic import fold
from khabar.config import TagSettings
from khabar.errors import ConfigError
from khabar.models import TagType
from khabar_enrich.tags.institutions import bodies

_COLUMNS: Final = ("id", "type", "canonical", "aliases", "parent", "note", "same")
_TYPES: Final = {"PERSON": "person", "ORG": "organisation", "LOC": "place", "TOPIC": "topic", "EVENT": "event"}
_SHIPPED: Final = ("places", "organisations", "people", "events", "topics")
_NEEDS: Final = "needs:"
_BODY: Final = "organisation"


@dataclass(frozen=True, slots=True)
class Name:
    """A row of the table."""

    id: str
    type: TagType
    display: str
    plain: tuple[str, ...]
    ambiguous: tuple[str, ...]
    needs: frozenset[str]
    parent: str | None = None
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """All names a newsroom tags, the desk's own rows over those that Khabar brings.

    One table is equal to no other, so that what is made of it can be kept by it.
    """

    names: tuple[Name, ...]

    @classmethod
    def load(cls, settings: TagSettings) -> "Table":
        """Read both tables and apply the desk's display names and blocks (each by tag id or name).

        Raises:
            ConfigError: the desk's table cannot be read or has wrong rows; the message lists them.
        """
        if settings.table is None:
            return cls(_styled(_shipped(), settings)) if settings.blocked or settings.names else _brought()
        rows = {name.id: name for name in (*_shipped(), *_read(settings.table))}
        return cls(_styled(rows.values(), settings))


@cache
def _brought() -> Table:
    return Table(_shipped())


@cache
def _shipped() -> tuple[Name, ...]:
    folder = files("khabar_enrich").joinpath("tables", "gazetteer")
    rows: list[Name] = []
    for part in _SHIPPED:
        rows += _parsed(folder.joinpath(f"{part}.tsv").read_text("utf-8").splitlines(), f"{part}.tsv")
    spelt = {fold(alias) for name in rows if name.type == _BODY for alias in name.plain}
    shown = {name.id: name.display for name in rows}
    return (*rows, *(_name(cells) for cells in bodies(shown, spelt)))


def _styled(rows: Iterable[Name], settings: TagSettings) -> tuple[Name, ...]:
    blocked = set(map(fold, settings.blocked))
    shown = {fold(key): display for key, display in settings.names.items()}
    kept = (name for name in rows if not blocked & {fold(name.id), fold(name.display)})
    return tuple(_renamed(name, shown) for name in kept)


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
    id_, type_, canonical, aliases, parent, note, same = cells[: len(_COLUMNS)]
    written = [alias for alias in (canonical, *aliases.split("|")) if alias]
    needs = note.partition(_NEEDS)[2] if _NEEDS in note else ""
    return Name(
        id=id_,
        type=cast("TagType", _TYPES[type_]),
        display=canonical.rstrip("?"),
        plain=tuple(alias for alias in written if not alias.endswith("?")),
        ambiguous=tuple(alias.rstrip("?") for alias in written if alias.endswith("?")),
        needs=frozenset(fold(needs).replace(",", " ").split()),
        parent=parent or None,
        same=tuple(same.split()),
    )


def _renamed(name: Name, shown: dict[str, str]) -> Name:
    display = shown.get(fold(name.id), shown.get(fold(name.display)))
    return name if display is None else replace(name, display=display)
