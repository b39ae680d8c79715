"""A page of HTML with all it needs in itself, for any web server: no script, no file beside it but pictures.

Its head has the mark by which a look at the page knows what it shows: ``<meta name="khabar">`` with the article's id,
its revision and the SHA-256 of its content.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from khabar import EnrichedRevision, Event
from khabar.arabic import direction as direction_of
from khabar.config import NewsroomSettings
from khabar.models import Removal
from khabar.models.base import Direction
from khabar_publish.formats.html import body, element
from khabar_publish.formats.pieces import main_picture, picture
from khabar_publish.formats.runs import isolated
from khabar_publish.formats.words import Words, calm, local, words
from khabar_publish.settings import PublishSettings

HOME: Final = "../../index.html"
"""Where the page leads back to: pages of a folder lie in those of their year and month."""

_POLICY: Final = (
    "default-src 'none'; img-src http: https:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)


class Page:
    """Renders an article as a whole page; of a withdrawn one, a page with the notice."""

    content_type = "text/html; charset=utf-8"
    suffix = ".html"

    def __init__(self, settings: PublishSettings) -> None:
        self._newsroom = settings.newsroom_config.newsroom

    def render(self, event: Event) -> bytes | None:
        """Render the page."""
        told = event.data
        if isinstance(told, EnrichedRevision):
            return self._article(told)
        if isinstance(told, Removal) and event.name == "article.withdrawn":
            return self._notice(told)
        return None

    def _article(self, revision: EnrichedRevision) -> bytes:
        said = words(self._newsroom, revision.language)
        mark = f"{revision.id} {revision.revision} {revision.content_sha}"
        head = f'<meta name="khabar" content="{_attribute(mark)}">'
        lead = " ".join(calm(revision.lead).split())
        if lead:
            head += f'<meta name="description" content="{_attribute(lead)}">'
        lines = "".join(self._lines(revision, said))
        inner = f"<article>{lines}</article>"
        return document(
            self._newsroom, calm(revision.headline), inner, revision.language, revision.direction, head=head
        )

    def _lines(self, revision: EnrichedRevision, said: Words) -> Iterator[str]:
        own = revision.direction
        yield f"<h1>{isolated(calm(revision.headline).strip(), own)}</h1>"
        yield f'<p class="about">{" · ".join(_about(revision, said))}</p>'
        if shown := main_picture(revision):
            yield element(picture(shown, own), own)
        yield from body(revision, said)

    def _notice(self, removal: Removal) -> bytes:
        language = self._newsroom.language
        own = direction_of(language)
        notice = words(self._newsroom).withdrawn(calm(removal.reason))
        mark = _attribute(f"{removal.id} {removal.revision} ")
        head = f'<meta name="robots" content="noindex"><meta name="khabar" content="{mark}">'
        return document(
            self._newsroom, self._newsroom.name, f"<p>{isolated(notice, own)}</p>", language, own, head=head
        )


def document(  # noqa: PLR0913 - the parts of a page
    newsroom: NewsroomSettings,
    title: str,
    inner: str,
    language: str,
    direction: Direction,
    *,
    head: str = "",
    home: str = HOME,
) -> bytes:
    """A whole page around some HTML."""
    name = isolated(calm(newsroom.name), direction_of(newsroom.language))
    return (
        f'<!doctype html>\n<html lang="{_attribute(language)}" dir="{direction}">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_attribute(_POLICY)}">{head}\n'
        f"<title>{escape(title, quote=False)}</title>\n<style>\n{_style()}</style></head>\n"
        f'<body>\n<header><a href="{home}">{name}</a></header>\n<main>{inner}</main>\n</body>\n</html>\n'
    ).encode()


def day(at: datetime, said: Words) -> str:
    """A day as an element, in the newsroom's zone."""
    there = local(at, said.zone)
    return f'<time datetime="{there.isoformat(timespec="seconds")}">{said.day(at)}</time>'


def _about(revision: EnrichedRevision, said: Words) -> Iterator[str]:
    yield day(revision.published_at or revision.received_at, said)
    for author in revision.authors:
        yield isolated(calm(author), revision.direction)


def _attribute(text: str) -> str:
    return escape(calm(text))


@cache
def _style() -> str:
    return (files(__package__) / "page.css").read_text("utf-8")
