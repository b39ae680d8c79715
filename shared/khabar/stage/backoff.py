"""When a failed delivery is tried again.

Full jitter (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/) from 2 s, capped at
5 min for the first 15 min; then every 15 min until 72 h have gone by.
"""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Delays in seconds."""

    base: float = 2.0
    cap: float = 300.0
    patient_after: float = 900.0
    patient_every: float = 900.0
    give_up_after: float = 72 * 3600.0

    def delay(self, attempt: int, elapsed: float, retry_after: float | None = None) -> float | None:
        """Seconds to the next try after the failed ``attempt`` (from 1), or None when it is time to give up.

        ``elapsed`` counts seconds since the first failure; a target's Retry-After is obeyed as a lower bound.
        """
        if elapsed >= self.give_up_after:
            return None
        if elapsed >= self.patient_after:
            wait = self.patient_every
        else:
            wait = random.uniform(0, min(self.cap, self.base * 2 ** min(attempt - 1, 16)))  # noqa: S311 - jitter
        return max(wait, retry_after or 0.0)
