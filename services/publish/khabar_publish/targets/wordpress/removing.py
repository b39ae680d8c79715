"""Taking a post away: hidden, in the trash, deleted, or with a notice in place of its text."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from khabar import Event
from khabar.models import EnrichedRevision, Removal
from khabar.stage import KILL
from khabar_publish.pipeline import rank
from khabar_publish.shown import Shown
from khabar_publish.targets.target import Answer
from khabar_publish.targets.wordpress.client import Client
from khabar_publish.targets.wordpress.marks import Mark, with_mark
from khabar_publish.targets.wordpress.pictures import Pictures
from khabar_publish.targets.wordpress.posts import Posts
from khabar_publish.targets.wordpress.said import Post
from khabar_publish.targets.wordpress.settings import WordPressRules
from khabar_publish.targets.wordpress.wanted import text

_TRASH: Final = "trash"
_HIDDEN: Final = "draft"
_NOTICE_META: Final = {
    "_yoast_wpseo_canonical": "",
    "_yoast_wpseo_metadesc": "",
    "_yoast_wpseo_meta-robots-noindex": "1",
}


class Removing:
    """Removes from one blog; an article that has no post there counts as removed."""

    def __init__(self, client: Client, posts: Posts, pictures: Pictures, rules: WordPressRules) -> None:
        self._client, self._posts, self._pictures, self._rules = client, posts, pictures, rules

    async def hide(self, removal: Removal, held: Shown | None) -> Answer:
        """Make the post a draft, which comes back when the article does."""
        post = await self._post(removal.id, held)
        if post is None:
            return Answer("absent")
        if post.revision > removal.revision:
            return _stale(post)
        mark = Mark(removal.id, removal.revision)
        return await self._told(post, mark, {} if post.status == _TRASH else {"status": _HIDDEN}, "hidden")

    async def withdraw(self, removal: Removal, notice: str, language: str, held: Shown | None) -> Answer:
        """Put the notice into the place of headline, text, picture and tags."""
        post = await self._post(removal.id, held)
        if post is None:
            return Answer("absent")
        if post.revision > removal.revision:
            return _stale(post)
        fields = {
            "title": text(_withdrawn(language)),
            "content": notice,
            "excerpt": "",
            "featured_media": 0,
            "tags": (),
        }
        answer = await self._told(post, Mark(removal.id, removal.revision), fields, "withdrawn")
        await self._clear(post)
        return answer

    async def kill(self, removal: Removal, held: Shown | None) -> Answer:
        """Take the post and its picture away; hidden first, and marked so that no late call shows it again."""
        post = await self._post(removal.id, held)
        if post is None:
            return Answer("absent")
        mark = Mark(removal.id, removal.revision + KILL)
        force = self._rules.removal == "delete"
        if post.status != _TRASH:
            await self._told(post, mark, {"status": _HIDDEN}, "hidden")
        if force or post.status != _TRASH:
            await self._posts.remove(post.id, force=force)
        await self._clear(post)
        return Answer("deleted" if force else "trashed", remote_id=str(post.id))

    async def look_up(self, event: Event, held: Shown | None) -> Answer | None:
        """What the post says of a call with this event, changing nothing."""
        post = await self._posts.at(int(held.remote_id)) if held and held.remote_id else None
        post = post or next(iter(await self._posts.all_of(event.subject)), None)
        shows = isinstance(event.data, EnrichedRevision)
        if post is None:
            return None if shows else Answer("absent")
        if post.revision > rank(event):
            return _stale(post)
        took = post.revision == rank(event) and (not shows or post.status == self._rules.status)
        return Answer("unchanged", post.link or None, str(post.id)) if took else None

    async def _post(self, article: str, held: Shown | None) -> Post | None:
        post = await self._posts.at(int(held.remote_id)) if held and held.remote_id else None
        if post is None:
            return await self._posts.of(article)
        return await self._posts.settle(post, article)

    async def _told(self, post: Post, mark: Mark, fields: dict[str, object], outcome: str) -> Answer:
        """Change the post, with what it says of itself."""
        api = await self._client.api()
        content = str(fields.get("content", post.content.raw))
        own: dict[str, object] = {"khabar_id": mark.article, "khabar_revision": mark.revision, "khabar_sha": mark.sha}
        meta = own | (_NOTICE_META if "content" in fields else {})
        told = {**fields, "meta": {name: value for name, value in meta.items() if name in api.meta}}
        if not api.guarded:
            told["content"] = with_mark(content, mark)
        changed = await self._posts.change(post.id, {name: value for name, value in told.items() if value != {}})
        if changed is None:
            return Answer("absent")
        if isinstance(changed, Post):
            return Answer(outcome, changed.link or None, str(changed.id))
        if changed.code == "khabar_stale":
            return Answer("stale", shows=False, why=f"WordPress shows a newer state (revision {changed.data.revision})")
        raise await self._client.refusal(changed, f"change post {post.id}")

    async def _clear(self, post: Post) -> None:
        """Delete a post's picture, unless another post shows it."""
        picture = post.featured_media
        if picture and not await self._posts.show(picture, but=post.id):
            await self._pictures.remove(picture)


def _stale(post: Post) -> Answer:
    return Answer("stale", shows=False, why=f"WordPress shows a newer state (revision {post.revision})")


def _withdrawn(language: str) -> str:
    said = _words()["withdrawn"]
    return said.get(language.split("-", maxsplit=1)[0].casefold(), said["ar"])


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((files(__package__) / "words.toml").read_text("utf-8"))
