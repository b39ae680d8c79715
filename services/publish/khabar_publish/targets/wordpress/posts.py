"""The posts of one blog: one for each article, found again before anything is made."""

from collections.abc import Sequence
from typing import Final

import structlog

from khabar_publish.targets.wordpress.client import Client, Query
from khabar_publish.targets.wordpress.marks import Mark
from khabar_publish.targets.wordpress.said import NUMBERED, POSTS, Post, Problem
from khabar_publish.targets.wordpress.slugs import TRASHED, readable
from khabar_publish.targets.wordpress.wanted import Wanted

FIELDS: Final[Query] = {
    "_fields": "id,status,slug,link,title.raw,content.raw,excerpt.raw,featured_media,categories,tags,khabar_tags,"
    "meta,date_gmt,modified_gmt",
    "context": "edit",
}
_ANY: Final[Query] = {"status": "any,trash", "per_page": 20, "orderby": "id", "order": "asc", **FIELDS}
log = structlog.get_logger()


class Posts:
    """Finds, makes and changes posts; each answer is the post as WordPress keeps it."""

    def __init__(self, target: str, client: Client) -> None:
        self._target, self._client = target, client

    async def at(self, number: int) -> Post | None:
        """The post of a number; None where it is deleted."""
        return await self._client.find(Post, f"wp/v2/posts/{number}", FIELDS)

    async def of(self, article: str, slug: str = "", *, search: bool = True) -> Post | None:
        """The post of an article; one that came twice is deleted but for the first."""
        return await self._first(await self.all_of(article, slug, search=search))

    async def all_of(self, article: str, slug: str = "", *, search: bool = True) -> list[Post]:
        """The posts of an article, the oldest first.

        Args:
            article: its id.
            slug: the slug it may have.
            search: whether it may have another slug than that: where our plug-in is not, all texts are searched then.
        """
        if (await self._client.api()).guarded:
            return _of(article, await self._ask(khabar_id=article))
        names = (slug, f"{slug}-2", f"{slug}{TRASHED}")
        found = _of(article, await self._ask(slug=",".join(names)) if slug else [])
        if found or not search:
            return found
        return _of(article, await self._ask(search=f'"{Mark(article, 0).phrase}"'))

    async def settle(self, post: Post, article: str) -> Post:
        """The one post of an article, after one was found or made: another may have come while nobody looked."""
        slug = readable(post.slug).removesuffix(TRASHED)
        return await self.of(article, _unnumbered(slug), search=False) or post

    async def make(self, wanted: Wanted, status: str) -> Post | Problem:
        """Make a post; where our plug-in is, it refuses (``khabar_exists``) what is there already.

        Where it is not, another may have come at the same time, and even have the same slug.
        """
        api = await self._client.api()
        fields = {**wanted.fields(api), "slug": wanted.slug, "status": status}
        made = await self._client.post(Post, "wp/v2/posts", fields, FIELDS)
        if isinstance(made, Problem) or (api.guarded and readable(made.slug) == wanted.slug):
            return made
        return await self.of(wanted.mark.article, wanted.slug, search=False) or made

    async def change(self, number: int, fields: dict[str, object]) -> Post | Problem | None:
        """Change a post in place; None where it is deleted."""
        changed = await self._client.post(Post, f"wp/v2/posts/{number}", fields, FIELDS)
        gone = isinstance(changed, Problem) and changed.code == "rest_post_invalid_id"
        return None if gone else changed

    async def remove(self, number: int, *, force: bool) -> None:
        """Put a post into the trash, or delete it for good."""
        await self._client.delete(f"wp/v2/posts/{number}", force=force)

    async def show(self, picture: int, *, but: int) -> bool:
        """Whether any post ``but`` this one shows a picture; False where that cannot be asked."""
        if not (await self._client.api()).guarded:
            return False
        # Not as an editor sees them: that would leave out those of others.
        query: Query = {"khabar_picture": picture, "exclude": but, "status": "any", "per_page": 1, "_fields": "id"}
        found = await self._client.list(NUMBERED, "wp/v2/posts", query)
        return bool(found)

    async def _ask(self, **query: str | int) -> list[Post]:
        return await self._client.list(POSTS, "wp/v2/posts", {**_ANY, **query})

    async def _first(self, found: Sequence[Post]) -> Post | None:
        """The oldest of an article's posts; those that came after it are deleted."""
        for post in found[1:]:
            log.warning("wordpress.second_post_deleted", target=self._target, kept=found[0].id, deleted=post.id)
            await self._client.delete(f"wp/v2/posts/{post.id}", force=True)
        return found[0] if found else None


def _of(article: str, found: Sequence[Post]) -> list[Post]:
    """Those that say that they show the article, the oldest first."""
    return sorted((post for post in found if post.mark and post.mark.article == article), key=lambda post: post.id)


def _unnumbered(slug: str) -> str:
    """A slug without the number that WordPress gives to a second post of the same one."""
    return slug.removesuffix("-2")
