"""The people that a byline names."""

import re
from collections.abc import Iterable
from typing import Final

from khabar_ingest.parsers.wirewords import wire_words
from khabar_ingest.text import fold, normalise

_INITIALS = re.compile(r"^\(?[^\W\d_]{1,4}(?: ?[/|] ?[^\W\d_]{1,4})+/?\)?$|^[A-Z]{2,4}$")
_AGENCY = re.compile(r"\s*,\s*\(?[A-Za-z]{2,5}\)?$")
_FROM = re.compile(r"\s+in\s+[A-Z]\S*(?:\s[A-Z]\S*){0,2}$")
_MAIL = re.compile(r"\(?\b\S+@\S+")
_LONGEST_BYLINE: Final = 200


def people(lines: Iterable[str]) -> list[str]:
    """Return the names in bylines, without "by", jobs, places, mail addresses and desk initials (``gr/bp``)."""
    return [name for line in lines for name in _names(normalise(line))]


def is_initials(line: str) -> bool:
    """Whether a line is only the initials by which an agency's desk signs (``hh/ph/ts``)."""
    return bool(_INITIALS.match(line))


def _names(line: str) -> list[str]:
    if len(line) > _LONGEST_BYLINE:
        return []
    line = _AGENCY.sub("", wire_words().by.sub("", _MAIL.sub("", line).strip()))
    parts = wire_words().between.split(_without_job(line))
    if len(parts) > 1:  # with "and" before the last, commas part the others
        parts = [name for part in parts for name in part.split(",")]
    names = (_FROM.sub("", part.strip()).strip(" ,،:") for part in parts)
    return [name for name in names if name and not is_initials(name)]


def _without_job(line: str) -> str:
    """Drop what stands behind the first comma where it tells a job and not another name."""
    name, _, rest = line.replace("،", ",").partition(",")
    return line if wire_words().jobs.isdisjoint(fold(rest).split()) else name
