"""Whether a post says what it shall: WordPress answers 201 while it drops what it does not know.

Its filter for roles that may not write any HTML rewrites marks (``<br>`` as ``<br />``), so texts are compared by their
words and by which elements they hold in which order.
"""

import re
from datetime import datetime
from html import unescape

from khabar_publish.targets.wordpress.discovery import Api
from khabar_publish.targets.wordpress.marks import without_mark
from khabar_publish.targets.wordpress.said import Named, Post
from khabar_publish.targets.wordpress.slugs import readable
from khabar_publish.targets.wordpress.terms import Name
from khabar_publish.targets.wordpress.wanted import Wanted

_TAG = re.compile(r"<!--.*?-->|</?([a-zA-Z][a-zA-Z0-9]*)\b[^>]*>", re.DOTALL)


def differences(wanted: Wanted, post: Post, api: Api) -> tuple[str, ...]:
    """The names of the fields that are not as they shall be; what was left to WordPress is not among them."""
    found = [name for name in ("title", "excerpt") if words(getattr(wanted, name)) != words(getattr(post, name).raw)]
    if not same_text(wanted.content, post.content.raw):
        found.append("content")
    if not _tagged(wanted, post):
        found.append("tags")
    if not _stands_in(wanted.categories, post.categories):
        found.append("categories")
    if wanted.featured_media is not None and wanted.featured_media != post.featured_media:
        found.append("featured_media")
    if wanted.date_gmt and post.date_gmt != datetime.fromisoformat(wanted.date_gmt):
        found.append("date_gmt")
    if not _marked(wanted, post, api):
        found.append("meta")
    return tuple(found)


def same_text(wanted: str, stored: str) -> bool:
    """Whether two texts have the same words, and the same elements in the same order."""
    stored = without_mark(stored)
    return wanted == stored or (words(wanted) == words(stored) and _elements(wanted) == _elements(stored))


def words(html: str) -> str:
    """What is read of a text."""
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _elements(html: str) -> list[str]:
    return [found[1].lower() for found in _TAG.finditer(html) if found[1]]


def _tagged(wanted: Wanted, post: Post) -> bool:
    """Whether a post has exactly these tags; by name, one of the same slug or name is as good as ours."""
    if wanted.tags is not None:
        return set(wanted.tags) == set(post.tags)
    if wanted.tags_by_name is None:
        return True
    named, there = wanted.tags_by_name, post.khabar_tags
    return (
        there is not None
        and all(any(_same_tag(name, tag) for tag in there) for name in named)
        and all(any(_same_tag(name, tag) for name in named) for tag in there)
    )


def _same_tag(name: Name, tag: Named) -> bool:
    return name.slug == readable(tag.slug) or words(name.name).casefold() == words(tag.name).casefold()


def _stands_in(wanted: tuple[int, ...] | None, there: tuple[int, ...]) -> bool:
    """Whether a post stands in exactly these categories; without any, WordPress sets its default one."""
    return not wanted or set(wanted) == set(there)


def _marked(wanted: Wanted, post: Post, api: Api) -> bool:
    sent = wanted.fields(api).get("meta")
    if not isinstance(sent, dict):
        return post.mark == wanted.mark
    return all(post.meta.get(name) == value for name, value in sent.items())
