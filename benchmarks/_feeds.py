"""A server of many feeds, in a process of its own: ``python -m benchmarks._feeds HOSTS`` prints its port.

The hosts are 127.0.0.1 and those after it.

It answers any path ``/<number>`` with a small Arabic feed and an ETag. ``POST /turn?changed=P`` begins the next cycle:
P percent of the feeds have one entry more from then on. It speaks just enough HTTP/1.1, kept alive, not to be the
slower side.
"""

import asyncio
import sys
from functools import cache

_ENTRY = (
    '<item><guid isPermaLink="false">feed-{feed}-{entry}</guid><title>خبر رقم {entry} من المصدر {feed}</title>'
    "<link>http://feeds.example/{feed}/{entry}</link><pubDate>Mon, 02 Mar 2026 08:{entry:02}:00 GMT</pubDate>"
    "<description>نص قصير للخبر رقم {entry} يكفي لفقرة واحدة في الصفحة.</description></item>"
)
_FEED = '<rss version="2.0"><channel><title>مصدر {feed}</title><language>ar</language>{items}</channel></rss>'
_ENTRIES = 1


class _Feeds:
    """How many times each feed has changed."""

    def __init__(self) -> None:
        self.turn, self.changed = 0, 0
        self.asked = self.unchanged = 0

    def version(self, feed: int) -> int:
        """The number of entries that were added to a feed so far."""
        return sum((feed + turn * 37) % 100 < self.changed for turn in range(1, self.turn + 1))

    def answer(self, request: bytes) -> bytes:
        """The whole answer to one request."""
        line, _, rest = request.partition(b"\r\n")
        method, path, _ = line.split(b" ", 2)
        if method == b"POST":
            self.turn, self.changed = self.turn + 1, int(path.rpartition(b"=")[2])
            said = f"{self.asked} {self.unchanged}".encode()
            self.asked = self.unchanged = 0
            return _answer(b"200 OK", b"", said)
        self.asked += 1
        feed = int(path.strip(b"/"))
        version = self.version(feed)
        mark = f'"{feed}-{version}"'.encode()
        if mark in rest:
            self.unchanged += 1
            return _answer(b"304 Not Modified", mark, b"")
        return _answer(b"200 OK", mark, _body(feed, version))


@cache
def _body(feed: int, version: int) -> bytes:
    items = "".join(_ENTRY.format(feed=feed, entry=entry) for entry in reversed(range(_ENTRIES + version)))
    return _FEED.format(feed=feed, items=items).encode()


def _answer(status: bytes, mark: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 %b\r\ncontent-type: application/rss+xml\r\netag: %b\r\n" % (status, mark)
    length = b"" if status.startswith(b"304") else b"content-length: %d\r\n" % len(body)
    return head + length + b"\r\n" + body


async def _serve(hosts: int) -> None:
    feeds = _Feeds()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                writer.write(feeds.answer(request))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    first = await asyncio.start_server(speak, "127.0.0.1", 0, backlog=512)
    port = first.sockets[0].getsockname()[1]
    others = [f"127.0.0.{host}" for host in range(2, hosts + 1)]
    more = await asyncio.start_server(speak, others, port, backlog=512)
    print(port, flush=True)
    async with first, more:
        await asyncio.gather(first.serve_forever(), more.serve_forever())


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
