"""What a replay chooses from what was told."""

import json

from khabar.archive import Row
from khabar.replay import Choice, Told


def _row(entry: int, name: str, article: str, revision: int, event: str = "") -> Row:
    fields = {"type": f"khabar.{name}.v1", "subject": article, "revision": str(revision)}
    fields["id"] = event or f"{name}/{article}/{revision}"
    return f"{entry}-0", {name.encode(): value.encode() for name, value in fields.items()}


def _links(entry: int, name: str, article: str, version: int) -> Row:
    id_, fields = _row(entry, name, article, 1, f"{name}/{article}/{version}")
    return id_, fields | {b"data": json.dumps({"id": article, "revision": 1, "version": version}).encode()}


HISTORY = [
    _row(1, "article.created", "water", 1),
    _row(2, "article.created", "power", 1),
    _row(3, "article.held", "secret", 1),
    _row(4, "article.updated", "water", 2),
    _row(5, "article.withdrawn", "power", 2),
    _row(6, "article.updated", "water", 3),
    _row(7, "article.unpublished", "bread", 2),
    _row(8, "article.created", "bread", 1),
    _row(9, "article.released", "bread", 3),
    _row(10, "article.killed", "rumour", 2),
    _row(11, "article.updated", "rumour", 3),
]


def _chosen(rows: list[Row], **how: object) -> list[int]:
    entries = Choice(**how).see(rows)  # type: ignore[arg-type]
    return sorted(int(entry.partition("-")[0]) for entry in entries)


def test_only_what_an_article_has_become_is_told_again() -> None:
    assert _chosen(HISTORY) == [2, 5, 6, 9, 10]


def test_every_revision_is_told_again_when_asked_but_no_sealed_one() -> None:
    assert _chosen(HISTORY, every=True) == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]


def test_only_the_articles_asked_for_are_told_again() -> None:
    assert _chosen(HISTORY, articles=frozenset({"power", "secret"})) == [2, 5]


def test_of_two_tellings_of_one_event_the_later_counts() -> None:
    twice = [
        _row(1, "article.enriched", "water", 1),
        _row(2, "article.enriched", "water", 2),
        _row(3, "article.enriched", "water", 1),
        _row(4, "article.enriched", "water", 2),
    ]
    assert _chosen(twice) == [4]
    assert _chosen(twice, every=True) == [3, 4]


RULINGS = [
    _row(1, "article.enriched", "water", 1),
    _row(2, "tag.changed", "loc:raqqa", 1),
    _row(3, "tag.merged", "loc:raqqa", 1),
    _row(4, "tag.changed", "loc:raqqa", 3),
    _row(5, "tag.changed", "loc:hama", 2),
]


def test_of_each_tag_the_last_decision_is_told_again() -> None:
    assert _chosen(RULINGS) == [1, 4, 5]
    assert _chosen(RULINGS, articles=frozenset({"water"})) == [1]


LINKS = [
    _row(1, "article.enriched", "water", 1),
    _links(2, "related.changed", "water", 7),
    _links(3, "copies.changed", "water", 7),
    _links(4, "related.changed", "water", 9),
    _links(5, "related.changed", "water", 8),
    _row(6, "story.changed", "aaaabbbbcccc", 10),
    _row(7, "story.changed", "aaaabbbbcccc", 12),
]


def test_of_what_ties_articles_together_the_latest_version_is_told_again() -> None:
    assert _chosen(LINKS) == [1, 3, 4, 7]
    assert _chosen(LINKS, articles=frozenset({"water"})) == [1, 3, 4]


def test_what_waits_beside_an_article_has_a_name_of_its_own() -> None:
    names = [Told.of(row).about for row in (LINKS[0], LINKS[1], LINKS[2], LINKS[5])]
    assert names == ["water", "water/related", "water/copies", "aaaabbbbcccc/story"]


def test_links_without_a_version_or_with_damaged_ones_count_by_their_revision() -> None:
    damaged = [
        (entry, fields | {b"data": data}) for (entry, fields), data in zip(LINKS[1:3], (b"[", b"[]"), strict=True)
    ]
    assert [Told.of(row).version for row in damaged] == [1, 1]


def test_foreign_entries_are_about_nothing() -> None:
    assert _chosen([("1-0", {b"hello": b"\xff"}), ("2-0", {}), ("3-0", {b"type": b"khabar.article.created.v1"})]) == [3]
