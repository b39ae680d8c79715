"""Bringing a post to what it shall say: made or changed, read back, and mended once."""

from dataclasses import dataclass
from typing import Final

import structlog

from khabar.stage import KILL
from khabar_publish.shown import Shown
from khabar_publish.targets.failures import Down
from khabar_publish.targets.target import Answer
from khabar_publish.targets.wordpress.client import Client
from khabar_publish.targets.wordpress.comparing import differences
from khabar_publish.targets.wordpress.posts import Posts
from khabar_publish.targets.wordpress.said import Post, Problem
from khabar_publish.targets.wordpress.settings import WordPressRules
from khabar_publish.targets.wordpress.wanted import Wanted

_TRASH: Final = "trash"
_SCHEDULED: Final = "future"
_STALE: Final = "khabar_stale"
_EXISTS: Final = "khabar_exists"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Done:
    """What a delivery came to, and what the post still ``lacks``."""

    answer: Answer
    lacks: frozenset[str] = frozenset()


class Delivering:
    """Delivers to one blog."""

    def __init__(self, target: str, client: Client, posts: Posts, rules: WordPressRules) -> None:
        self._target, self._client, self._posts, self._rules = target, client, posts, rules

    async def deliver(self, wanted: Wanted, held: Shown | None) -> Done:
        """Make the post or change it, unless it shows a newer revision or somebody of the blog took it away."""
        guarded = (await self._client.api()).guarded
        if guarded and held and held.remote_id:
            return await self._changed(int(held.remote_id), wanted, held)
        known = await self._known(wanted, held, guarded=guarded)
        if known is not None:
            return await self._renewed(known, wanted, held)
        if held and held.state == "shown" and self._rules.missing == "leave":
            return Done(_left("it was deleted in WordPress"))
        made = await self._posts.make(wanted, self._rules.status)
        if isinstance(made, Post):
            first = made.mark == wanted.mark
            return await self._seen(made, wanted, "created") if first else await self._renewed(made, wanted, held)
        if made.code == _EXISTS:
            return await self._existing(made, wanted, held)
        raise await self._client.refusal(made, "make this post")

    async def mend(self, wanted: Wanted, done: Done) -> Answer:
        """Send once more what WordPress dropped; what remains then is told, and the article shows without it."""
        number = int(done.answer.remote_id or 0)
        api = await self._client.api()
        again = wanted.fields(api)
        lacked = done.lacks | {"meta"} | ({"khabar_tags"} if "tags" in done.lacks else set())
        fields = {name: value for name, value in again.items() if name in lacked}
        post = await self._posts.change(number, fields)
        if not isinstance(post, Post):
            msg = f"WordPress took post {number} away while it was written"
            raise Down(msg, answered=True)
        lacks = differences(wanted, post, api)
        if not lacks:
            return done.answer
        log.warning("wordpress.differs", target=self._target, article=wanted.mark.article, post=number, lacks=lacks)
        return Answer(f"{done.answer.outcome}-incomplete", done.answer.url, done.answer.remote_id)

    async def _known(self, wanted: Wanted, held: Shown | None, *, guarded: bool) -> Post | None:
        """The article's post, where the plug-in does not look for it by itself."""
        if guarded:
            return None
        post = await self._posts.at(int(held.remote_id)) if held and held.remote_id else None
        if post is not None:
            return await self._posts.settle(post, wanted.mark.article)
        # The slug is that of the first revision's headline: under a later one the post may be there all the same.
        return await self._posts.of(wanted.mark.article, wanted.slug, search=wanted.mark.revision > 1)

    async def _existing(self, said: Problem, wanted: Wanted, held: Shown | None) -> Done:
        post = await self._posts.at(said.data.id)
        if post is None:
            msg = f"WordPress says that post {said.data.id} shows the article, and then that there is none"
            raise Down(msg, answered=True)
        return await self._renewed(post, wanted, held)

    async def _renewed(self, post: Post, wanted: Wanted, held: Shown | None) -> Done:
        """Change a post that was read, unless there is nothing to change."""
        if post.revision > wanted.mark.revision:
            return Done(_newer(post.revision))
        shows = post.status == self._rules.status
        if shows and not differences(wanted, post, await self._client.api()):
            return Done(_answer("unchanged", post))
        return await self._changed(post.id, wanted, held)

    async def _changed(self, number: int, wanted: Wanted, held: Shown | None) -> Done:
        post = await self._posts.change(number, wanted.fields(await self._client.api()))
        if post is None:
            return await self._deleted(wanted, held)
        if isinstance(post, Problem):
            if post.code == _STALE:
                return Done(_newer(post.data.revision))
            if post.code == _EXISTS:
                return await self._existing(post, wanted, held)
            raise await self._client.refusal(post, f"change post {number}")
        return await self._seen(post, wanted, "updated", held)

    async def _deleted(self, wanted: Wanted, held: Shown | None) -> Done:
        """What becomes of an update whose post is deleted: the article may have another."""
        if other := await self._posts.of(wanted.mark.article, wanted.slug):
            return await self._changed(other.id, wanted, held)
        if held and held.state == "shown" and self._rules.missing == "leave":
            return Done(_left("it was deleted in WordPress"))
        return await self.deliver(wanted, None)

    async def _seen(self, post: Post, wanted: Wanted, outcome: str, held: Shown | None = None) -> Done:
        """What a post that was written says now, shown again if it was us who hid it."""
        if post.status != self._rules.status:
            away = post.status == _TRASH or (held is not None and held.state == "shown" and post.status != _SCHEDULED)
            if away and self._rules.missing == "leave":
                return Done(_left(f"somebody made it {post.status!r} in WordPress"))
            post = await self._shown(post, wanted)
        lacks = frozenset(differences(wanted, post, await self._client.api()))
        if post.status == _SCHEDULED or "date_gmt" in lacks:
            lacks -= {"date_gmt"}  # their clock is behind ours, and theirs counts
        if "meta" in lacks or (wanted.tags_by_name is not None and post.khabar_tags is None):
            self._client.forget()  # a plug-in went or came, or is an older one now
        return Done(_answer(outcome, post), lacks)

    async def _shown(self, post: Post, wanted: Wanted) -> Post:
        fields: dict[str, object] = {"status": self._rules.status}
        if post.status == _SCHEDULED and post.modified_gmt:
            fields["date_gmt"] = post.modified_gmt.isoformat()  # the hour as their clock tells it
        if post.status == _TRASH:
            fields["slug"] = wanted.slug
        shown = await self._posts.change(post.id, fields)
        if isinstance(shown, Post):
            return shown
        if shown is None:
            msg = f"WordPress took post {post.id} away while it was written"
            raise Down(msg, answered=True)
        raise await self._client.refusal(shown, f"show post {post.id}")


def _answer(outcome: str, post: Post) -> Answer:
    return Answer(outcome, post.link or None, str(post.id))


def _newer(revision: int) -> Answer:
    if revision >= KILL:
        return Answer("killed", shows=False, why="the article was killed")
    return Answer("stale", shows=False, why=f"WordPress shows a newer state (revision {revision})")


def _left(why: str) -> Answer:
    return Answer("left", shows=False, why=f"{why}, and the target's rule for that is missing = 'leave'")
