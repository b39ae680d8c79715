"""Which known articles drafts are, and which known articles they speak of."""

from collections.abc import Sequence
from datetime import datetime

from khabar.config import SourceSettings
from khabar.events import article_id
from khabar_ingest.draft import Draft
from khabar_ingest.ledger import Ledger
from khabar_ingest.plan import Known

Named = tuple[Draft, tuple[str, ...]]
"""A draft and its aliases, surest first."""


async def recognise(
    ledger: Ledger, drafts: Sequence[Named], source: SourceSettings
) -> tuple[datetime, list[tuple[Draft, Known]]]:
    """Return the server's time, and each draft with what is known of its article, in two round trips.

    An article that a draft continues or translates is named by its id where its source's name for it is known.
    """
    names = [own for _, own in drafts]
    spoken = list(dict.fromkeys(name for draft, _ in drafts for name in _speaks_of(draft)))
    key = ledger.keys.aliases(source.id)
    at, rows = await ledger.read([(key, own) for own in (*names, *([spoken] if spoken else []))])
    others = dict(zip(spoken, rows[len(names)], strict=True)) if spoken else {}
    leads = [tuple(row) for row in rows[: len(names)]]
    known = await _known(ledger, names, leads, source)
    return at, [(_resolved(draft, others), each) for (draft, _), each in zip(drafts, known, strict=True)]


async def _known(
    ledger: Ledger, names: list[tuple[str, ...]], leads: list[tuple[str, ...]], source: SourceSettings
) -> list[Known]:
    ids = [
        next(filter(None, lead), "") or article_id(source.id, own[0]) for own, lead in zip(names, leads, strict=True)
    ]
    known = [Known(*each) for each in zip(await ledger.states(ids), names, leads, strict=True)]
    apart = [index for index, each in enumerate(known) if _is_other(each)]
    alone = await ledger.states([article_id(source.id, names[index][0]) for index in apart])
    for index, state in zip(apart, alone, strict=True):
        known[index] = Known(state, names[index][:1], ("",))
    return known


def _is_other(known: Known) -> bool:
    """Whether a draft with a guid not seen before was led by its link to an article that has another guid.

    What was killed does not come back under another guid: its link still leads to it.
    """
    state = known.state
    return not known.leads[0] and state.guid not in {"", known.names[0]} and state.status != "killed"


def _speaks_of(draft: Draft) -> list[str]:
    return [name for name in (draft.evolves, draft.translation_of) if name]


def _resolved(draft: Draft, ids: dict[str, str]) -> Draft:
    said = {"evolves": draft.evolves, "translation_of": draft.translation_of}
    found = {field: ids[name] for field, name in said.items() if name and ids.get(name)}
    return draft.model_copy(update=found) if found else draft
