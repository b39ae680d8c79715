"""What the enrich service keeps at hand: the newsroom's configuration and its steps with their tables."""

from dataclasses import dataclass
from typing import Self

from khabar.config import Config
from khabar_enrich.step import Step, load_steps


@dataclass(frozen=True, slots=True)
class Desk:
    """Built once at start; `enrich` reads it and never changes it."""

    config: Config
    steps: tuple[Step, ...]

    @classmethod
    def load(cls, config: Config) -> Self:
        """Load all registered steps for a newsroom.

        Raises:
            ConfigError: a table or setting is wrong; the message names it.
        """
        return cls(config, load_steps(config))
