"""Odd forms of markup made plain before a page is read.

Elements of a site's own making, text that is set line by line, marks for editors and for footnotes, and asides that
readers are invited to skip.
"""

import re
from collections.abc import Iterator
from itertools import dropwhile, islice
from typing import Final

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types

from khabar_ingest import furniture
from khabar_ingest.markup import Element, words
from khabar_ingest.parsers.wire import paragraphs
from khabar_ingest.text import normalise

_INLINE: Final = frozenset({"a", "p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "b", "i", "em", "strong", "small"})
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
_EMPTY_LINE = re.compile(r"\n[ \t]*\r?\n")
_BRACKETED = re.compile(r"\[[^\[\]]{1,15}\]")
_FOOTNOTE = re.compile(r"\[?\d{1,3}\]?")
_SKIP = re.compile(r"(?:تخطى|تخطي|تجاوز|skip)\b.{1,60}\b(?:و?واصل|و?تابع|continue)\b", re.IGNORECASE)
_LONGEST_SKIP: Final = 100
_MOST_SKIPPED: Final = 0.5
_MOST_SKIPS: Final = 20


def make_plain(body: Element) -> None:
    """Rewrite the body of a page in place, so that readings need to know common elements only."""
    lines: dict[Element, bool] = {}
    for element in list(body.iterdescendants()):
        if isinstance(element.tag, str) and "-" in element.tag and not element.tag.startswith("amp-"):
            parent = element.getparent()
            if parent not in lines:
                lines[parent] = _is_line(parent)
            _rename(element, in_line=lines[parent])
    for pre in list(body.iter("pre")):
        _part(pre)
    for mark in list(_marks(body)):
        furniture.drop(mark)
    _drop_skipped(body)


def _rename(element: Element, *, in_line: bool) -> None:
    """Call an element of the site's own making what it stands for: a link, a caption, a block if in no line."""
    parts = element.tag.split("-")
    if element.get("href"):
        element.tag = "a"
    elif "caption" in parts:
        element.tag = "figcaption"
    elif not in_line:
        element.tag = "div"


def _is_line(parent: Element) -> bool:
    """Whether an element holds a line of text, beside which what is in it stands."""
    beside = [parent.text, *(each.tail for each in parent)]
    return parent.tag in _INLINE or any((text or "").strip() for text in beside)


def _part(pre: Element) -> None:
    """Make paragraphs of preformatted text that empty lines part: its line ends are those of a wire's columns."""
    text = pre.text or ""
    if len(pre) or not _EMPTY_LINE.search(text.strip()):
        return
    pre.tag, pre.text = "div", None
    for paragraph in paragraphs(text):
        etree.SubElement(pre, "p").text = paragraph


def _marks(body: Element) -> Iterator[Element]:
    """What is no text of the article: links of editors behind a sub-head, and numbers that lead to footnotes."""
    for heading in body.iter(*_HEADINGS):
        yield from (each for each in heading if _BRACKETED.fullmatch(normalise(words(each))) and _leads(each))
    yield from (sup for sup in body.iter("sup") if _FOOTNOTE.fullmatch(normalise(words(sup))) and _leads(sup))


def _leads(element: Element) -> bool:
    return next(element.iter("a"), None) is not None


def _drop_skipped(body: Element) -> None:
    """Take out asides that begin with "skip … and continue reading", up to where such a link leads."""
    ends = {element.get("id"): element for element in body.iter() if element.get("id")}
    links = (link for link in list(body.iter("a")) if _SKIP.match(normalise(words(link)[:_LONGEST_SKIP])))
    for link in list(islice(links, _MOST_SKIPS)):
        if (end := ends.get((link.get("href") or "#")[1:])) is not None:
            _drop_between(link, end, body)


def _drop_between(link: Element, end: Element, body: Element) -> None:
    before = [link, *link.iterancestors()]
    after = [end, *end.iterancestors()]
    around = next((element for element in before if element in after), None)
    if around is None or around in {link, end}:
        return
    first, last = before[before.index(around) - 1], after[after.index(around) - 1]
    skipped = list(dropwhile(lambda each: each is not first, around))
    skipped = skipped[: skipped.index(last) + 1] if last in skipped else []
    if sum(len(words(each)) for each in skipped) < _MOST_SKIPPED * len(words(body)):
        for each in skipped:
            furniture.drop(each)
