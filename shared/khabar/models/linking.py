"""What ties articles together: related links, copies of one text, running stories, and what editors decide of it."""

from pydantic import AwareDatetime, Field

from khabar.models.base import Model


class RelatedLink(Model):
    """Another article that a reader of this one should see.

    ``score`` lies between 0 and 1. ``reasons`` are for editors: ``tag`` and a name that both are about, ``story`` and
    its name, ``word`` and a word that both weigh. A pinned one was put there by an editor.
    """

    article_id: str
    score: float = Field(ge=0, le=1)
    reasons: tuple[str, ...] = ()
    headline: str | None = None
    pinned: bool = False


class Reporter(Model):
    """Another source that tells the same text, and the article in which it does."""

    article_id: str
    source: str = Field(min_length=1, max_length=64)
    name: str | None = None


class RelatedChange(Model):
    """Related links of an older article changed.

    ``related`` are all its links as they then stand, best first; ``added`` and ``removed`` tell what is different.
    ``version`` grows with everything told about links in a newsroom: what has a smaller one than is known is out of
    date. None is an event of before links had versions, which carries the differences alone.
    """

    id: str
    revision: int = Field(ge=1)
    version: int | None = Field(None, ge=1)
    related: tuple[RelatedLink, ...] = ()
    added: tuple[RelatedLink, ...] = ()
    removed: tuple[str, ...] = ()


class CopiesChange(Model):
    """Which articles tell the same text as this one, as it then stands.

    ``duplicate_of`` is the article whose page stands for all of them, None where that is this article itself: then
    ``also_reported_by`` names the other sources, each once, and ``copies`` are the articles that have no page of their
    own. ``version`` as in `RelatedChange`.
    """

    id: str
    revision: int = Field(ge=1)
    version: int = Field(ge=1)
    duplicate_of: str | None = None
    also_reported_by: tuple[Reporter, ...] = ()
    copies: tuple[str, ...] = ()


class StoryArticle(Model):
    """An article of a story; ``happened`` is the ISO 8601 day of what it tells."""

    article_id: str
    published_at: AwareDatetime
    happened: str


class StoryChange(Model):
    """A running story as it then stands: its articles by publication, none where it is no more.

    ``into`` is the story that all its articles went to, so that its address leads there. ``revision`` is the version,
    as in `RelatedChange`. ``added`` and ``removed`` tell what is different.
    """

    id: str
    revision: int = Field(ge=1)
    name: str = ""
    articles: tuple[StoryArticle, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    into: str | None = None


class LinkLocks(Model):
    """What editors decided about the related links of an article; whole, and for every later revision too.

    ``pinned`` come first, in this order; ``blocked`` are never among them; a ``frozen`` list stays as it is, but for
    what leaves the public. ``id`` is the article's, ``revision`` the newest that was public when this was decided.
    """

    id: str
    revision: int = Field(ge=1)
    pinned: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    frozen: bool = False
    by: str = ""
    reason: str = ""
    at: AwareDatetime | None = None
