"""The page of an article, whatever has become of it: live, withdrawn, gone, a copy of another, or merged into it."""

from datetime import datetime

from starlette.exceptions import HTTPException

from khabar_site import addresses
from khabar_site.ask import Ask
from khabar_site.beside import whole
from khabar_site.look import Look
from khabar_site.page import Elsewhere, Page, Reply
from khabar_site.store import Reader, State
from khabar_site.store.reader import Found


def article(reader: Reader, look: Look, ask: Ask) -> Reply:
    """The article whose sid begins the path's last part; another slug or month leads to the right address."""
    sid = addresses.sid_of(ask.params["tail"])
    found = reader.article(sid=sid) if sid else None
    if found is None:
        raise HTTPException(404)
    if found.into or found.standing.state is State.UNPUBLISHED:
        return _elsewhere(reader, found)
    if found.path and ask.path != found.path:
        return Elsewhere(found.path)
    if found.standing.state is State.LIVE:
        return _live(reader, look, found)
    return _removed(look, found)


def short(reader: Reader, look: Look, ask: Ask) -> Reply:
    """The short address, which leads to the full one."""
    if addresses.sid_of(ask.params["tail"]) != ask.params["tail"]:
        raise HTTPException(404)
    return article(reader, look, ask)


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
    return Page(whole(reader, look, found, kept))


def _removed(look: Look, found: Found) -> Page:
    removal, killed = found.standing.removal, found.standing.state is State.KILLED
    reason = removal.reason if removal else ""
    text = look.render(
        "notice.html",
        title=look.voice.say("notices.gone"),
        headline="" if killed else found.headline,
        lines=[look.voice.say("notices.reason", reason=reason)] if reason else [],
        at=datetime.fromisoformat(removal.at).astimezone(look.zone) if removal else None,
    )
    return Page(text, status=410 if killed else 200, robots="noindex")
