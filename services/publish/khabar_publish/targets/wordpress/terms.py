"""Categories and tags: made once, and known by their slugs."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from html import escape, unescape
from time import monotonic
from typing import Final, Literal, NamedTuple

import structlog

from khabar.models import EnrichedRevision
from khabar_publish.formats.words import calm
from khabar_publish.targets.wordpress.client import Client, Query
from khabar_publish.targets.wordpress.said import TERMS, Problem, Term
from khabar_publish.targets.wordpress.settings import WordPressRules
from khabar_publish.targets.wordpress.slugs import readable, term_slug

Kind = Literal["categories", "tags"]
_KEPT: Final = 4_096
_MISSING_SECONDS: Final = 300.0
_MOST_CHARACTERS: Final = 200
_FIELDS: Final[Query] = {"_fields": "id,slug,name"}
log = structlog.get_logger()


class Name(NamedTuple):
    """How a term is known and how it is called."""

    slug: str
    name: str


class Terms:
    """The terms of one blog, remembered while the process lives."""

    def __init__(self, target: str, client: Client) -> None:
        self._target, self._client = target, client
        self._known: OrderedDict[tuple[Kind, str], int] = OrderedDict()
        self._refused: set[Kind] = set()
        self._missing: dict[tuple[Kind, str], float] = {}
        self._making = asyncio.Lock()

    async def numbers(self, kind: Kind, names: Sequence[Name]) -> tuple[int, ...]:
        """The numbers of terms, in their order; what is not there is made, and what may not be made is left out."""
        if any(self._is_sought(kind, name.slug) for name in names):
            async with self._making:  # two articles of one moment must not both make a tag
                await self._learn(kind, [name for name in names if self._is_sought(kind, name.slug)])
        found = (self._known.get((kind, name.slug)) for name in names)
        return tuple(dict.fromkeys(number for number in found if number))

    async def _learn(self, kind: Kind, names: Sequence[Name]) -> None:
        for slug, number in (await self._looked_up(kind, names)).items():
            self._keep(kind, slug, number)
        for name in names:
            if (kind, name.slug) not in self._known and (made := await self._made(kind, name)):
                self._keep(kind, name.slug, made)

    def forget(self, kind: Kind, numbers: Iterable[int]) -> None:
        """Look for these again: somebody deleted them."""
        gone = set(numbers)
        for key in [key for key, number in self._known.items() if key[0] == kind and number in gone]:
            del self._known[key]

    def _is_sought(self, kind: Kind, slug: str) -> bool:
        """Whether a term is neither known nor was missing a moment ago: three calls for each article would be dear."""
        key = (kind, slug)
        return key not in self._known and self._missing.get(key, 0.0) < monotonic()

    async def _looked_up(self, kind: Kind, names: Sequence[Name]) -> dict[str, int]:
        if not names:
            return {}
        query = {"slug": ",".join(name.slug for name in names), "per_page": 100, **_FIELDS}
        found = await self._client.list(TERMS, f"wp/v2/{kind}", query)
        return {readable(term.slug): term.id for term in found}

    async def _made(self, kind: Kind, name: Name) -> int | None:
        if number := await self._named(kind, name):
            return number  # somebody of the blog made it, under a slug of its own
        answer = await self._client.post(Term, f"wp/v2/{kind}", name._asdict(), _FIELDS)
        if isinstance(answer, Term):
            return await self._first(kind, name, answer)
        if answer.code == "term_exists" and answer.data.term_id:
            return answer.data.term_id
        self._leave_out(kind, name, answer)
        return None

    async def _first(self, kind: Kind, name: Name, made: Term) -> int:
        """The number of a term that was made, or of the one that another made in the same moment: that has the slug."""
        if readable(made.slug) == name.slug:
            return made.id
        return (await self._looked_up(kind, [name])).get(name.slug, made.id)

    async def _named(self, kind: Kind, name: Name) -> int | None:
        query = {"search": name.name, "per_page": 100, **_FIELDS}
        found = await self._client.list(TERMS, f"wp/v2/{kind}", query)
        return next((term.id for term in found if unescape(term.name) == name.name), None)

    def _leave_out(self, kind: Kind, name: Name, why: Problem) -> None:
        """Say it once of each kind: it is so for every article."""
        if kind not in self._refused:
            next_ = f"make it in wp-admin, or give the user the role editor; other {kind} likewise"
            log.warning(
                "wordpress.term_left_out", target=self._target, kind=kind, name=name.name, reason=why.code, next=next_
            )
        self._refused.add(kind)
        self._missing[kind, name.slug] = monotonic() + _MISSING_SECONDS
        if len(self._missing) > _KEPT:
            self._missing.clear()

    def _keep(self, kind: Kind, slug: str, number: int) -> None:
        self._known[kind, slug] = number
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


def categories(revision: EnrichedRevision, rules: WordPressRules) -> tuple[Name, ...]:
    """The category of an article's section."""
    section = revision.enrichment.section
    if section is None:
        return ()
    if own := rules.categories.get(section.id):
        return (Name(term_slug(own), own),)
    return (Name(term_slug(section.id), calm(section.name).strip() or section.id),)


def tags(revision: EnrichedRevision, rules: WordPressRules) -> tuple[Name, ...]:
    """An article's tags without those that still await an editor's word, the most telling first."""
    told = (tag for tag in revision.enrichment.tags if not tag.suggested and tag.name.strip())
    names = {term_slug(tag.id): _kept(calm(tag.name)) for tag in told}
    return tuple(Name(slug, name) for slug, name in names.items() if slug)[: rules.tags]


def _kept(name: str) -> str:
    """A name as WordPress can keep it: its column is short, it refuses longer ones, and ``&`` takes five letters.

    Without backslashes: each time that a post changes it would make one more tag of a name that has some.
    """
    name = " ".join(name.replace("\\", " ").split())[:_MOST_CHARACTERS]
    while len(escape(name)) > _MOST_CHARACTERS:
        name = name[:-1]
    return name.strip()
