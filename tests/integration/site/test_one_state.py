import random
from collections.abc import Callable
from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from khabar.models import CopiesChange, RelatedChange, StoryChange
from khabar_site.look import Look
from khabar_site.settings import SiteSettings
from khabar_site.store import Readers, Removal, Writer, connection, copies, ledger, links, stories, ways
from khabar_site.store import lists as stored
from khabar_site.store.standing import Kind
from khabar_site.store.ties import Tie
from tests.chaos.servers import is_long
from tests.integration.site.states import State, state
from tests.unit.site.articles import revision_of, uuid_of

Step = Callable[[Writer], object]
SEED = 20240310
STORY = "aaaaaaaaaaaa"
ORDERS = 500 if is_long() else 12
"""So many orders are tried by each of the two tests that shuffle everything."""


def push(name: str, revision: int) -> Step:
    changed = revision_of(
        name,
        revision,
        headline=f"{name} بالنص {revision}",
        published_at=f"2024-0{1 + revision % 3}-10T09:30:00+03:00",
        correction={"note": f"تصويب {revision}"} if revision % 2 else None,
        enrichment={"related": [{"article_id": uuid_of("a"), "score": 0.5}], "slug": f"{name}-{revision}"},
    )
    return lambda writer: writer.push([changed])


def storied(name: str, revision: int) -> Step:
    """A push as ingest tells it: with the first date that is known by then, and all corrections so far."""
    day = {1: None, 2: None, 3: "2031-05-02", 4: "2031-05-02"}.get(revision, "2031-03-01")
    notes = [
        {"revision": number, "at": f"2024-03-{10 + number}T09:00:00Z", "note": f"تصويب {name} {number}"}
        for number in range(1, revision + 1)
        if number in {2, 3, 5}
    ]
    changed = revision_of(
        name,
        revision,
        headline=f"{name} بالنص {revision}",
        published_at=day and f"{day}T09:30:00+03:00",
        correction={"note": f"تصويب {name} {revision}"} if revision in {2, 3, 4, 5} else None,  # 4 shows 3 again
        corrections=notes,
    )
    return lambda writer: writer.push([changed])


def removal(name: str, revision: int, kind: Kind) -> Step:
    wish = Removal(revision, kind, f"{kind} {revision}", "2024-03-10T12:00:00+00:00")
    return lambda writer: writer.remove(uuid_of(name), wish)


def tie(chance: random.Random, version: int) -> Step:
    """Something told about links, copies or the story, which is no other at this version."""
    name, other = chance.sample("ab", 2)
    told: dict[str, Any] = {"id": uuid_of(name), "revision": 1, "version": version}
    link = {"article_id": uuid_of(other), "score": 0.5}
    reporter = {"article_id": uuid_of(other), "source": f"source {version}"}
    member = {"article_id": uuid_of(name), "published_at": "2024-03-10T09:00:00Z", "happened": f"2024-03-{version:02}"}
    choices: list[Tie] = [
        RelatedChange.model_validate(told | {"related": [link]}),
        CopiesChange.model_validate(told | {"duplicate_of": uuid_of(other)}),
        CopiesChange.model_validate(told | {"also_reported_by": [reporter]}),
        StoryChange.model_validate({"id": STORY, "revision": version, "name": "سيول", "articles": [member]}),
    ]
    change = chance.choice(choices)
    return lambda writer: writer.tie(change)


def tied(name: str, revision: int, version: int) -> Step:
    changed = revision_of(name, revision, enrichment={"linked_version": version, "related": []})
    return lambda writer: writer.push([changed])


def ending(database: Path, look: Look, steps: list[Step]) -> list[Any]:
    """Everything a site tells after some steps."""
    with Writer(database, zone=look.zone, look=look.fingerprint, render=look.render_article) as writer:
        for step in steps:
            step(writer)
        readers = Readers(database, look.zone)
        with readers.snapshot() as reader:
            told: list[Any] = [[card.path for card in stored.latest(reader, 9)], stored.counts(reader, "", 7)]
            told += [[note for _, note in ledger.corrections(reader, 9)], stored.tag_name(reader, "place-raqqa")]
            for name in ("a", "b"):
                found = reader.article(article_id=uuid_of(name))
                assert found
                told += [
                    found.standing,
                    found.path,
                    found.headline,
                    reader.page(found.number, look.fingerprint, _never),
                ]
                told += [[card.headline for card, _ in links.shown(reader, found.number, found.id)]]
                told += [ways.address(reader.db, found.id), copies.reporters(reader.db, found.id)]
            told += [[(entry.happened, entry.card.id) for entry in stories.timeline(reader, STORY)]]
            told += [state(reader.db)]
        readers.close()
    assert rebuilt(database, look) == told[-1], "written anew from what was pushed"
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    return told


def rebuilt(database: Path, look: Look) -> State:
    """The state of a site after a Khabar that projects otherwise has opened it."""
    with closing(connection.connect(database)) as db:
        db.execute("UPDATE meta SET value = 'older'")
    with Writer(database, zone=look.zone, look=look.fingerprint, render=look.render_article):
        pass
    with closing(connection.connect(database)) as db:
        return state(db)


def _never(_: object) -> tuple[str, str]:
    pytest.fail("a page kept in the present look was rendered again")


@pytest.mark.timeout(3600)
def test_every_order_of_revisions_and_removals_ends_in_one_site(site_settings: SiteSettings, tmp_path: Path) -> None:
    look = Look(site_settings.newsroom_config, "http://news.test")
    chance = random.Random(SEED)  # noqa: S311 - seeded chance, not secrets
    for _ in range(ORDERS):
        steps = [push(name, revision) for name in "ab" for revision in chance.sample(range(1, 6), 3)]
        steps += [push("a", 1), push("b", 1)]
        for _ in range(chance.randint(0, 3)):
            steps.append(removal(chance.choice("ab"), chance.randint(1, 6), chance.choice(["unpublish", "withdraw"])))
        if chance.random() < 0.3:
            steps.append(removal("a", chance.randint(1, 6), "kill"))
        expected = ending(tmp_path / "order.db", look, steps)
        chance.shuffle(steps)
        assert ending(tmp_path / "order.db", look, steps) == expected


@pytest.mark.timeout(3600)
def test_every_order_of_what_is_told_about_ties_ends_in_one_site(site_settings: SiteSettings, tmp_path: Path) -> None:
    look = Look(site_settings.newsroom_config, "http://news.test")
    chance = random.Random(SEED)  # noqa: S311 - seeded chance, not secrets
    for _ in range(ORDERS):
        steps = [push(name, revision) for name in "ab" for revision in (1, 2)]
        steps += [tied("a", 3, 4), tied("b", 3, 6)]
        steps += [tie(chance, version) for version in (1, 2, 3, 5, 7, 8, 9)]
        if chance.random() < 0.5:
            steps.append(removal(chance.choice("ab"), 3, chance.choice(["unpublish", "withdraw", "kill"])))
        expected = ending(tmp_path / "order.db", look, steps)
        chance.shuffle(steps)
        assert ending(tmp_path / "order.db", look, steps) == expected


def test_whoever_gets_the_newest_revision_shows_the_same_site_whatever_came_before(
    site_settings: SiteSettings, tmp_path: Path
) -> None:
    look = Look(site_settings.newsroom_config, "http://news.test")
    chance = random.Random(SEED)  # noqa: S311 - seeded chance, not secrets
    for newest in range(1, 7):
        last = [storied("a", newest), storied("b", 6)]
        told = ending(tmp_path / "order.db", look, last)
        assert [note.revision for note in told[2]] == sorted(
            [number for number in (2, 3, 5) if number <= newest] + [2, 3, 5], reverse=True
        )
        assert told[5].startswith(f"/{('2024/03', '2031/05', '2031/03')[(newest > 2) + (newest > 4)]}/")
        for _ in range(6):
            older = [storied("a", number) for number in range(1, newest) if chance.random() < 0.6]
            older += [storied("b", number) for number in range(1, 6) if chance.random() < 0.6]
            steps = [*last, *older, *chance.choices([*last, *older], k=2)]
            chance.shuffle(steps)
            assert ending(tmp_path / "order.db", look, steps) == told


def test_a_note_that_was_pushed_without_its_story_stays_beside_those_of_the_newest(
    site_settings: SiteSettings, tmp_path: Path
) -> None:
    look = Look(site_settings.newsroom_config, "http://news.test")
    steps = [storied("b", 1), push("a", 1), storied("a", 6), storied("a", 3)]
    for order in permutations(steps):
        told = ending(tmp_path / "order.db", look, list(order))
        assert {note.note for note in told[2]} == {"تصويب 1", "تصويب a 2", "تصويب a 3", "تصويب a 5"}
        assert told[5].startswith("/2024/02/")
