"""Who wrote an article, and nobody else: outlets, log-in names and roles are no bylines."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from khabar_ingest.text import fold, normalise

_LONGEST_NAME: Final = 70
_LONGEST_LINE: Final = 200
_MOST_WORDS: Final = 9
_ENDS: Final = " :：-–—,،|/•·"
_NO_NAME = re.compile(
    r"[@|<>{}=_#\\]|https?:|\b(?:developed|powered|designed) by\b|www\.|\.(?:com|net|org|ir|sa|eg|ae)\b|\d{2}",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[|•·]\s*|[,،]\s+(?=.*\d)")
_LOWER_CASE = re.compile(r"(?:^|\s)(?!(?:de|del|der|van|von|da|bin|al|el|and|et|ve)\b)[a-zà-ÿ]")
_LOGIN = re.compile(r"[a-z0-9.]+", re.IGNORECASE)


def names(said: Iterable[str], outlets: Iterable[str], url: str | None) -> list[str]:
    """Return the bylines among what was said; ``outlets`` are the names of the paper itself."""
    own = {_plain(name) for name in outlets if name} | _host_names(url)
    found = (normalise(_unlabelled(one[:_LONGEST_LINE])).strip(_ENDS) for one in said)
    return [name for name in dict.fromkeys(found) if _is_name(name, own)]


def labelled(line: str) -> str:
    """Return the name in a line such as "كتب: …" or "By …", or nothing when the line does not say who wrote."""
    text = normalise(line) if len(line) <= _LONGEST_LINE else ""
    rest = _unlabelled(text)
    name = _PARTS.split(rest)[0].strip(_ENDS)
    return name if rest != text and len(name) <= _LONGEST_NAME and not _LOWER_CASE.search(name) else ""


def named(line: str) -> str:
    """Return the name in a line that is known to give one: without a label, and without a date or place behind it."""
    text = _unlabelled(_PARTS.split(normalise(line[:_LONGEST_LINE]))[0])
    first, _, rest = text.partition(" ")
    return rest if rest and _plain(first) in _roles() else text


def _is_name(name: str, own: set[str]) -> bool:
    plain = _plain(name)
    if not plain or len(name) > _LONGEST_NAME or len(name.split()) > _MOST_WORDS or _NO_NAME.search(name):
        return False
    if plain in own or plain in _roles():
        return False
    return not (_LOGIN.fullmatch(name) and name.islower())


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", fold(name)))


def _host_names(url: str | None) -> set[str]:
    """The words of the page's host: an outlet's log-in name is often its address."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return set()
    return {host, host.removeprefix("www."), *host.split(".")} - {""}


def _unlabelled(line: str) -> str:
    """A line without the label that says a name follows."""
    text = normalise(line)
    match = _labels().match(text)
    return text[match.end() :] if match else text


@cache
def _labels() -> re.Pattern[str]:
    """Labels need a colon or a dash after them, or a comma where they are read out to the blind (``Author, …``).

    Those that can only stand before a name need neither.
    """
    rows = [line.split("\t") for line in _lines("bylines.tsv")]
    loose = "|".join(re.escape(label) for kind, label in rows if kind == "before-name")
    strict = "|".join(re.escape(label) for kind, label in rows if kind == "with-colon")
    read_out = "|".join(re.escape(label) for kind, label in rows if kind == "with-comma")
    return re.compile(
        rf"(?:(?:{strict})\s*(?:[:：]|\s[-–—]\s)|(?:{read_out})\s*[,،]\s|(?:{loose})(?:\s*[:：/]|\s)\s*)\s*",
        re.IGNORECASE,
    )


@cache
def _roles() -> frozenset[str]:
    rows = [line.split("\t") for line in _lines("bylines.tsv")]
    return frozenset(_plain(label) for kind, label in rows if kind in {"role", "with-colon", "before-name"})


def _lines(name: str) -> list[str]:
    text = files("khabar_ingest").joinpath(f"tables/{name}").read_text("utf-8")
    return text.splitlines()[1:]
