"""A group of copies: who tells the same text, and whose page it is."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from khabar_enrich.copies.signature import Signature

_WHOLE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a group; one that was removed is not usable and stays, as its address leads to the shown one."""

    article_id: str
    revision: int
    source: str
    published: float
    words: int
    name: str | None = None
    usable: bool = True

    @classmethod
    def of(cls, one: Signature) -> Self:
        """Return what a group keeps of an article."""
        return cls(one.article_id, one.revision, one.source, one.published, one.words, one.name)

    def packed(self) -> bytes:
        """Return the member as bytes; whether it is usable comes first, where the script changes it."""
        rest = json.dumps([self.revision, self.source, self.published, self.words, self.name], ensure_ascii=False)
        return ("+" if self.usable else "-").encode() + rest.encode()

    @classmethod
    def unpack(cls, article_id: str, packed: bytes) -> Self:
        """Read what `packed` wrote."""
        revision, source, published, words, name = json.loads(packed[1:])
        return cls(article_id, revision, source, published, words, name, packed[:1] == b"+")


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that tell the same text, in the order in which they came.

    ``group_id`` is the id of the article that began it and stays. What comes later takes nobody's page, even where it
    was published earlier: an address that was once given out stays.
    """

    group_id: str
    members: tuple[Member, ...]

    @classmethod
    def of(cls, group_id: str, packed: Mapping[str, bytes]) -> Self:
        """Make a group of its stored members, in their order."""
        return cls(group_id, tuple(Member.unpack(article_id, member) for article_id, member in packed.items()))

    def without(self, article_id: str) -> "Group":
        """Return the group as it is without a member, to see what that one changed."""
        return Group(self.group_id, tuple(member for member in self.members if member.article_id != article_id))

    @property
    def usable(self) -> tuple[Member, ...]:
        """The members that may be shown, in the order in which they came."""
        return tuple(member for member in self.members if member.usable)

    @property
    def shown(self) -> Member | None:
        """The member whose page stands for all, None where none is usable.

        It belongs to the source of the usable member that came first. Of several articles of that source the newest
        counts, as a text that is posted again is a revision, unless it is only an excerpt of the earlier one.
        """
        return _standing([member for member in self.usable if member.source == self.usable[0].source])

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that report it, each once, in the order they came."""
        return tuple(dict.fromkeys(member.source for member in self.usable))

    @property
    def also_reported_by(self) -> tuple[Member, ...]:
        """The member that stands for each other source, in the order the sources came."""
        shown = self.shown
        others = [source for source in self.sources if shown and source != shown.source]
        standing = (_standing([member for member in self.usable if member.source == source]) for source in others)
        return tuple(member for member in standing if member)


def _standing(members: Sequence[Member]) -> Member | None:
    longest = max((member.words for member in members), default=0)
    return max((member for member in members if member.words >= _WHOLE * longest), key=_age, default=None)


def _age(member: Member) -> tuple[float, str]:
    return member.published, member.article_id
