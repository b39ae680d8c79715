"""What a tagger is: it proposes spans of one page that may be names.

Taggers are classes registered under the entry point group ``khabar.taggers``; see docs/extend/taggers.md.
"""

from collections.abc import Sequence
from importlib.metadata import entry_points
from typing import ClassVar, Final, NamedTuple, Protocol, Self, cast

from khabar.config import Config
from khabar.errors import ConfigError
from khabar.models.enrichment import TagType
from khabar_enrich.page import Page

GROUP: Final = "khabar.taggers"


class Span(NamedTuple):
    """A name proposed: code points into a zone's text, its type, who says so, and how sure (0 to 1).

    ``id`` is that of the tag, None for a name that no table knows. A suggested span awaits an editor's word.
    """

    zone: str
    start: int
    end: int
    type: TagType
    by: str
    confidence: float
    id: str | None
    suggested: bool


class Tagger(Protocol):
    """One way to find names, pure: the same page gives the same spans, without clock, network or disk."""

    name: ClassVar[str]
    version: ClassVar[str]

    @classmethod
    def load(cls, config: Config) -> Self:
        """Read tables or a model from local paths, once, when the service starts.

        Raises:
            ConfigError: a table, model or setting is wrong.
        """
        ...

    def spans(self, page: Page) -> Sequence[Span]:
        """Return what may be a name, zone by zone; of spans that overlap the longest is chosen."""
        ...


def load_taggers(config: Config) -> tuple[Tagger, ...]:
    """Load every registered tagger, in the order of their names.

    Raises:
        ConfigError: two taggers share a name, or one's own settings are wrong.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    kinds = [cast("type[Tagger]", point.load()) for point in points]
    names = [kind.name for kind in kinds]
    if len(set(names)) < len(names):
        msg = f"two taggers share a name: {', '.join(sorted(names))}; uninstall one of the plug-ins"
        raise ConfigError(msg)
    return tuple(kind.load(config) for kind in kinds)
