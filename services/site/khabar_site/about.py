"""The page about the newsroom: who it is, its principles, how it corrects, who owns it, and how it is reached."""

import re

from khabar_site import surrogates
from khabar_site.ask import Ask
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.store import Reader

_GAP = re.compile(r"\n\s*\n")


def about(_reader: Reader, look: Look, _ask: Ask) -> Page:
    """What the newsroom says of itself; where it says nothing, what the site itself sees to."""
    told, newsroom, say = look.config.site.about, look.config.newsroom, look.voice.say
    text = look.render(
        "about.html",
        here="/about",
        about=told,
        paragraphs=_paragraphs(told.text or newsroom.tagline or say("about.plain", newsroom=newsroom.name)),
        ethics=_paragraphs(told.ethics or say("about.ethics_plain")),
        corrections=_paragraphs(told.corrections or say("about.corrections_plain")),
        ownership=_paragraphs(told.ownership),
    )
    return Page(text, keys=frozenset({surrogates.SITE}))


def _paragraphs(text: str) -> list[str]:
    return [part for part in (" ".join(part.split()) for part in _GAP.split(text)) if part]
