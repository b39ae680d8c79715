"""The section that a page's metadata name, or its path where it is marked as one."""

from typing import Final

from khabar_ingest.markup import Element, words
from khabar_ingest.pages.linked import Linked
from khabar_ingest.pages.links import known
from khabar_ingest.pages.meta import Meta
from khabar_ingest.pages.title import Title, parts
from khabar_ingest.parsers.values import entries, string
from khabar_ingest.text import fold, normalise

_BREADCRUMBS: Final = (
    "//*[contains(@class, 'crumb') or contains(@id, 'crumb') or contains(@class, 'pathway')"
    " or contains(@itemtype, 'BreadcrumbList') or contains(@typeof, 'BreadcrumbList')]"
)
_SECTIONS: Final = (
    "article:section",
    "item:articlesection",
    "articlesection",
    "og:section",
    "og:article:section",
    "parsely-section",
    "section",
)
_MOST_STEPS: Final = 8


def section_named(tree: Element, meta: Meta, linked: Linked, title: Title) -> str:
    """Return what the metadata call the section; else the step of the path that the title names too, or the last."""
    said = linked.said("articleSection")
    named = [string(said), *map(string, entries(said)), *meta.every(*_SECTIONS)]
    if section := next((name for name in named if name and fold(name) not in known("unfiled")), ""):
        return section
    steps = [step for step in linked.trail() or _printed_trail(tree) if step and fold(step) != fold(title.text)]
    named_too = [step for step in steps if any(fold(step) in parts(beside) for beside in title.beside)]
    return normalise((named_too or steps)[-1]) if len(steps) > 1 else ""


def _printed_trail(tree: Element) -> list[str]:
    return [
        normalise(words(link)) for trail in tree.xpath(_BREADCRUMBS)[:1] for link in list(trail.iter("a"))[:_MOST_STEPS]
    ]
