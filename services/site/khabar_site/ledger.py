"""The public ledger of corrections."""

from starlette.exceptions import HTTPException

from khabar_site import fresh, surrogates
from khabar_site.ask import Ask
from khabar_site.look import Look
from khabar_site.page import Page
from khabar_site.paging import LISTED, further
from khabar_site.store import Reader, ledger
from khabar_site.store.shown import milliseconds, moment


def corrections(reader: Reader, look: Look, ask: Ask) -> Page:
    """What was corrected in published articles, the newest first."""
    found = ledger.corrections(reader, LISTED + 1, ask.cursor, ask.step)
    if ask.before and not found:
        raise HTTPException(404)
    entries = found[:LISTED]
    text = look.render(
        "corrections.html",
        entries=entries,
        next=further("/corrections", _cursor(entries[-1]) if len(found) > LISTED else ""),
        address=ask.path,
        older_than=moment(ask.cursor[0], look.zone) if ask.before else None,
        now=ask.now,
    )
    return Page(
        text,
        robots="noindex, follow" if ask.before else "",
        keys=frozenset({surrogates.CORRECTIONS}),
        until=fresh.until(look, ask.now, (note.at for _, note in entries)),
    )


def _cursor(entry: ledger.Entry) -> str:
    card, note = entry
    return f"{milliseconds(note.at)}.{card.sid}.{note.revision}"
