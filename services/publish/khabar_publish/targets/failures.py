"""How a call to a target can fail, and so what becomes of the delivery and of the target.

Retryable            this delivery may succeed later; the target is well
├── Down             the target did not take it; several in a row and it counts as down
├── Asked            the target asks to be left alone for some seconds: all deliveries wait, none burns an attempt
└── Refused          the target does not accept us: all deliveries wait for a person, who is told once
    └── Gone         the target wants no more calls: it is paused until a person resumes it
Rejected             the target understood and will never take it: a dead letter
├── Regressed        the target holds another content under the same revision: ops is told too
└── Unknown          a call that may not be repeated has no end that anybody can see: parked for a person
"""

from khabar import Rejected, Retryable


class Down(Retryable):
    """The target did not take a call.

    Args:
        reason: what failed, in words an operator can act on.
        answered: whether the target answered at all; if so, the article itself may be the cause.
        retry_after: seconds that it asked this delivery to wait, if it did.
        sent: whether the call may have reached it; without a connection none has.
    """

    def __init__(self, reason: str, *, answered: bool, retry_after: float | None = None, sent: bool = True) -> None:
        super().__init__(reason, retry_after=retry_after)
        self.answered = answered
        self.sent = sent


class Asked(Retryable):
    """The target asks us to wait (Retry-After)."""

    def __init__(self, reason: str, *, seconds: float) -> None:
        super().__init__(reason, retry_after=seconds)
        self.seconds = seconds


class Refused(Retryable):
    """The target does not accept our credentials, or is not at its address any more."""


class Gone(Refused):
    """The target says that its address is gone for good (410): it is not called again until a person says so."""


class Regressed(Rejected):
    """The target holds another content under the same revision number: somebody counted twice."""


class Unknown(Rejected):
    """Nobody can tell whether a call took effect, and a second one might publish twice.

    Args:
        reason: what is not known, and where to look.
        called: whether it was this try that called; else it left alone what an earlier one may have done.
    """

    def __init__(self, reason: str, *, called: bool = True) -> None:
        super().__init__(reason)
        self.called = called
