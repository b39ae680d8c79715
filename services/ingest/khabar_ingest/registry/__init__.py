"""The newsroom's sources: those of newsroom.toml, and what was changed about them at run time."""

from khabar_ingest.registry.change import Change
from khabar_ingest.registry.listed import Listed
from khabar_ingest.registry.registry import Registry
from khabar_ingest.registry.states import states

__all__ = ["Change", "Listed", "Registry", "states"]
