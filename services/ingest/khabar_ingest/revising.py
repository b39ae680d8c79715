"""Making the next revision of an article. Pure."""

from datetime import datetime

from khabar.config import SourceSettings
from khabar.models import Block, CorrectionNote, Revision, SourceRef
from khabar_ingest.changes import changes
from khabar_ingest.decision import Raw
from khabar_ingest.draft import Draft
from khabar_ingest.identity import content_sha
from khabar_ingest.state import State
from khabar_ingest.tables import tables


def revise(draft: Draft, state: State, source: SourceSettings, raw: Raw) -> Revision:
    """Make the next revision of an article from a draft."""
    language = draft.language or source.language or raw.language
    given = draft.model_dump(exclude={"guid", "version", "source_name", "embargo", "language", "direction"})
    return Revision(
        **given | {"status": "usable", "rights": None if source.rights == "full" else source.rights},
        id=state.id,
        revision=state.revision + 1,
        source=_source(draft, source),
        language=language,
        direction=draft.direction or ("rtl" if language.lower().split("-")[0] in tables().rtl else "ltr"),
        embargo_until=draft.embargo.until if draft.embargo else None,
        received_at=state.received_at or raw.at,
        content_sha=content_sha(draft),
    )


def compared(revision: Revision, shown: Revision | None) -> Revision:
    """Tell in a correction's note what is different from what was shown; nothing where that is not known."""
    if revision.correction is None:
        return revision
    found = changes(shown, revision) if shown else ()
    return revision.model_copy(update={"correction": revision.correction.model_copy(update={"changes": found})})


def renumber(revision: Revision, state: State) -> Revision:
    """The same text as an article's next revision."""
    return revision.model_copy(update={"revision": state.revision + 1})


def rewrite(
    revision: Revision, words: tuple[str, str, tuple[Block, ...]], note: CorrectionNote | None, at: datetime
) -> Revision:
    """A text with another headline, lead and body, and the note that says so, where readers saw what was wrong.

    Raises:
        ValueError: the words make no article: no headline, or far too many of them.
    """
    headline, lead, body = words
    read = Draft(headline=headline, lead=lead, body=body, media=revision.media, correction=note)
    update = {
        "headline": read.headline,
        "lead": read.lead,
        "body": read.body,
        "media": read.media,
        "correction": read.correction,
        "corrections": (),
        "updated_at": at,
        "content_sha": content_sha(read),
    }
    return revision.model_copy(update=update)


def _source(draft: Draft, source: SourceSettings) -> SourceRef:
    return SourceRef(
        id=source.id,
        name=source.name or draft.source_name,
        url=draft.canonical_url,
        guid=draft.guid,
        version=draft.version,
        timezone=source.timezone,
        duplicates="show" if source.duplicates == "show" else None,
        evergreen=source.evergreen or None,
    )
