"""What a step is: a small reader of one page that adds what it found.

Steps are classes registered under the entry point group ``khabar.steps``; see docs/extend/steps.md.
"""

from importlib.metadata import entry_points
from typing import ClassVar, Final, Protocol, Self, cast

from khabar.config import Config
from khabar.errors import ConfigError
from khabar.models import Enrichment
from khabar_enrich.page import Page

GROUP: Final = "khabar.steps"


class Step(Protocol):
    """One step of enrichment, pure: the same page gives the same finding, without clock, network or disk."""

    name: ClassVar[str]
    version: ClassVar[str]
    order: ClassVar[int]
    """Steps run from the lowest order up, so that one may lean on what another found."""

    @classmethod
    def load(cls, config: Config) -> Self:
        """Read the tables that the step needs, once, when the service starts.

        Raises:
            ConfigError: the newsroom's own table or setting is wrong.
        """
        ...

    def __call__(self, page: Page, found: Enrichment) -> Enrichment:
        """Return what was found so far together with this step's own findings."""
        ...


def load_steps(config: Config) -> tuple[Step, ...]:
    """Load every registered step in its order.

    Raises:
        ConfigError: no step is registered, a name is used twice, or a step's own settings are wrong.
    """
    kinds = [cast("type[Step]", point.load()) for point in entry_points(group=GROUP)]
    names = [kind.name for kind in kinds]
    if not kinds:
        msg = f"no steps are registered under {GROUP}; install khabar-enrich again"
        raise ConfigError(msg)
    if len(set(names)) < len(names):
        msg = f"two steps share a name: {', '.join(sorted(names))}; uninstall one of the plug-ins"
        raise ConfigError(msg)
    return tuple(kind.load(config) for kind in sorted(kinds, key=lambda kind: (kind.order, kind.name)))
