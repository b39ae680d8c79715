"""Articles of two revisions with sections, tags and pictures, and what WordPress has to hold of them."""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from khabar import EnrichedRevision, Event
from khabar.events import article_id
from tests.unit.publish.stories import enriched, removal, told

SECTIONS: Mapping[str, str] = {"news": "أخبار", "economy": "اقتصاد", "culture": "ثقافة"}
_TAGS = ("الرقة", "حلب", "دير الزور", "المياه", "الكهرباء", "الزراعة", "المدارس")
PICTURES = 12


@dataclass(frozen=True)
class Article:
    """One article by its number: how its revisions differ follows from that."""

    number: int
    pictures: str

    @property
    def id(self) -> str:
        return article_id("desk", str(self.number))

    def headline(self, revision: int) -> str:
        return f"خبر رقم {self.number} في نسخته {revision}"

    def paragraph(self, revision: int) -> str:
        return f"هذا متن الخبر رقم {self.number}، وهو كما كُتب في المرة {revision}."

    def section(self, revision: int) -> str:
        return list(SECTIONS)[(self.number + revision) % len(SECTIONS)]

    def tags(self, revision: int) -> tuple[str, ...]:
        return tuple(sorted({_TAGS[(self.number * step + revision) % len(_TAGS)] for step in (1, 3)}))

    def picture(self, revision: int) -> int:
        return (self.number + (revision if self.number % 3 == 0 else 0)) % PICTURES

    def revision(self, number: int) -> EnrichedRevision:
        section = self.section(number)
        found = {
            "for_revision": number,
            "slug": f"خبر-رقم-{self.number}",
            "section": {"id": section, "name": SECTIONS[section], "reason": "rule"},
            "tags": [
                {"id": f"topic:{tag}", "type": "topic", "name": tag, "salience": 0.5} for tag in self.tags(number)
            ],
        }
        return enriched(
            number,
            self.headline(number),
            id=self.id,
            lead=f"مقدمة {self.number} في نسختها {number}",
            body=[{"type": "paragraph", "text": self.paragraph(number)}],
            media=[{"url": f"{self.pictures}/{self.picture(number)}.png", "mimetype": "image/png", "alt": "صورة"}],
            enrichment=found,
        )

    def created(self, revision: int) -> Event:
        return told("article.enriched", self.revision(revision))

    def killed(self) -> Event:
        gone = removal(3).model_copy(update={"id": self.id})
        return told("article.killed", gone)


def png(number: int) -> bytes:
    """A small picture of one shade, each number another."""
    shade, wide, high = bytes([number * 20 % 256, 90, 160]), 96, 64

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + shade * wide for _ in range(high))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
