"""What the auditor found."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

INVARIANTS: Mapping[str, str] = MappingProxyType(
    {
        "I1": "every accepted article is at its newest revision at each target, held, skipped by a rule, or dead",
        "I2": "no revision of an article takes effect twice at a target",
        "I3": "what a target shows of an article never goes back to an older revision",
        "I4": "nothing is left waiting",
        "I5": "for each target: accepted = published + removed + superseded + skipped + held + dead",
        "I6": "nothing appears that was never accepted",
        "I7": "what a target shows is, byte for byte, what was accepted",
        "I8": "the receipts of an article at a target are one unbroken chain",
    }
)
ENDINGS = ("published", "removed", "superseded", "skipped", "held", "dead")
"""How the way of a revision to a target can end."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement; every finding is a sentence under the invariant that it breaks.

    Args:
        endings: by target, how many revisions ended how.
        under_way: by target, how many had not ended yet.
    """

    articles: int
    accepted: int
    endings: Mapping[str, Mapping[str, int]]
    under_way: Mapping[str, int]
    findings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.findings.values())

    @property
    def lost(self) -> int:
        """How many articles are not where they should be."""
        return len(self.findings["I1"])

    @property
    def doubled(self) -> int:
        """How many things happened twice."""
        return len(self.findings["I2"])
