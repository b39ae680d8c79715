"""Which article an item is, and whether its content is new. Pure."""

import json
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, Literal
from urllib.parse import urlsplit

from khabar_ingest.draft import Draft

_LONGEST_ALIAS: Final = 512
Policy = Literal["guid", "link", "content"]
"""What a source's articles are known by: what comes behind it counts where that is not there (guid, link, words)."""


def aliases(draft: Draft, vague: frozenset[str] = frozenset(), policy: Policy = "guid") -> tuple[str, ...]:
    """Return what the article is known by within its source, surest first: guid, canonical link, else its words.

    A link that is ``vague`` (see `vague_links`), or leads to a site's front page, is no name of an article. By the
    policy ``link`` no guid is a name either, and by ``content`` nothing is but the words.
    """
    link = draft.canonical_url
    named = link if link and link not in vague and not _is_front_page(link) else None
    trusted = {"guid": (draft.guid, named), "link": (named,), "content": ()}[policy]
    said = [name for name in trusted if name]
    return tuple(dict.fromkeys(_short(name) for name in said)) or (f"sha256:{_words_sha(draft)}",)


def vague_links(drafts: Iterable[Draft]) -> frozenset[str]:
    """Return the links that several items of one document share: they lead to a list or a live page, not to one."""
    named = {(draft.guid or _words_sha(draft), draft.canonical_url) for draft in drafts}
    used = Counter(link for _, link in named if link)
    return frozenset(link for link, times in used.items() if times > 1)


def identity(draft: Draft, vague: frozenset[str] = frozenset(), policy: Policy = "guid") -> str:
    """Return the first alias, which a new article's id is made of."""
    return aliases(draft, vague, policy)[0]


def content_sha(draft: Draft) -> str:
    """Return the SHA-256 of what readers see: headline, lead, body and the addresses of the media."""
    blocks = [[block.type, block.level, block.text, block.items, block.rows, block.url] for block in draft.body]
    return _sha([draft.headline, draft.lead, blocks, [media.url for media in draft.media]])


def _is_front_page(link: str) -> bool:
    parts = urlsplit(link)
    return not parts.path.strip("/") and not parts.query


def _words_sha(draft: Draft) -> str:
    return _sha([draft.headline, [[block.text, block.items, block.rows] for block in draft.body]])


def _sha(content: object) -> str:
    return sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_ALIAS else f"sha256:{sha256(name.encode()).hexdigest()}"
