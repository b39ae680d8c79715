"""A WordPress blog as a target: one post for each article, changed in place."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from khabar import Event, Rejected
from khabar.config import TargetSettings
from khabar.fetching import Fetcher, Guard, Turns
from khabar.models import EnrichedRevision, Removal
from khabar_publish.formats import make_format
from khabar_publish.formats.pieces import main_picture
from khabar_publish.rights import allowed
from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown
from khabar_publish.targets.target import Answer, RemovalKind
from khabar_publish.targets.wordpress.canary import put
from khabar_publish.targets.wordpress.checking import found
from khabar_publish.targets.wordpress.client import Client
from khabar_publish.targets.wordpress.delivering import Delivering
from khabar_publish.targets.wordpress.pictures import Pictures
from khabar_publish.targets.wordpress.posts import Posts
from khabar_publish.targets.wordpress.removing import Removing
from khabar_publish.targets.wordpress.settings import account, rules
from khabar_publish.targets.wordpress.terms import Terms, categories, tags
from khabar_publish.targets.wordpress.wanted import Wanted, wanted

PATIENT_ATTEMPTS = 3
CONNECTIONS = 2


class WordPressTarget:
    """Delivers to a WordPress from 6.1 on by its REST API, with an application password.

    Raises:
        ConfigError: its settings are wrong, or the password is missing or would travel in the clear.
    """

    own = False
    blind = False
    concurrency = CONNECTIONS + 1  # one is made ready while those before it are under way

    def __init__(self, target: TargetSettings, settings: PublishSettings) -> None:
        self.id = target.id
        self._rules = rules(target)
        self._format = make_format(target.format or "blocks", settings)
        seconds, connections = settings.target_timeout_seconds, target.concurrency or CONNECTIONS
        self._client = Client(account(target, self._rules, settings), seconds=seconds, connections=connections)
        self._posts = Posts(target.id, self._client)
        self._terms = Terms(target.id, self._client)
        self._pictures = Pictures(target.id, self._client, _fetcher(settings), min(settings.fetch_seconds, seconds / 2))
        self._delivering = Delivering(target.id, self._client, self._posts, self._rules)
        self._removing = Removing(self._client, self._posts, self._pictures, self._rules)
        self._language = settings.newsroom_config.newsroom.language

    async def deliver(self, event: Event, revision: EnrichedRevision, held: Shown | None) -> Answer:
        """Make the article's post, or change it in place, and see that it says what it shall."""
        shown = allowed(revision)
        post = wanted(shown, self._rendered(replace(event, data=shown)), datetime.now(UTC), self._rules.author)
        post = await self._numbered(post, shown, patient=event.attempt < PATIENT_ATTEMPTS)
        sent = sha256(post.content.encode()).hexdigest()
        done = await self._delivering.deliver(post, held)
        if not done.lacks:
            return replace(done.answer, sent=sent)
        if "categories" in done.lacks:
            self._terms.forget("categories", post.categories or ())
        if "tags" in done.lacks:
            self._terms.forget("tags", post.tags or ())
        if "featured_media" in done.lacks and post.featured_media:
            self._pictures.forget(post.featured_media)
        answer = await self._delivering.mend(await self._numbered(post, shown, patient=False), done)
        return replace(answer, sent=sent)

    async def remove(self, event: Event, removal: Removal, kind: RemovalKind, held: Shown | None) -> Answer:
        """Take the article's post away, or have it tell that it was withdrawn."""
        if kind == "withdraw":
            return await self._removing.withdraw(removal, self._rendered(event), self._language, held)
        if kind == "kill":
            return await self._removing.kill(removal, held)
        return await self._removing.hide(removal, held)

    async def look_up(self, event: Event, held: Shown | None) -> Answer | None:
        """See which revision the article's post shows."""
        return await self._removing.look_up(event, held)

    async def check(self) -> str:
        """See whether the API answers, takes our password, and lets the account do what is needed."""
        return await found(self._client, self._rules)

    async def canary(self, mark: str) -> str:
        """Have the canary's page show a mark, and tell its address; none without our plug-in."""
        return await put(self._client, mark)

    async def close(self) -> None:
        """Close the connections."""
        await self._pictures.close()
        await self._client.close()

    def _rendered(self, event: Event) -> str:
        body = self._format.render(event)
        if body is None:
            msg = f"the target's format has no words for {event.name}"
            raise Rejected(msg)
        return body.decode()

    async def _numbered(self, post: Wanted, shown: EnrichedRevision, *, patient: bool) -> Wanted:
        """The post with its terms and its picture, made where they are not there yet."""
        sections = categories(shown, self._rules)
        picture = main_picture(shown) if self._rules.image else None
        number = await self._pictures.number(picture, patient=patient) if picture else 0
        named, by_name = tags(shown, self._rules), (await self._client.api()).tags_by_name
        return post.among(
            categories=await self._terms.numbers("categories", sections) or None,
            tags=None if by_name else await self._terms.numbers("tags", named),
            tags_by_name=named if by_name else None,
            featured_media=number if self._rules.image else None,
        )


def _fetcher(settings: PublishSettings) -> Fetcher:
    """What fetches pictures: without a gap between those of one host, since an article waits for each."""
    turns = Turns(gap_seconds=0, per_host=settings.fetch_per_host)
    return Fetcher(Guard.read(settings.fetch_private), turns, contact=settings.fetch_contact)
