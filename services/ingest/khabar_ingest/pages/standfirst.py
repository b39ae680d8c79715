"""The summary that many papers print between headline and article, in an element of its own."""

import re
from typing import Final

from khabar.models import Block
from khabar_ingest.blocks import Placed
from khabar_ingest.markup import Element, words
from khabar_ingest.pages.byline import labelled
from khabar_ingest.pages.dateline import is_dateline
from khabar_ingest.pages.surroundings import Surroundings
from khabar_ingest.text import fold, normalise

_NAMES: Final = frozenset(
    {"lead", "lede", "intro", "introtext", "standfirst", "subtitle", "summary", "sapo", "abstract", "excerpt", "chapo"}
    | {"deck", "spot"}
)
_SPLIT = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")
_SHORTEST: Final = 40
_LONGEST: Final = 1_200
_FEWEST_WORDS: Final = 8
_ALIKE: Final = 60


def standfirst(near: Surroundings, title: str, description: str) -> Placed | None:
    """Return the summary that stands before the article, outside of its element, or None."""
    for element in near.between(to_prose=False):
        if element is near.container or near.container in element.iterancestors():
            return None
        text = normalise(words(element))
        if fold(text) in fold(title) or is_dateline(text) or labelled(text):
            continue
        if _SHORTEST <= len(text) <= _LONGEST and next(element.iter("a"), None) is None:
            said = fold(text)[:_ALIKE] == fold(description)[:_ALIKE]
            if said or _is_named(element) or _is_sentence_alone(element, text):
                return Placed(Block(type="paragraph", text=text), element)
    return None


def _is_sentence_alone(element: Element, text: str) -> bool:
    """Whether a paragraph of its own between headline and article says something, and not only who, when and where."""
    before = element.getprevious()
    pictured = (before is not None and before.tag in {"img", "picture", "amp-img"}) or _in_figure(element)
    return element.tag in {"p", "h2"} and not pictured and len(text.split()) >= _FEWEST_WORDS


def _in_figure(element: Element) -> bool:
    return next(element.iterancestors("figure"), None) is not None


def _is_named(element: Element) -> bool:
    around = [element, element.getparent()]
    names = " ".join(f"{each.get('class') or ''} {each.get('id') or ''}" for each in around if each is not None)
    return not _NAMES.isdisjoint(part.lower() for part in _SPLIT.split(names))
