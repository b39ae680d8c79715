"""What of a revision may be shown, by the rights its source gives, and in what form lists show it."""

from itertools import islice
from typing import Literal

from khabar.models import Block, EnrichedRevision, Media, Revision, Tag
from khabar_site import addresses
from khabar_site.weblinks import securelink

EXCERPT_LETTERS = 220
MOST_AUTHORS = 20
MOST_TAGS = 40
Rights = Literal["full", "excerpt+link", "index-only"]


def rights(revision: Revision) -> Rights:
    """What the source lets us show; a wording we do not know is read as the least, an absent one as all."""
    match revision.rights:
        case None | "" | "full":
            return "full"
        case "excerpt+link":
            return "excerpt+link"
        case _:
            return "index-only"


def lead(revision: Revision) -> str:
    """The first words a reader may see: the lead, else the first paragraph; none where only the title may be shown."""
    if rights(revision) == "index-only":
        return ""
    return revision.lead or next((block.text for block in revision.body if block.type == "paragraph"), "")


def excerpt(revision: Revision) -> str:
    """The lead on one line, cut at a word after at most `EXCERPT_LETTERS` letters."""
    text = " ".join(lead(revision).split())
    if len(text) <= EXCERPT_LETTERS:
        return text
    cut = text[:EXCERPT_LETTERS]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"


def body(revision: Revision) -> tuple[Block, ...]:
    """The blocks a reader may see."""
    return revision.body if rights(revision) == "full" else ()


def shown_text(revision: Revision) -> str:
    """The body's words for the search index; only what the page itself shows can be found."""
    parts = [
        "\n".join((block.text, *block.items, *(cell for row in block.rows for cell in row))) for block in body(revision)
    ]
    return "\n".join(parts)


def section(revision: EnrichedRevision) -> tuple[str, str]:
    """The section's slug and name; both empty without one."""
    found = revision.enrichment.section
    slug = addresses.slug(found.id) if found else ""
    return (slug, found.name) if found and slug else ("", "")


def authors(revision: Revision) -> list[str]:
    """Who wrote an article, each once; no more names than a page can tell."""
    return list(islice(dict.fromkeys(revision.authors), MOST_AUTHORS))


def tags(revision: EnrichedRevision) -> list[Tag]:
    """The tags that a page shows, the most salient first."""
    return sorted(revision.enrichment.tags, key=lambda tag: -tag.salience)[:MOST_TAGS]


def picture(revision: Revision) -> Media | None:
    """The first picture that a page under our policy can show, its address without unruly characters."""
    if rights(revision) != "full":
        return None
    pictures = ((item, securelink(item.url)) for item in revision.media if item.type == "picture")
    return next((item.model_copy(update={"url": url}) for item, url in pictures if url), None)
