"""What a browser is asked about a page: what it said, what it asked for, how wide it is, and what axe-core finds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Request, Response

_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_DEFAULTS = ("default-src 'none'", "style-src 'self'", "font-src 'self'", "base-uri 'none'", "frame-ancestors 'none'")
_LAX = ("unsafe-", "*", "data:", "http")


@dataclass
class Reading:
    """A page in a browser; ``problems`` are what it said and what it asked of others since it was looked at last."""

    page: Page
    problems: list[str] = field(default_factory=list)
    answers: list[Response] = field(default_factory=list)

    def answered(self, answer: Response) -> None:
        """Note an answer that came for the page."""
        self.answers.append(answer)

    async def open(self, address: str, status: int = 200) -> list[str]:
        """Open an address and return what is wrong with how it came."""
        self.problems.clear()
        self.answers.clear()
        answer = await self.page.goto(address)
        assert answer is not None
        await self.page.evaluate("document.fonts.ready")
        told = [] if answer.status == status else [f"came with {answer.status}"]
        policy = answer.headers.get("content-security-policy", "")
        told += [f"its policy lacks {part}: {policy}" for part in _DEFAULTS if part not in policy]
        told += [f"its policy allows {part}: {policy}" for part in _LAX if part in policy]
        return told + [said for said in self.problems if not _is_of_status(said, status)]

    async def width(self) -> list[str]:
        """Whether it must be scrolled sideways."""
        wider = int(await self.page.evaluate(_WIDER))
        return [f"is {wider} px too wide"] if wider > 0 else []

    async def axe(self) -> list[str]:
        """What keeps people out, by the rules of axe-core."""
        found = await Axe().run(self.page, options={"resultTypes": ["violations"]})
        return [f"{rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found.response["violations"]]


@asynccontextmanager
async def reading(browser: Browser, width: int, **context: bool | float | str) -> AsyncIterator[Reading]:
    """A page of its own in a browser, with nothing kept from before."""
    viewport = {"width": width, "height": 900}
    opened = await browser.new_context(viewport=viewport, **context)  # type: ignore[arg-type]
    found = Reading(await opened.new_page())
    found.page.on("console", lambda said: found.problems.append(f"{said.type}: {said.text}"))
    found.page.on("pageerror", lambda error: found.problems.append(f"failed: {error}"))
    found.page.on("request", lambda asked: found.problems.extend(_foreign(asked)))
    found.page.on("response", found.answered)
    try:
        yield found
    finally:
        await opened.close()


def _foreign(asked: Request) -> list[str]:
    return [] if urlsplit(asked.url).hostname == "127.0.0.1" else [f"asks another host: {asked.url}"]


def _is_of_status(said: str, status: int) -> bool:
    """Browsers say themselves that a page came with an error; where one is wanted, that is no problem."""
    return status != 200 and f"status of {status}" in said
