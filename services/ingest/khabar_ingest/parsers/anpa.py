"""ANPA 1312, the American sister of IPTC 7901: a number, a keyword line, then lines marked ``^`` and ``<``."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Final

from khabar_ingest.document import Document
from khabar_ingest.draft import Parsed
from khabar_ingest.parsers import CERTAIN, NO, wire
from khabar_ingest.parsers.bylines import people
from khabar_ingest.parsers.embargo import spoken
from khabar_ingest.parsers.make import alone, draft, lead
from khabar_ingest.parsers.wirewords import wire_words
from khabar_ingest.text import normalise

_HEADER = re.compile(r"[a-z]?([A-Za-z]?\d{3,5})\x1f")
_SENT = re.compile(r"-(\d\d)-(\d\d)-(\d\d)\s+(\d\d)(\d\d)(?:GMT|UTC)")
_HEAD_CHARACTERS: Final = 2_048
_SLUG_END = re.compile(r",\s*\d+$")
_SOH, _STX, _ETX, _EOT = "\x01", "\x02", "\x03", "\x04"


class Anpa:
    """Reads each story of a file of ANPA 1312."""

    def sniff(self, document: Document) -> float:
        """Know it by the story's number between two control characters."""
        _, marked, after = document.text[:_HEAD_CHARACTERS].partition(_SOH)
        return CERTAIN if marked and _HEADER.match(after) else NO

    def parse(self, document: Document) -> Iterator[Parsed]:
        """Yield every story."""
        text = document.text.replace("\r\n", "\n").replace("\r", "\n")
        for story in text.split(_SOH)[1:]:
            if header := _HEADER.match(story):
                yield alone(header[1], partial(_story, header[1], story.partition(_EOT)[0]))


def _story(number: str, story: str) -> Parsed:
    text, _, after = story.partition(_STX)[2].partition(_ETX)
    heads, body = _parts(text)
    slug, line = _SLUG_END.sub("", heads[0] if heads else ""), next(iter(heads[1:]), "")
    found = wire.read_lines(_typeset(body))
    place, agency = wire.dateline(found)
    sent = _sent(after)
    guid = f"{number}:{sent:%Y%m%d}" if sent else ""
    title = wire.title(line, found, "usable", guid)
    body_found = wire.tidy(found, title, [agency])
    fields = {
        "guid": guid or None,
        "status": "withheld" if wire.recalls(slug, line) else "usable",
        "source_name": agency or None,
        "headline": title,
        "lead": lead("", body_found),
        "body": body_found,
        "authors": people(head for head in heads[2:] if wire_words().by.match(head)),
        "dateline": place or None,
        "published_at": sent,
        "updated_at": sent,
        "date_source": "source" if sent else "unknown",
        "embargo": spoken(*heads),
        "categories": [slug],
    }
    return draft(guid or number, fields)


def _parts(text: str) -> tuple[list[str], str]:
    """Part the lines marked ``^`` at the head, slug and headline first, from the indented text under them."""
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip() and line[0] in " \t"), len(lines))
    heads = [head for line in lines[:first] if (head := normalise(line.strip("^<= ")))]
    return heads, "\n".join(lines[first:])


def _typeset(text: str) -> str:
    """Write quotation marks and dashes as readers know them; teletypes had none."""
    return text.replace("``", "“").replace("''", "”").replace(" _ ", " — ").replace("<\n", "\n")


def _sent(after: str) -> datetime | None:
    """Read ``11-13-13 1509GMT``, month first; anything else is no time."""
    found = _SENT.search(after[:_HEAD_CHARACTERS])
    if found is None:
        return None
    month, day, year, hour, minute = map(int, found.groups())
    try:
        return datetime(2000 + year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
