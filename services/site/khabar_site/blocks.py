"""The blocks of an article's body as the page writes them: which element each becomes, and its words as markup."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from khabar.models import Block, DateMention, EnrichedRevision
from khabar_site import addresses, content
from khabar_site.directions import differing
from khabar_site.inline import inline
from khabar_site.leads import says
from khabar_site.spans import spans, weave, weave_lines
from khabar_site.voice import Voice
from khabar_site.weblinks import host, securelink, weblink

_NOTHING = Markup()
_CONTENTS = range(4, 31)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block as the template writes it.

    ``head`` are the cells of a table's first row, ``id`` that of a heading; ``host`` is where a link leads to, and
    ``direction`` is told where it is not the article's own.
    """

    kind: str
    text: Markup = _NOTHING
    items: tuple[Markup, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    url: str = ""
    host: str = ""
    id: str = ""
    direction: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.text or self.items or self.head or self.rows or self.url)


class Blocks:
    """Makes the paragraphs of one article."""

    def __init__(self, revision: EnrichedRevision, voice: Voice) -> None:
        self._revision, self._dates = revision, voice.dates
        self._mentions: defaultdict[str, list[DateMention]] = defaultdict(list)
        for mention in revision.enrichment.dates:
            self._mentions[mention.zone].append(mention)

    def woven(self, zone: str, text: str) -> Markup:
        """A text of a zone with its times marked."""
        marks = spans(text, self._mentions[zone], self._dates)
        return weave(text, marks, direction=self._revision.direction)

    def paragraphs(self) -> Iterator[Paragraph]:
        """The blocks of the body that can be shown; the first is the lead where it says the same."""
        lead = content.lead(self._revision)
        names: dict[str, int] = {}
        under_heading = False
        for index, block in enumerate(content.body(self._revision)):
            made = self._paragraph(index, block, under_heading=under_heading)
            under_heading = under_heading or made.kind == "h2"
            if index == 0 and lead and says(block, lead):
                made = replace(made, kind="lead")
            if made.kind in {"h2", "h3"}:
                made = replace(made, id=_name(block.text, names))
            if not made.empty:
                yield made

    def _paragraph(self, index: int, block: Block, *, under_heading: bool) -> Paragraph:
        said = block.text or "\n".join(block.items)
        marks = spans(said, self._mentions[f"body.{index}"], self._dates)
        differs = differing(block, self._revision.direction)
        direction = differs or self._revision.direction
        text = inline(block.text, block.html, marks, direction)
        if block.type == "list":
            lines = block.items or block.text.splitlines()
            return Paragraph("list", items=tuple(weave_lines(lines, said, marks, direction)), direction=differs)
        return replace(_written(block, text, under_heading=under_heading), direction=differs)


def _written(block: Block, text: Markup, *, under_heading: bool) -> Paragraph:
    match block.type:
        case "heading":
            return Paragraph("h3" if under_heading and (block.level or 2) > 2 else "h2", text)  # noqa: PLR2004 - h2 is the page's second level
        case "table":
            head, rows = _table(block.rows)
            return Paragraph("table", text, head=head, rows=rows)
        case "image":
            shown = securelink(block.url)
            return Paragraph("image", text, url=shown) if shown else Paragraph("p")
        case "embed" | "quote":
            url = weblink(block.url) or ""
            return Paragraph(block.type, text, url=url, host=host(url))
        case _:
            return Paragraph("p", text)


def contents(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The sub-heads that an article's list of contents names; none where there are too few to need it."""
    heads = [paragraph for paragraph in paragraphs if paragraph.kind == "h2"]
    return heads if len(heads) in _CONTENTS else []


def _name(text: str, names: dict[str, int]) -> str:
    """The name of a place in the page, stable as long as the heading is, and no other place's."""
    name = plain = "h-" + (addresses.slug(text) or "x")
    while name in names:
        names[plain] += 1
        name = f"{plain}-{names[plain]}"
    names[name] = 1
    return name


def _table(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """A table's heads and its rows: the first row heads the others where each of its cells has words and no figures."""
    first = rows[0] if rows else ()
    heads = len(rows) > 1 and len(first) > 1 and all(cell.strip() and not _figure(cell) for cell in first)
    return (first, rows[1:]) if heads else ((), rows)


def _figure(cell: str) -> bool:
    return not any(letter.isalpha() for letter in cell)
