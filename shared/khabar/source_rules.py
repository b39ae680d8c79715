"""What the newsroom rules about the items of one source: which are dropped, what is replaced, how urgent they are."""

import re
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from khabar.patterns import bounded

_REFERENCE = re.compile(r"\\([1-9])")
_MOST_REFERENCES: Final = 9


def _word(value: str) -> str:
    if not any(character.isalnum() for character in value):
        msg = "has no letter or digit in it"
        raise ValueError(msg)
    return value


Urgency = Annotated[int, Field(ge=1, le=9)]
"""IPTC urgency: 1 is the most urgent."""

Phrase = Annotated[str, Field(max_length=200), AfterValidator(_word)]
Phrases = Annotated[tuple[Phrase, ...], Field(max_length=1_000)]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Drop(_Rule):
    """Which items are not taken: a phrase stands in the headline, a category is one of these, the link has this piece.

    Phrases are whole words, compared without vowel signs, forms of alef and case; in a piece of a link ``*`` stands for
    anything.
    """

    headline: Phrases = ()
    categories: Phrases = ()
    links: Phrases = ()


class Replacement(_Rule):
    r"""What is replaced by what: a ``text`` as it stands, or a ``pattern`` (see `khabar.patterns`).

    In ``by``, ``\1`` to ``\9`` stand for what the groups of the pattern matched.
    """

    text: str = Field("", max_length=500)
    pattern: str = ""
    by: str = Field("", max_length=200)
    zones: tuple[Literal["headline", "lead", "body"], ...] = ("headline", "lead", "body")

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if bool(self.text) == bool(self.pattern):
            msg = "give either text or pattern: what is to be replaced"
            raise ValueError(msg)
        if self.pattern:
            self._refers(self._compiled().groups)
        return self

    def _compiled(self) -> re.Pattern[str]:
        try:
            return bounded(self.pattern)
        except ValueError as error:
            msg = f"pattern {error}"
            raise ValueError(msg) from error

    def _refers(self, groups: int) -> None:
        named = [int(number) for number in _REFERENCE.findall(self.by)]
        if max(named, default=0) > groups:
            msg = f"by refers to group {max(named)}, but the pattern has {groups}"
            raise ValueError(msg)
        if len(named) > _MOST_REFERENCES:
            msg = f"by refers to groups more than {_MOST_REFERENCES} times"
            raise ValueError(msg)

    def apply(self, line: str, most: int) -> str:
        """Replace in a line of text, in at most so many places."""
        if self.text:
            return line.replace(self.text, self.by, most)
        return bounded(self.pattern).sub(self._expand, line, most)

    def _expand(self, found: re.Match[str]) -> str:
        return _REFERENCE.sub(lambda number: found[int(number[1])] or "", self.by)


class Priority(_Rule):
    """How urgent items are; the first that speaks decides: a word of the headline, ``always``, ``map``, ``default``.

    ``map`` reads the source's own figure as another; ``default`` is for items to which the source gives none.
    """

    always: Urgency | None = None
    default: Urgency | None = None
    map: dict[Urgency, Urgency] = Field(default_factory=dict)
    words: Annotated[dict[Phrase, Urgency], Field(max_length=1_000)] = Field(default_factory=dict)


def _figure(value: object) -> object:
    """A figure alone is the urgency of everything."""
    return {"always": value} if isinstance(value, int) and not isinstance(value, bool) else value


PriorityRule = Annotated[Priority, BeforeValidator(_figure)]
