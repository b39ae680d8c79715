"""A strict server of the Bot API on a real socket, with one bot and one channel, which can be slow, broken or busy.

What it enforces, and where that is written:

- addresses, answers and ``parameters.retry_after``: https://core.telegram.org/bots/api#making-requests
- 1–4,096 characters after the marks were read: …#sendmessage; an edit that changes nothing is an error
- a message is deleted within 48 hours, later only with ``can_delete_messages``: …#deletemessage
- 20 messages a minute to one chat: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
- the words of errors: https://github.com/tdlib/telegram-bot-api (``Client.cpp``, ``Query.cpp``)
"""

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .telegram_marks import Mark, Unreadable, read, units

TOKEN = "123456789:AAFtoken-9c41-AAAAAAAAAAAAAAAAAAAAA"
CHANNEL = "@khabar_news"
BOT = 123456789
_PATH = re.compile(r"POST /bot(?P<token>[^/ ]+)/(?P<method>[A-Za-z]+) HTTP/1\.1")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """How a call goes: ``takes`` says whether it is done at all, ``drops`` whether its answer is lost."""

    takes: bool = True
    drops: bool = False
    after: float = 0.0
    status: int = 0
    body: str = ""


@dataclass
class Message:
    """What stands in the channel."""

    text: str
    marks: tuple[Mark, ...]
    preview: bool
    sent_at: float
    edits: int = 0


class Wrong(Exception):
    """A call that is refused."""

    def __init__(self, status: int, words: str, **parameters: int) -> None:
        super().__init__(words)
        self.answer: Json = {"ok": False, "error_code": status, "description": words}
        if parameters:
            self.answer["parameters"] = parameters


Behaviour = Callable[[int, str], Reply]


def well(_: int, __: str) -> Reply:
    return Reply()


def on(method: str, reply: Reply, times: int = 1) -> Behaviour:
    """Behave so at the first calls of a method, and well otherwise."""
    left = [times]

    def behave(_: int, called: str) -> Reply:
        if called != method or not left[0]:
            return Reply()
        left[0] -= 1
        return reply

    return behave


@dataclass
class TelegramServer:
    """The server; ``behaviour`` is given the number of the call and its method."""

    behaviour: Behaviour = well
    per_minute: int = 20
    later: float = 0.0
    rights: Json = field(default_factory=lambda: {"can_post_messages": True, "can_delete_messages": True})
    status: str = "administrator"
    calls: list[tuple[str, Json]] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: list[int] = field(default_factory=list)
    flooded: int = 0
    port: int = 0
    _number: int = 40
    _sent: list[float] = field(default_factory=list)
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages.values()]

    def called(self, method: str) -> int:
        return sum(name == method for name, _ in self.calls)

    async def start(self) -> "TelegramServer":
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, limit=1 << 20)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            self._server = None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"content-length: *([0-9]+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(length[1]) if length else 0)
            await self._answer(head, json.loads(body or b"{}"), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: str, fields: Json, writer: asyncio.StreamWriter) -> None:
        line = _PATH.match(head)
        if not line or not re.fullmatch(r"[0-9]+:[\w-]+", line["token"]):
            return await _say(writer, 404, {"ok": False, "error_code": 404, "description": "Not Found"})
        if line["token"] != TOKEN:
            return await _say(writer, 401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        self.calls.append((line["method"], fields))
        reply = self.behaviour(len(self.calls), line["method"])
        await asyncio.sleep(reply.after)
        answer = self._done(line["method"], fields) if reply.takes else {}
        if reply.drops:
            return None
        if reply.status:
            return await _say(writer, reply.status, reply.body)
        return await _say(writer, int(answer.get("error_code", 200)), answer)

    def _done(self, method: str, fields: Json) -> Json:
        methods: dict[str, Callable[[Json], Any]] = {
            "getMe": lambda _: {"id": BOT, "is_bot": True, "first_name": "Khabar", "username": "khabar_bot"},
            "getChatMember": self._member,
            "sendMessage": self._send,
            "editMessageText": self._edit,
            "deleteMessage": self._delete,
        }
        try:
            return {"ok": True, "result": methods.get(method, _no_method)(fields)}
        except Wrong as wrong:
            return wrong.answer

    def _member(self, fields: Json) -> Json:
        self._chat(fields)
        return {"user": {"id": fields["user_id"]}, "status": self.status} | self.rights

    def _send(self, fields: Json) -> Json:
        self._chat(fields)
        self._may_post()
        text, marks = _text(fields)
        now = time.time() + self.later
        self._sent = [at for at in self._sent if at > now - 60]
        if len(self._sent) >= self.per_minute:
            self.flooded += 1
            wait = int(self._sent[0] + 60 - now) + 1
            raise Wrong(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        self._sent.append(now)
        self._number += 1
        self.messages[self._number] = Message(text, marks, _preview(fields), now)
        return self._told(self._number)

    def _edit(self, fields: Json) -> Json:
        self._chat(fields)
        self._may_post()
        message = self.messages.get(fields["message_id"])
        if message is None:
            raise Wrong(400, "Bad Request: message to edit not found")
        text, marks = _text(fields)
        if (text, marks, _preview(fields)) == (message.text, message.marks, message.preview):
            raise Wrong(400, f"Bad Request: {_NOT_MODIFIED}")
        message.text, message.marks, message.preview = text, marks, _preview(fields)
        message.edits += 1
        return self._told(fields["message_id"])

    def _delete(self, fields: Json) -> bool:
        self._chat(fields)
        message = self.messages.get(fields["message_id"])
        if message is None:
            raise Wrong(400, "Bad Request: message to delete not found")
        old = time.time() + self.later - message.sent_at > 48 * 3600
        if not self.rights.get("can_delete_messages") and (old or not self.rights.get("can_post_messages")):
            raise Wrong(400, "Bad Request: message can't be deleted")
        del self.messages[fields["message_id"]]
        self.deleted.append(fields["message_id"])
        return True

    def _chat(self, fields: Json) -> None:
        if fields.get("chat_id") != CHANNEL:
            raise Wrong(400, "Bad Request: chat not found")
        if self.status == "kicked":
            raise Wrong(403, "Forbidden: bot was kicked from the channel chat")

    def _may_post(self) -> None:
        if self.status != "administrator":
            raise Wrong(403, "Forbidden: bot is not a member of the channel chat")
        if not self.rights.get("can_post_messages"):
            raise Wrong(400, "Bad Request: need administrator rights in the channel chat")

    def _told(self, number: int) -> Json:
        chat = {"id": -1001234567890, "type": "channel", "username": CHANNEL[1:]}
        return {"message_id": number, "chat": chat, "text": self.messages[number].text}


def _text(fields: Json) -> tuple[str, tuple[Mark, ...]]:
    try:
        text, marks = read(fields["text"]) if fields.get("parse_mode") == "HTML" else (fields["text"].strip(), ())
    except Unreadable as error:
        raise Wrong(400, f"Bad Request: can't parse entities: {error}") from error
    if not text:
        raise Wrong(400, "Bad Request: message text is empty")
    if units(text) > 4096:
        raise Wrong(400, "Bad Request: message is too long")
    return text, marks


def _no_method(_: Json) -> Json:
    raise Wrong(404, "Not Found: method not found")


def _preview(fields: Json) -> bool:
    return not fields.get("link_preview_options", {}).get("is_disabled", False)


async def _say(writer: asyncio.StreamWriter, status: int, answer: Json | str) -> None:
    body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
    head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
