"""People's commands, acted out: read what is known, decide, write; and what they ask to see before."""

from dataclasses import dataclass
from typing import Any, Final

from redis.exceptions import RedisError

from khabar.config import Config
from khabar.errors import Retryable
from khabar.models import Revision
from khabar_ingest.commanding import Order, Scene, Verb, obey, text_wanted
from khabar_ingest.contents import Contents
from khabar_ingest.decision import Decision
from khabar_ingest.ledger import Ledger
from khabar_ingest.places import places
from khabar_ingest.plan import Known, plan
from khabar_ingest.state import State
from khabar_ingest.telling import Places
from khabar_ingest.timers import moment

_ROUNDS: Final = 50
_MOST_LISTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Desk:
    """Where people decide about articles."""

    ledger: Ledger
    contents: Contents
    config: Config

    async def obey(self, verb: Verb, id_: str, order: Order) -> tuple[Decision, Places]:
        """Act on a command and say what became of it, and where the article is or was to be seen.

        Raises:
            Retryable: the server or a text cannot be reached, or admission is closed; nothing is done, and the same
                command can be sent again.
        """
        try:
            for _ in range(_ROUNDS):
                if answer := await self._once(verb, id_, order):
                    return answer
        except RedisError as error:
            msg = f"the server did not take the command ({error}); it can be sent again"
            raise Retryable(msg, retry_after=2) from error
        except OSError as error:
            msg = f"the blob store does not take article {id_} ({error.strerror}); free space or mend it"
            raise Retryable(msg, retry_after=30) from error
        msg = f"article {id_} keeps changing under us; send the command again"
        raise Retryable(msg, retry_after=1)

    async def _once(self, verb: Verb, id_: str, order: Order) -> tuple[Decision, Places] | None:
        at, state = await self.ledger.state(id_)
        seen = await places(self.ledger, id_)
        try:
            text = await self._text(verb, state)
            shown = await self._told(state) if verb == "correct" and state.get("sealed") else None
        except Retryable:
            if await self.ledger.changed(state):  # what is replaced, shown or killed meanwhile is deleted
                return None
            raise
        into = (await self.ledger.states([order.into]))[0] if verb == "merge" and order.into else None
        scene = Scene(at, text, shown, seen, into, self._never(state))
        decision = obey(verb, order, state, scene)
        written = plan(Known(state), decision, at, self.ledger.keys, self.ledger.wire)
        [stands] = await self.ledger.write([written], state.get("source") or "api", always=True)
        return (decision, seen) if stands else None

    async def held(self) -> list[dict[str, Any]]:
        """What waits for a time or a person, oldest first; no text.

        Raises:
            Retryable: the server cannot be reached.
        """
        keys = self.ledger.keys
        try:
            rows: Any = await self.ledger.client.zrange(keys.held, 0, _MOST_LISTED - 1, withscores=True)
            states = await self.ledger.states([member.decode() for member, _ in rows])
        except RedisError as error:
            msg = f"the server did not say what waits ({error})"
            raise Retryable(msg, retry_after=2) from error
        return [
            _listed(state, int(since)) for state, (_, since) in zip(states, rows, strict=True) if state.get("sealed")
        ]

    async def review(self, id_: str) -> Revision | None:
        """The text that waits, for whoever decides about it; None where nothing does.

        Raises:
            Retryable: the server or the sealed text cannot be reached.
        """
        try:
            [state] = await self.ledger.states([id_])
        except RedisError as error:
            msg = f"the state of article {id_} cannot be read ({error})"
            raise Retryable(msg, retry_after=2) from error
        return await self.contents.sealed(state.get("sealed")) if state.get("sealed") else None

    async def _text(self, verb: Verb, state: State) -> Revision | None:
        """The text that a verb works on."""
        match text_wanted(verb, state):
            case "sealed":
                return await self.contents.sealed(state.get("sealed"))
            case "entry":
                return await self.contents.told(state.get("entry"))
            case _:
                return None

    async def _told(self, state: State) -> Revision | None:
        return await self.contents.told(state.get("entry")) if state.get("entry") else None

    def _never(self, state: State) -> bool:
        """Whether the article's source is never published."""
        sources = {source.id: source for source in self.config.sources}
        source = sources.get(state.get("source"))
        return source is not None and source.publish == "never"


def _listed(state: State, since: int) -> dict[str, Any]:
    return {
        "article_id": state.id,
        "revision": state.revision,
        "status": state.status,
        "source": state.get("source"),
        "since": moment(since).isoformat(timespec="milliseconds"),
        "reason": state.get("reason"),
        "embargo_until": state.get("embargo_until") or None,
    }
