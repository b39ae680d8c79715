"""A channel of Telegram: a message for each article, edited on a revision and deleted on a removal.

Nothing can be asked of a channel: a message whose sending has no end that we saw may be there or not. It is never sent
again; a person looks. What was sent can be edited and deleted by its number, as often as needed.
"""

from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from khabar import Event, Rejected
from khabar.config import TargetSettings
from khabar.models import EnrichedRevision, Removal
from khabar.stage import KILL
from khabar_publish.formats import make_format
from khabar_publish.rights import allowed
from khabar_publish.settings import PublishSettings
from khabar_publish.shown import Shown
from khabar_publish.targets.failures import Refused, Unknown
from khabar_publish.targets.target import Answer, RemovalKind
from khabar_publish.targets.telegram_bot import Bot, Objected
from khabar_publish.targets.telegram_settings import bot_token, telegram_settings

_GONE: Final = ("message to edit not found", "message_id_invalid")
_DELETED: Final = ("message to delete not found", "message_id_invalid")
_KEPT: Final = ("message can't be deleted", "message_delete_forbidden")
_NOTICED: Final = frozenset({"kill", "withdraw"})
_NOT_EDITED: Final = (
    "readers see the text before the correction: edit it by hand in the channel, then `khabar dead drop`"
)
_NOT_DELETED: Final = (
    "give the bot the right to delete messages in the channel, then `khabar dead retry`, or delete the message there"
)


class _Message(BaseModel):
    """What is needed of a message that was sent."""

    message_id: int


class _Me(BaseModel):
    """The bot itself."""

    id: int
    username: str = ""


class _Member(BaseModel):
    """What the bot may do in the channel."""

    status: str
    can_post_messages: bool = False
    can_delete_messages: bool = False


class TelegramTarget:
    """Sends Telegram HTML to ``channel`` with the bot whose token stands in ``token_file``.

    Raises:
        ConfigError: there is no token, or a setting is wrong.
    """

    own = False
    blind = True
    rate: Final = "20/minute"
    """What Telegram lets a bot send to one chat; it is meant where the newsroom says no other rate."""

    def __init__(self, target: TargetSettings, settings: PublishSettings) -> None:
        chosen = telegram_settings(target)
        self.id = target.id
        self._format = make_format(target.format or "telegram", settings)
        self._chat = chosen.channel
        self._name = chosen.public_name
        self._preview = chosen.preview
        token = bot_token(target, chosen.token_file, settings.config)
        self._bot = Bot(chosen.api, token, settings.target_timeout_seconds)

    async def deliver(self, event: Event, revision: EnrichedRevision, held: Shown | None) -> Answer:
        """Send the article's message once, and edit it from then on.

        Raises:
            Unknown: an earlier message may be there or not, or this one.
        """
        _settled(held)
        if held and held.rank > revision.revision:
            return Answer("killed" if held.rank > KILL else "stale", held.url, held.remote_id, shows=False)
        text = self._format.render(replace(event, data=allowed(revision)))
        if text is None:
            return Answer("untold", shows=False, why=f"the target's format has no words for {event.name}")
        number = _number(held)
        return await (self._send(text.decode()) if number is None else self._edit(number, text.decode()))

    async def remove(self, event: Event, removal: Removal, kind: RemovalKind, held: Shown | None) -> Answer:
        """Delete the article's message; where Telegram keeps it, a notice takes the text's place.

        Raises:
            Unknown: a message may be there or not.
        """
        _settled(held)
        if held and kind != "kill" and held.revision > removal.revision:
            return Answer("stale", held.url, held.remote_id, shows=False)
        number = _number(held)
        if number is None:
            return Answer("absent")
        try:
            await self._bot.ask("deleteMessage", {"chat_id": self._chat, "message_id": number})
        except Objected as error:
            if not error.says(*_DELETED, *_KEPT):
                raise
            if error.says(*_KEPT):
                return await self._notice(event, kind, number, error)
        return self._answer("removed", number)

    async def look_up(self, event: Event, held: Shown | None) -> Answer | None:  # noqa: ARG002 - its type says it
        """A bot cannot read a channel's messages."""
        return None

    async def check(self) -> str:
        """Ask who the bot is and what it may do in the channel.

        Raises:
            Refused: it may not post there.
        """
        me = _Me.model_validate(await self._bot.ask("getMe"))
        told = await self._bot.ask("getChatMember", {"chat_id": self._chat, "user_id": me.id})
        member = _Member.model_validate(told)
        if member.status != "administrator" or not member.can_post_messages:
            msg = f"@{me.username} is {member.status} of {self._chat} and may not post; make it an administrator"
            raise Refused(msg)
        if not member.can_delete_messages:
            return f"@{me.username} may post in {self._chat}; without the right to delete it cannot remove old messages"
        return f"@{me.username} may post, edit and delete in {self._chat}"

    async def close(self) -> None:
        """Close the connections."""
        await self._bot.close()

    async def _send(self, text: str) -> Answer:
        sent = await self._bot.send("sendMessage", self._message(text))
        try:
            number = _Message.model_validate(sent).message_id
        except ValidationError:
            msg = "sendMessage was answered without the message's number; look for it in the channel"
            raise Unknown(msg) from None
        return self._answer("created", number, text)

    async def _edit(self, number: int, text: str) -> Answer:
        try:
            await self._bot.ask("editMessageText", self._message(text) | {"message_id": number})
        except Objected as error:
            if error.says("message is not modified"):
                return self._answer("unchanged", number, text)
            if error.says(*_GONE):
                why = f"message {number} was deleted in the channel by hand; it is not sent anew"
                return replace(self._answer("gone", number), shows=False, why=why)
            if error.says("message can't be edited"):
                msg = f"{error}; {_NOT_EDITED}"
                raise Rejected(msg) from error
            raise
        return self._answer("updated", number, text)

    async def _notice(self, event: Event, kind: RemovalKind, number: int, kept: Objected) -> Answer:
        """Put a notice where the message cannot be deleted: after 48 hours, without the right to delete."""
        text = self._format.render(event) if kind in _NOTICED else None
        if text is None:
            msg = f"{kept}; {_NOT_DELETED}"
            raise Rejected(msg)
        edited = await self._edit(number, text.decode())
        return replace(edited, outcome="notice", shows=True, why="")

    def _message(self, text: str) -> dict[str, Any]:
        told: dict[str, Any] = {"chat_id": self._chat, "text": text}
        if self._format.content_type.startswith("text/html"):
            told["parse_mode"] = "HTML"
        return told if self._preview else told | {"link_preview_options": {"is_disabled": True}}

    def _answer(self, outcome: str, number: int, text: str = "") -> Answer:
        url = f"https://t.me/{self._name}/{number}" if self._name else None
        return Answer(outcome, url, str(number), sent=sha256(text.encode()).hexdigest() if text else "")


def _settled(held: Shown | None) -> None:
    if held and held.state == "unknown":
        msg = "a message of this article may be in the channel or not; a person has to settle that first"
        raise Unknown(msg, called=False)


def _number(held: Shown | None) -> int | None:
    """The number of the message that shows the article, if there is one."""
    if held is None or held.state != "shown" or held.remote_id is None:
        return None
    if not (held.remote_id.isascii() and held.remote_id.isdecimal()):
        msg = f"what is remembered of the message, {held.remote_id!r}, is no message's number; settle it anew"
        raise Rejected(msg)
    return int(held.remote_id)
