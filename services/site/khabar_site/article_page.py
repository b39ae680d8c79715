"""The page of an article, whatever has become of it: live, withdrawn, gone, a copy of another, or merged into it."""

from datetime import datetime

from markupsafe import Markup
from starlette.exceptions import HTTPException

from khabar_site import addresses, beside, surrogates
from khabar_site.ask import Ask
from khabar_site.look import Look
from khabar_site.page import Elsewhere, Page, Reply
from khabar_site.store import Reader, State
from khabar_site.store.reader import Found
from khabar_site.words import calm


def article(reader: Reader, look: Look, ask: Ask) -> Reply:
    """The article whose sid begins the path's last part; another slug or month leads to the right address."""
    found = find(reader, ask.params["tail"])
    if found.into or found.standing.state is State.UNPUBLISHED:
        return _elsewhere(reader, found)
    if found.path and ask.path != found.path:
        return Elsewhere(found.path)
    if found.standing.state is State.LIVE:
        return _live(reader, look, found)
    return gone(look, found, status=410 if found.standing.state is State.KILLED else 200)


def short(reader: Reader, look: Look, ask: Ask) -> Reply:
    """The short address, which leads to the full one."""
    if "-" in ask.params["tail"]:
        raise HTTPException(404)
    return article(reader, look, ask)


def find(reader: Reader, tail: str) -> Found:
    """The article whose sid begins a part of a path; base32 reads capitals as the letters that they are.

    Raises:
        HTTPException: 404, there is no such article.
    """
    sid = addresses.sid_of(tail.lower())
    found = reader.article(sid=sid) if sid else None
    if found is None:
        raise HTTPException(404)
    return found


def gone(look: Look, found: Found, *, status: int) -> Page:
    """The notice that stands where an article was; a killed one is not even named."""
    removal, killed = found.standing.removal, found.standing.state is State.KILLED
    reason = removal.reason if removal else ""
    text = look.render(
        "notice.html",
        title=look.voice.say("notices.gone"),
        headline="" if killed else found.headline,
        lines=[look.voice.say("notices.reason", reason=Markup("<bdi>{}</bdi>").format(calm(reason)))] if reason else [],
        at=datetime.fromisoformat(removal.at).astimezone(look.zone) if removal else None,
    )
    return Page(text, status=status, robots="noindex", keys=frozenset({surrogates.article(found.sid)}))


def _elsewhere(reader: Reader, found: Found) -> Elsewhere:
    """The live page of the article that another is a copy of, or was merged into, also by way of further ones."""
    seen: set[str] = set()
    now: Found | None = found
    while now is not None and now.into and now.id not in seen:
        seen.add(now.id)
        now = reader.article(article_id=now.into)
    if now is None or now.into or now.standing.state is not State.LIVE or not now.path:
        raise HTTPException(404)
    return Elsewhere(now.path)


def _live(reader: Reader, look: Look, found: Found) -> Page:
    kept = reader.page(found.number, look.fingerprint, look.render_article)
    if kept is None:
        raise HTTPException(404)
    return beside.page(reader, look, found, kept)
