"""An article's whole text as feeds carry it: the words of its page as plain HTML, every address in it whole."""

import re
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import urljoin

from markupsafe import Markup

from khabar.models import Block
from khabar_site import content
from khabar_site.article import ArticlePage
from khabar_site.inline import inline
from khabar_site.look import Look
from khabar_site.weblinks import securelink, weblink
from khabar_site.words import calm

_LETTERS = 200_000
"""A longer text is left out, so that one article cannot make every feed heavy; its page tells it."""
_KEPT_TYPE = "image/webp"
_LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)(")')


class Image(NamedTuple):
    """A picture with its whole address; its type and size are known where the site holds it."""

    url: str
    type: str = ""
    width: int = 0
    height: int = 0


def whole(look: Look, article: ArticlePage) -> str:
    """The text as HTML; empty where the source's rights allow no more than an excerpt, or where it is too long."""
    if article.rights != "full":
        return ""

    def marked(block: Block) -> Markup:
        return _absolute(inline(block.text, block.html, ()), article.canonical)

    blocks = content.body(article.revision)
    told = {"article": article, "blocks": blocks, "marked": marked, "weblink": weblink}
    text = look.render("feed_content.html", **told, image=lambda url: image(look, article, url))
    return str(calm(text)) if len(text) <= _LETTERS else ""


def image(look: Look, article: ArticlePage, url: str | None) -> Image | None:
    """A picture of the article as the newsroom shows pictures: from the site, from where it lies, or not at all."""
    kept, elsewhere = article.kept(url), securelink(url)
    if kept is not None:
        return Image(look.base + kept.src, _KEPT_TYPE, kept.width, kept.height)
    return Image(elsewhere) if elsewhere and look.config.site.pictures == "link" else None


def _absolute(markup: Markup, base: str) -> Markup:
    """Make the addresses of links whole: a feed's reader knows no page to read them from."""
    written = _LINK.sub(lambda link: f"{link[1]}{escape(_join(base, unescape(link[2])))}{link[3]}", markup)
    return Markup(written)  # noqa: S704 - sanitised before, and what is put in is escaped


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # such as an IPv6 address without its end
        return base
