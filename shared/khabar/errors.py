"""Every error Khabar raises on purpose, and what the pipeline does about it.

KhabarError
├── Retryable        try again later: the network, a busy or broken target
├── Rejected         never: goes to the dead letters at once, with its reason
│   └── Undecodable  an entry that is not one of ours, or is damaged
└── ConfigError      a setting is wrong: the service refuses to start

Anything else that a handler raises is a bug: it is logged loudly, tried again a few times and then kept as a dead
letter. There is no fourth kind: nothing is only logged.
"""


class KhabarError(Exception):
    """The root of the errors raised on purpose."""


class Retryable(KhabarError):
    """The work may succeed later.

    Args:
        reason: what failed, in words an operator can act on.
        retry_after: seconds that the other side asked us to wait, if it did.
    """

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class Rejected(KhabarError):
    """The work can never succeed: the event goes to the dead letters with this reason."""


class Undecodable(Rejected):
    """A stream entry that is not a valid Khabar event."""


class ConfigError(KhabarError):
    """The configuration is wrong; the message lists every mistake and how to mend it."""
