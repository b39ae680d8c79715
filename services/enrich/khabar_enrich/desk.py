"""What the enrich service keeps at hand: the newsroom's configuration, its alias table and its steps."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Self

from khabar.config import Config
from khabar_enrich.step import Step, load_steps
from khabar_enrich.tags import Name, Table

_MADE_BETWEEN_ROUNDS: Final = 50_000  # objects; some megabytes


@dataclass(frozen=True, slots=True)
class Desk:
    """Built once at start; `enrich` reads it and never changes it. ``names`` are the table's, by id."""

    config: Config
    steps: tuple[Step, ...]
    names: Mapping[str, Name]

    @classmethod
    def load(cls, config: Config) -> Self:
        """Load all registered steps for a newsroom, and set the collector of the whole process to make fewer rounds.

        Raises:
            ConfigError: a table or setting is wrong; the message names it.
        """
        with _lasting():
            return cls(config, load_steps(config), {name.id: name for name in Table.load(config.tags).names})


@contextmanager
def _lasting() -> Iterator[None]:
    """Keep what is made within out of the collector's rounds, and keep these far apart.

    Tables are large and live as long as the process; of what an article makes hardly anything waits for the collector.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
        gc.set_threshold(_MADE_BETWEEN_ROUNDS)
    finally:
        if collects:
            gc.enable()
