"""IPTC 7901, the teletype form of agencies: a header line, a slug, a text between control characters, a time.

The characters that part a message (SOH, STX, ETX, EOT) are often lost on the way, so the header alone is enough.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from typing import Final

from khabar_ingest.document import Document
from khabar_ingest.draft import Parsed
from khabar_ingest.parsers import CERTAIN, LIKELY, NO, wire
from khabar_ingest.parsers.embargo import spoken
from khabar_ingest.parsers.make import alone, draft, lead
from khabar_ingest.parsers.values import urgency
from khabar_ingest.parsers.wirewords import wire_words
from khabar_ingest.stamps import YEARS
from khabar_ingest.text import ascii_digits, normalise

_HEADER = re.compile(
    r"[\s\x00\x16\x7f]*([A-Za-z]{2,5})(\d{2,5}) ([1-9]) ([A-Za-z]{1,4}) (\d{1,6})(?: [^\n\x02]*)?(?=[\n\x02])"
)
_TIME = re.compile(r"^\s*(\d\d)(\d\d)(\d\d)\s+([A-Za-z]{1,4})\s+([A-Za-z]{3})[a-z]*\.?\s+(\d{4}|\d\d)\b")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HEAD_LINES: Final = 6
_NOTE_CHARACTERS: Final = 200
_SOH, _STX, _ETX, _EOT = "\x01", "\x02", "\x03", "\x04"


@dataclass(frozen=True, slots=True)
class _Message:
    """One message, its parts found; ``notes`` stand between the slug and the headline."""

    service: str
    number: str
    priority: str
    category: str
    slug: str
    notes: tuple[str, ...]
    headline: str
    body: str
    sent: datetime | None

    @property
    def guid(self) -> str:
        """Numbers begin anew each day, so a message without a day has no name."""
        return f"{self.service}{self.number}:{self.sent:%Y%m%d}" if self.sent else ""


class Iptc7901:
    """Reads each message of a file of IPTC 7901."""

    def sniff(self, document: Document) -> float:
        """Know it by its header; with the control character before it, there is no doubt."""
        text = _unix(document.text[:2048]).lstrip("\ufeff")
        if _SOH in text:
            return CERTAIN if _HEADER.match(text.partition(_SOH)[2]) else NO
        return LIKELY if _HEADER.match(text) else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every message."""
        text = _unix(document.text).lstrip("\ufeff")
        raw = text.split(_SOH)[1:] if _SOH in text else [text]
        for index, part in enumerate(raw):
            if header := _HEADER.match(part):
                yield alone(f"{header[1]}{header[2]}", partial(_article, _message(header, part[header.end() :])))
            elif part.strip("\x00\x16\x7f\x04 \n"):
                yield alone(str(index), partial(draft, str(index), {"headline": ""}))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _message(header: re.Match[str], rest: str) -> _Message:
    """Part a message after its header."""
    rest = rest.partition(_EOT)[0]
    before, marked, text = rest.partition(_STX)
    if not marked:
        before, text = "", rest
    text, ended, after = text.partition(_ETX)
    if not ended:
        text, after = _last_line(text)
    above = [line for raw in before.split("\n") if (line := normalise(raw))]
    slug = above[0].rstrip("/") if above else ""
    slug, notes, headline, body = _head(text, slug, above[1:])
    return _Message(header[1], header[2], header[3], header[4], slug, notes, headline, body, _sent(after))


def _head(text: str, slug: str, notes: list[str]) -> tuple[str, tuple[str, ...], str, str]:
    """Part slug, notes in brackets and the headline, which ends in ``=``, from the body."""
    lines = text.split("\n")
    filled = [index for index, line in enumerate(lines) if line.strip()][:_HEAD_LINES]
    closing = next((index for index in filled if lines[index].rstrip().endswith("=")), None)
    head: list[str] = []
    last = closing if closing is not None else (filled[0] if filled else 0)
    for index in (index for index in filled if index <= last):
        line = normalise(lines[index])
        if not slug and line.endswith("/"):
            slug = line.rstrip("/")
        elif line.startswith("(") and line.endswith(")"):
            notes = [*notes, line.strip("()")]
        else:
            head.append(line.rstrip("= "))
    return slug, tuple(notes), " ".join(head), "\n".join(lines[last + 1 :])


def _last_line(text: str) -> tuple[str, str]:
    """Part a time in the last line from a text whose end is not marked."""
    head, _, last = text.rstrip().rpartition("\n")
    return (head, last) if _TIME.match(ascii_digits(last)) else (text, "")


def _sent(after: str) -> datetime | None:
    """Read ``131137 GMT Nov 13``: day, hour and minute, zone, month, year; anything else is no time."""
    found = _TIME.match(ascii_digits(after))
    if found is None or found[5].lower() not in _MONTHS or found[4].upper() not in wire_words().zones:
        return None
    year = int(found[6]) + (0 if len(found[6]) == 4 else 2000)  # noqa: PLR2004 - a year of four digits is whole
    zone = timezone(timedelta(hours=wire_words().zones[found[4].upper()]))
    month = _MONTHS.index(found[5].lower()) + 1
    try:
        time = datetime(year, month, int(found[1]), int(found[2]), int(found[3]), tzinfo=zone)
    except ValueError:
        return None
    return time.astimezone(UTC) if time.year in YEARS else None


def _article(message: _Message) -> Parsed:
    found = wire.read_lines(message.body)
    place, agency = wire.dateline(found)
    body = wire.tidy(found, message.headline, [agency, message.service])
    heads = (message.slug, *message.notes, message.headline)
    early = [block.text[:_NOTE_CHARACTERS] for block in body[:2]]
    fields = {
        "guid": message.guid or None,
        "status": "withheld" if wire.recalls(*heads) else "usable",
        "source_name": agency or None,
        "headline": wire.title(message.headline, body, "usable", message.guid),
        "lead": lead("", body),
        "body": body,
        "dateline": place or None,
        "published_at": message.sent,
        "updated_at": message.sent,
        "date_source": "source" if message.sent else "unknown",
        "urgency": urgency(message.priority),
        "embargo": spoken(*heads, *early),
        "categories": [message.slug, message.category],
    }
    return draft(message.guid or f"{message.service}{message.number}", fields)
