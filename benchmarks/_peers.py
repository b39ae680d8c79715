"""What else finds related articles: each is fed the same words in the same order, and asked like the index."""

import importlib.util
import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from redis.asyncio import Redis

from khabar.keys import Keys
from khabar.models import Revision, Tag
from khabar_enrich.related import Near, RelatedIndex
from khabar_enrich.related.terms import terms
from khabar_enrich.related.weighing import decay

QUERY_TERMS = 25
MIN_DOC_FREQ, MIN_TERM_FREQ, MIN_SHOULD_MATCH = 5, 2, 0.3
K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its terms, counted, and its tags."""

    revision: Revision
    tags: Sequence[Tag]
    counts: Mapping[str, int]

    @classmethod
    def of(cls, revision: Revision, tags: Sequence[Tag]) -> "Article":
        """Count the terms of a revision."""
        return cls(revision, tags, terms(revision))

    @property
    def text(self) -> str:
        """The terms as a text that needs no analysis but to be parted at spaces."""
        return " ".join(term for term, count in self.counts.items() for _ in range(count))


class Peer(Protocol):
    """Takes articles in and tells which of those before are most like the newest one."""

    name: str

    async def add(self, article: Article) -> None:
        """Take an article in."""

    async def settle(self) -> None:
        """Make all that was taken in findable."""

    async def ask(self, article: Article, most: int) -> list[str]:
        """Return the ids of the articles most like the one added last, best first."""


@dataclass(slots=True)
class Index:
    """The index of related articles on its server; it is fed and asked in one go."""

    redis: Redis
    name: str = "khabar"
    near: Near = field(init=False)
    _index: RelatedIndex = field(init=False)

    def __post_init__(self) -> None:
        self._index = RelatedIndex(self.redis, Keys("bench"))

    async def add(self, article: Article) -> None:
        self.near = await self._index.ask(article.revision, article.tags)

    async def settle(self) -> None:
        pass

    async def ask(self, article: Article, most: int) -> list[str]:
        return [each.article_id for each in self.near.neighbours[:most] if each.article_id != article.revision.id]


@dataclass(slots=True)
class BruteForce:
    """The same weights and the same score, with no candidate left out."""

    index: Index
    name: str = "brute force"
    _ids: list[str] = field(default_factory=list)
    _times: list[float] = field(default_factory=list)
    _terms: list[NDArray[Any]] = field(default_factory=list)
    _weights: list[NDArray[Any]] = field(default_factory=list)

    async def add(self, article: Article) -> None:
        vector = self.index.near.vector
        self._ids.append(article.revision.id)
        self._times.append(vector.published)
        self._terms.append(vector.terms)
        self._weights.append(vector.weights)

    async def settle(self) -> None:
        pass

    async def ask(self, article: Article, most: int) -> list[str]:
        mine = np.zeros(1 << 24)
        mine[self._terms[-1]] = self._weights[-1]
        owner = np.repeat(np.arange(len(self._terms)), [len(each) for each in self._terms])
        products = mine[np.concatenate(self._terms)] * np.concatenate(self._weights)
        scores = np.bincount(owner, products, len(self._ids)) * decay(self._times[-1], np.array(self._times))
        best = np.argsort(-scores, kind="stable")[: most + 1]
        return [self._ids[place] for place in best if self._ids[place] != article.revision.id][:most]


@dataclass(slots=True)
class MoreLikeThis:
    """What Elasticsearch does where nothing is set: its choice of terms, minimum match of 30 % and BM25."""

    name: str = "more like this"
    _postings: defaultdict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    _lengths: dict[str, int] = field(default_factory=dict)
    _words: int = 0

    async def add(self, article: Article) -> None:
        length = sum(article.counts.values())
        for term, count in article.counts.items():
            self._postings[term][article.revision.id] = count
        self._lengths[article.revision.id] = length
        self._words += length

    async def settle(self) -> None:
        pass

    async def ask(self, article: Article, most: int) -> list[str]:
        chosen = best_terms(article.counts, self._frequencies(article), len(self._lengths))
        scores, matches = defaultdict[str, float](float), Counter[str]()
        for term in chosen:
            self._score(term, scores, matches)
        enough = max(1, math.floor(MIN_SHOULD_MATCH * len(chosen)))
        found = {id_: score for id_, score in scores.items() if matches[id_] >= enough and id_ != article.revision.id}
        return nlargest(most, found, key=lambda id_: found[id_])

    def _frequencies(self, article: Article) -> dict[str, int]:
        return {term: len(self._postings[term]) for term in article.counts}

    def _score(self, term: str, scores: dict[str, float], matches: Counter[str]) -> None:
        posting, articles = self._postings[term], len(self._lengths)
        rarity, mean = bm25_rarity(len(posting), articles), self._words / articles
        for id_, count in posting.items():
            scores[id_] += rarity * count * (K1 + 1) / (count + K1 * (1 - B + B * self._lengths[id_] / mean))
        matches.update(posting.keys())


@dataclass(slots=True)
class Fts5:
    """SQLite's full text search: the 25 best terms of the article, any of them, ranked by its bm25()."""

    name: str = "sqlite fts5"
    _frequencies: Counter[str] = field(default_factory=Counter)
    _ids: list[str] = field(default_factory=list)
    _db: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute("create virtual table articles using fts5(text, tokenize = 'unicode61 remove_diacritics 0')")

    async def add(self, article: Article) -> None:
        self._frequencies.update(article.counts.keys())
        self._ids.append(article.revision.id)
        self._db.execute("insert into articles (rowid, text) values (?, ?)", (len(self._ids), article.text))

    async def settle(self) -> None:
        self._db.commit()

    async def ask(self, article: Article, most: int) -> list[str]:
        frequencies = {term: self._frequencies[term] for term in article.counts}
        chosen = best_terms(article.counts, frequencies, len(self._ids), min_df=1, min_tf=1)
        query = " OR ".join(f'"{term}"' for term in chosen)
        sql = "select rowid from articles where articles match ? and rowid != ? order by rank limit ?"
        rows = self._db.execute(sql, (query, len(self._ids), most)) if query else ()
        return [self._ids[row - 1] for (row,) in rows]


class Tantivy:
    """tantivy's own more_like_this, with what it does where nothing is set."""

    name = "tantivy"

    def __init__(self) -> None:
        self._tantivy: Any = importlib.import_module("tantivy")
        builder = self._tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        builder.add_text_field("text", stored=True, tokenizer_name="whitespace")
        self._index = self._tantivy.Index(builder.build())
        self._writer = self._index.writer()

    async def add(self, article: Article) -> None:
        self._writer.add_document(self._tantivy.Document(id=article.revision.id, text=article.text))

    async def settle(self) -> None:
        self._writer.commit()
        self._index.reload()

    async def ask(self, article: Article, most: int) -> list[str]:
        own = self._tantivy.Query.term_query(self._index.schema, "id", article.revision.id)
        searcher = self._index.searcher()
        ((_, address),) = searcher.search(own, 1).hits
        query = self._tantivy.Query.more_like_this_query(address)
        ids = [searcher.doc(found)["id"][0] for _, found in searcher.search(query, most + 1).hits]
        return [id_ for id_ in ids if id_ != article.revision.id][:most]


def has_tantivy() -> bool:
    """Tell whether the optional peer is installed."""
    return importlib.util.find_spec("tantivy") is not None


def best_terms(
    counts: Mapping[str, int],
    frequencies: Mapping[str, int],
    articles: int,
    min_df: int = MIN_DOC_FREQ,
    min_tf: int = MIN_TERM_FREQ,
) -> list[str]:
    """Return the terms that Lucene's more-like-this asks for: the highest by term frequency and rarity."""
    weights = {
        term: count * (math.log((articles + 1) / (frequencies[term] + 1)) + 1)
        for term, count in counts.items()
        if count >= min_tf and frequencies[term] >= min_df
    }
    return nlargest(QUERY_TERMS, weights, key=lambda term: weights[term])


def bm25_rarity(frequency: int, articles: int) -> float:
    """Return BM25's weight of a term."""
    return math.log(1 + (articles - frequency + 0.5) / (frequency + 0.5))
