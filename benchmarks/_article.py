"""The work that all sides of the hop benchmark do: the same article in, the same enriched article out."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from khabar.events import Event, article_id, make
from khabar.models import Block, EnrichedRevision, Enrichment, Revision, Section, SourceRef

WORDS = Path(__file__).with_name("_words.txt").read_text("utf-8").split()
PARAGRAPHS = 7
PARAGRAPH_WORDS = 46


def revision(number: int) -> Revision:
    """Make an Arabic revision of about 350 words; the same number makes the same one."""
    chance = random.Random(number)
    when = datetime(2026, 3, 1, 8, tzinfo=UTC) + timedelta(minutes=number)
    return Revision(
        id=article_id("bench", str(number)),
        revision=1,
        source=SourceRef(id="bench", name="مكتب المدينة", url="https://example.org/", guid=str(number)),
        headline=_sentence(chance, 9),
        lead=_sentence(chance, 20),
        body=tuple(Block(type="paragraph", text=_sentence(chance, PARAGRAPH_WORDS) + ".") for _ in range(PARAGRAPHS)),
        authors=("ليلى الحسن",),
        published_at=when,
        received_at=when,
        date_source="source",
        categories=("محليات", "خدمات"),
        canonical_url=f"https://example.org/{number}",
        content_sha=f"{number:064x}",
    )


def created(number: int) -> Event:
    """Make the event of a new article."""
    data = revision(number)
    return make("article.created", data, source="khabar/ingest", subject=data.id, revision=1)


def enriched(data: Revision) -> EnrichedRevision:
    """Do the least a stage does: put a (given) section to the revision, which was validated when it came in."""
    section = Section(id="local", name="محليات", reason="category")
    found = Enrichment(for_revision=data.revision, section=section, slug="khabar", reading_minutes=2)
    return EnrichedRevision.model_construct(**dict(data), enrichment=found)


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words))
