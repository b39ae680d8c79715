"""Exporting a site: ask for everything, write it as a release, tell web servers of it, and serve it from then on."""

import asyncio
import hashlib
import re
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from khabar_site import addresses
from khabar_site.app import create_app
from khabar_site.export.asking import Answer, Asking
from khabar_site.export.known import fixed, known
from khabar_site.export.links import Links
from khabar_site.export.places import NoPlace, place
from khabar_site.export.releases import GONE, PAGES, Release, releases
from khabar_site.export.served import SAFE
from khabar_site.export.snapshot import snapshot
from khabar_site.export.snippets import Told, headers, notice, snippets
from khabar_site.export.walking import NOWHERE, Walk
from khabar_site.settings import SiteSettings
from khabar_site.site import Site

Progress = Callable[[int, int], None]
"""Is told how many addresses were asked for, and how many are known."""
_ARTICLE = re.compile(r"/(?:a/([a-z2-7]{12})|[0-9]+/[0-9]+/([a-z2-7]{12})(?:-[^/]*)?)/?")


@dataclass(slots=True)
class Summary:
    """What an export wrote; ``unwritten`` tells why a page has no file, ``broken`` which links lead nowhere."""

    release: str = ""
    pages: int = 0
    files: int = 0
    bytes: int = 0
    unchanged: int = 0
    redirects: int = 0
    gone: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)
    unwritten: dict[str, str] = field(default_factory=dict)


def run(settings: SiteSettings, root: Path, keep: int, at: datetime, progress: Progress) -> Summary:
    """Export a site into a folder, as it is at a moment, and keep so many releases.

    Raises:
        ConfigError: the folder or the database cannot be used.
        Unfinished: a page cannot be made; what was exported before stays.
    """
    begun = time.monotonic()
    with releases(root) as held:
        release = held.begin()
        export = _Export(release)
        with snapshot(settings.site_database, held.folder) as copy:
            asyncio.run(export.walk(settings.model_copy(update={"site_database": copy}), at, progress))
        for name, text in snippets(export.told, held.current).items():
            release.write(name, text.encode())
        summary = export.summary
        summary.seconds = round(time.monotonic() - begun, 2)
        release.finish(asdict(summary))
        held.swap(release)
        held.prune(keep)
    return summary


class _Export:
    """One export under way."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._away = b""
        self.told = Told()
        self.summary = Summary(release.folder.name)

    async def walk(self, settings: SiteSettings, at: datetime, progress: Progress) -> None:
        """Ask for everything, and write what has a file."""
        with closing(Site(settings, lambda: at)) as site:
            links = Links(settings.reader_url)
            asking = Asking(create_app(site), settings.reader_url)
            self._away = site.look.notices.page(HTTPStatus.SERVICE_UNAVAILABLE).encode()
            walk = Walk(asking, links, [*fixed(), *await site.read(known)])
            done = 0
            async for answer in walk.answers():
                done += 1
                progress(done, walk.found)
                self._take(answer, links.target(answer))
        self.summary.broken = walk.broken
        self.summary.unchanged = self._release.unchanged
        self.summary.redirects, self.summary.gone = len(self.told.redirects), len(self.told.gone)

    def _take(self, answer: Answer, target: str | None) -> None:
        if answer.path == NOWHERE:
            self._notice(answer)
        elif answer.status == HTTPStatus.GONE:
            self._gone(answer)
        elif target is not None:
            self._redirect(answer, target)
        elif answer.status == HTTPStatus.OK:
            self._page(answer)
        else:
            self.summary.unwritten[answer.path] = f"the site answers {answer.status}"

    def _page(self, answer: Answer) -> None:
        html = answer.media_type.startswith("text/html")
        try:
            self._write(f"{PAGES}/{place(answer.path, page=html)}", answer.body)
        except NoPlace as fault:
            self.summary.unwritten[answer.path] = str(fault)
        except (FileExistsError, NotADirectoryError):
            self.summary.unwritten[answer.path] = "a file and a folder would have the same name"
        else:
            self.told.served.add(answer)
            self.summary.pages += html
            self.summary.files += not html

    def _notice(self, answer: Answer) -> None:
        """Write what is said where nothing lies, and what a server may say when it cannot serve."""
        for each in (answer, replace(answer, status=HTTPStatus.SERVICE_UNAVAILABLE.value, body=self._away)):
            self.told.notices.append(notice(each))
            self._write(f"{PAGES}/{each.status}.html", each.body)

    def _redirect(self, answer: Answer, target: str) -> None:
        key = _key(answer.path)
        if SAFE.fullmatch(f"/{key}"):
            self.told.redirects.setdefault(key, addresses.quoted(target))
        self.told.redirect_headers = [pair for pair in headers(answer) if pair[0] != "Location"]

    def _gone(self, answer: Answer) -> None:
        key = _key(answer.path)
        if not SAFE.fullmatch(f"/{key}"):
            return
        name = f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.html"
        if key not in self.told.gone:
            self._write(f"{GONE}/{name}", answer.body)
            self.told.gone[key] = name
        self.told.gone_headers = headers(answer)

    def _write(self, name: str, content: bytes) -> None:
        self._release.write(name, content)
        self.summary.bytes += len(content)


def _key(path: str) -> str:
    """What a web server looks up: the sid for every form of an article's own address, else the path."""
    found = _ARTICLE.fullmatch(path)
    return found[1] or found[2] if found else path
