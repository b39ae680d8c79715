"""Our own parser and decoder for FastStream: entries stay the plain fields they are, and a batch stays a batch.

FastStream's default expects its own binary envelope in one field, which other clients can neither write nor read.
"""

from typing import Any

from faststream.message import StreamMessage
from faststream.redis.message import BatchStreamMessage

from khabar.stage.entry import Entry


async def parse(message: BatchStreamMessage) -> StreamMessage[Any]:
    """Wrap a batch as FastStream wants it, leaving its entries alone."""
    return StreamMessage(raw_message=message, body=b"")


async def decode(message: StreamMessage[Any]) -> list[Entry]:
    """The batch's entries."""
    raw = message.raw_message
    return [Entry(id_.decode(), fields) for id_, fields in zip(raw["message_ids"], raw["data"], strict=True) if fields]
