"""What the enrich service keeps at hand: the newsroom's configuration, its alias table and its steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from khabar.config import Config
from khabar_enrich.step import Step, load_steps
from khabar_enrich.tags import Name, Table


@dataclass(frozen=True, slots=True)
class Desk:
    """Built once at start; `enrich` reads it and never changes it. ``names`` are the table's, by id."""

    config: Config
    steps: tuple[Step, ...]
    names: Mapping[str, Name]

    @classmethod
    def load(cls, config: Config) -> Self:
        """Load all registered steps for a newsroom.

        Raises:
            ConfigError: a table or setting is wrong; the message names it.
        """
        return cls(config, load_steps(config), {name.id: name for name in Table.load(config.tags).names})
