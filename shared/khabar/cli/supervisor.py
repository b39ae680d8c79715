"""Start the parts of an embedded pipeline in order, keep them running, and stop them in reverse order."""

import asyncio
import signal
from contextlib import suppress

import httpx

from khabar.cli import demo, running
from khabar.cli.child import Child
from khabar.cli.embedded import Plan
from khabar.cli.readiness import ask
from khabar.cli.screen import say, show
from khabar.errors import ConfigError, Retryable
from khabar.server import connect, wait_for_server

READY_SECONDS = 60.0
_LOOK_EVERY_SECONDS = 0.2


class Supervisor:
    """The processes of one embedded pipeline.

    Args:
        plan: what to run, and where.
        with_demo: submit the sample newsroom if this data folder has never seen it.
    """

    def __init__(self, plan: Plan, *, with_demo: bool) -> None:
        self.plan = plan
        self.with_demo = with_demo
        self.children: list[Child] = []
        self._told_to_stop = asyncio.Event()
        self._closed = False

    async def run(self) -> None:
        """Run until SIGINT, SIGTERM, or the terminal is gone (SIGHUP).

        Raises:
            ConfigError: a part refused its configuration; everything has been stopped.
        """
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(name, self._told_to_stop.set)
        starting = asyncio.create_task(self._start())
        try:
            await self._watch(starting)
        finally:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            await self._stop()

    async def _watch(self, starting: asyncio.Task[None]) -> None:
        while not self._told_to_stop.is_set():
            if starting.done():
                starting.result()
            refused = [child.name for child in self.children if child.refused]
            if refused:
                msg = f"{', '.join(refused)} refused the configuration; the message is above"
                raise ConfigError(msg)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told_to_stop.wait(), _LOOK_EVERY_SECONDS)

    async def _start(self) -> None:
        environment = self.plan.environment()
        await self._begin(self.plan.valkey(show))
        redis = connect(environment["KHABAR_REDIS_URL"])
        await wait_for_server(redis)
        await redis.aclose()
        for service in self.plan.services(show):
            await self._begin(service)
        await self._ready()
        running.write(self.plan.data, environment)
        await self._demo()
        urls = self.plan.urls
        say(f"site {urls['site']}  ·  ingest {urls['ingest']}  ·  control {urls['control']}  (Ctrl-C stops all)")

    async def _begin(self, child: Child) -> None:
        self.children.append(child)
        await child.start()

    async def _ready(self) -> None:
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        async with httpx.AsyncClient(timeout=2, trust_env=False) as client:
            while waiting := await self._waiting(client):
                if asyncio.get_running_loop().time() > deadline:
                    msg = f"{', '.join(waiting)} not ready after {READY_SECONDS:.0f} s; see the lines above"
                    raise Retryable(msg)
                await asyncio.sleep(0.1)
        if self._closed:
            say("the server lost what it knew of articles, so none is taken in; run: khabar restore")

    async def _waiting(self, client: httpx.AsyncClient) -> list[str]:
        """Ask all services; the names of those that are to be waited for.

        Control alone knows that admission was closed for good. It says so once it has looked, and may have been ready
        before: so it is asked again for as long as ingest waits.
        """
        said = {name: await ask(client, url) for name, url in self.plan.urls.items()}
        self._closed = said.get("control") == "closed"
        fine = {"ready", "closed"} if self._closed else {"ready"}
        return [name for name, answer in said.items() if answer not in fine]

    async def _demo(self) -> None:
        seen = self.plan.data / "sample.shown"
        if self.with_demo and not self._closed and not seen.exists():
            try:
                await demo.show(self.plan.urls["ingest"], self.plan.urls["site"], self.plan.data / "secrets", say)
            except Retryable as error:
                say(f"{error}; the next start tries again")
            else:
                seen.touch()

    async def _stop(self) -> None:
        say("stopping …")
        for part in (self.children[1:], self.children[:1]):  # the server last: the others settle what is in hand
            await asyncio.gather(*(child.stop() for child in part))
        (self.plan.data / running.FILE).unlink(missing_ok=True)
        say("stopped; start again with the same --data to go on where it was")
