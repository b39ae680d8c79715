"""Deciding on dead letters: each is given back to its stage, or given up, at most once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final, Literal, cast

from khabar import events
from khabar.dead.box import Box
from khabar.dead.decision import Decision, decode
from khabar.dead.letter import Letter
from khabar.errors import KhabarError
from khabar.linked import LINKED
from khabar.models import Command, DeadLetter

MOST_FIELDS: Final = 256
"""Fields that an event may have (see `khabar.stage.hop`)."""

_FAILING_SINCE: Final = b"failingsince"
Reply = Literal["retried", "dropped", "decided", "superseded", "unread"]


class Refused(KhabarError):
    """A letter that is left as it is; the message says why and what can be done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Who decides and why, for the record; ``force`` goes past what speaks against it."""

    by: str
    reason: str
    force: bool = False


class Desk:
    """Where a person decides on the letters of a box."""

    def __init__(self, box: Box) -> None:
        self._box, self._keys = box, box.keys
        self._retry = box.redis.register_script(_script("retry.lua"))
        self._drop = box.redis.register_script(_script("drop.lua"))

    async def retry(self, letter: Letter, answer: Answer) -> None:
        """Give the event back to its stage as if it came for the first time.

        Raises:
            Refused: it was decided on before, it would die again, a newer revision is known, or nobody reads it.
        """
        content, entry = _content(letter), letter.original()
        event = self._decoded(entry, answer)
        entry = {name: value for name, value in entry.items() if name != _FAILING_SINCE} | {b"attempt": b"1"}
        subject = event.subject if event else content.fields.get("subject", "")
        asks = event and not answer.force and event.name not in LINKED  # links of an older revision stand by themselves
        newest = str(event.revision) if event and asks else ""
        keys = [self._box.decisions, self._keys.again(content.stage)]
        keys += [self._keys.article(subject), self._keys.stream("commands")]
        flat = _flat(entry)
        decision = Decision("retried", datetime.now(UTC), answer.by, answer.reason)
        command = self._command("command.retry", letter, answer)
        arguments = [letter.id, decision.encode(), content.stage, newest, len(flat), *flat, *command]
        _judge(await self._retry(keys=keys, args=arguments), letter, content)

    async def drop(self, letter: Letter, answer: Answer) -> None:
        """Give the event up for good; it stays readable as long as its stream keeps it, and in the archive.

        Raises:
            Refused: it was decided on before.
        """
        decision = Decision("dropped", datetime.now(UTC), answer.by, answer.reason)
        keys = [self._box.decisions, self._keys.stream("commands")]
        command = self._command("command.drop", letter, answer)
        _judge(await self._drop(keys=keys, args=[letter.id, decision.encode(), *command]), letter, letter.content)

    def _decoded(self, entry: Mapping[bytes, bytes], answer: Answer) -> events.Event | None:
        if len(entry) > MOST_FIELDS:
            msg = f"it has {len(entry)} fields, and an event has {MOST_FIELDS} at most; drop it"
            raise Refused(msg)
        try:
            return self._box.wire.decode(entry)
        except KhabarError as error:
            if answer.force:
                return None
            msg = f"it would die again: {error}; drop it, or give it back all the same with --force"
            raise Refused(msg) from error

    def _command(self, name: str, letter: Letter, answer: Answer) -> list[str | bytes]:
        """The command as the flat fields of an entry."""
        subject = letter.event.subject if letter.event else f"dead/{letter.id}"
        stage = letter.content.stage if letter.content else None
        arguments = {"letter": letter.id, "stage": stage, "force": answer.force}
        said = Command(id=subject, by=answer.by, reason=answer.reason, arguments=dict(arguments))
        revision = letter.event.revision if letter.event else 0
        source, cause = "khabar/dead", letter.event
        event = events.make(
            name, said, source=source, subject=subject, revision=revision, target=letter.id, cause=cause
        )
        return _flat(self._box.wire.encode(event))


def _content(letter: Letter) -> DeadLetter:
    if letter.content is None:
        msg = f"it is no dead letter of Khabar's ({letter.fault}), so nothing says which stage it belongs to; drop it"
        raise Refused(msg)
    return letter.content


def _judge(reply: list[bytes], letter: Letter, content: DeadLetter | None) -> None:
    """Turn a script's refusal into words."""
    verdict, *more = reply
    match cast("Reply", verdict.decode()):
        case "decided":
            made = decode(more[0])
            msg = f"it was {made.what} already, {made.at:%Y-%m-%d %H:%M} UTC by {made.by}"
        case "superseded":
            revision = letter.event.revision if letter.event else 0
            msg = f"revision {revision} is superseded by revision {more[0].decode()}; drop it, or use --force"
        case "unread":
            stage = content.stage if content else "?"
            msg = f"no stage {stage} has ever read what is given back to it; start that service first, or drop it"
        case "retried" | "dropped":
            return
    raise Refused(msg)


def _flat(fields: Mapping[bytes, bytes] | Mapping[str, str | bytes]) -> list[str | bytes]:
    return [part for pair in fields.items() for part in pair]


def _script(name: str) -> str:
    return (files("khabar.dead") / name).read_text("utf-8")
