"""What somebody decided on a dead letter."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

Verb = Literal["retried", "dropped"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, when and by whom."""

    what: Verb
    at: datetime
    by: str
    reason: str = ""

    def encode(self) -> str:
        """The decision as it is stored."""
        return json.dumps(asdict(self) | {"at": self.at.isoformat(timespec="seconds")}, ensure_ascii=False)


def decode(raw: bytes) -> Decision:
    """Read a decision as it is stored."""
    told = json.loads(raw)
    return Decision(told["what"], datetime.fromisoformat(told["at"]), told["by"], told.get("reason", ""))
