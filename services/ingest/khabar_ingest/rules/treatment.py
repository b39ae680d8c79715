"""How drafts are to be taken, beside their own words. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from khabar.config import SourceSettings
from khabar_ingest.draft import Draft
from khabar_ingest.rules.beginnings import passed_over
from khabar_ingest.rules.dropping import dropped
from khabar_ingest.rules.full_text import Page, filled


@dataclass(frozen=True, slots=True)
class Treatment:
    """What the rules of its source say about a draft.

    Args:
        drop: why it is not taken.
        silent: it was there before the source was, and is no news.
        own: the draft as its source has it, where the text of a page is admitted in its place.
        told: the `content_sha` of the source's own words, where others are admitted in their place.
        whole: the draft has the full text of its page.
        note: why it has not, though it should.
        again: its page will be tried again.
    """

    drop: str = ""
    silent: bool = False
    own: Draft | None = None
    told: str = ""
    whole: bool = False
    note: str = ""
    again: bool = False

    @property
    def is_out(self) -> bool:
        """Whether the draft is not to be told."""
        return bool(self.drop) or self.silent


PLAIN: Final = Treatment()
"""Nothing is said."""


def treat(drafts: Sequence[Draft], source: SourceSettings, *, is_first: bool) -> list[Treatment]:
    """Say what a source's rules make of the drafts of a document, which may be the first that is taken from it."""
    taken = [(index, dropped(draft, source)) for index, draft in enumerate(drafts)]
    kept = [index for index, why in taken if not why]
    newest = source.first_poll if is_first and source.first_poll is not None else len(kept)
    late = {kept[place] for place in passed_over([drafts[index] for index in kept], newest)}
    return [Treatment(drop=why, silent=index in late) if why or index in late else PLAIN for index, why in taken]


def fill(
    drafts: Sequence[Draft], treatments: Sequence[Treatment], pages: Mapping[int, Page]
) -> tuple[list[Draft], list[Treatment]]:
    """Put the texts of pages in the place of teasers, and say where one is missing."""
    whole, said = list(drafts), list(treatments)
    for index, page in pages.items():
        if page.article is None:
            said[index] = replace(said[index], note=page.note, again=page.again)
            continue
        whole[index] = filled(drafts[index], page.article)
        said[index] = replace(said[index], own=drafts[index], whole=True)
    return whole, said
