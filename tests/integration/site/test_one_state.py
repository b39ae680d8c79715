import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from khabar_site.look import Look
from khabar_site.settings import SiteSettings
from khabar_site.store import Readers, Removal, Writer
from khabar_site.store import lists as stored
from khabar_site.store.standing import Kind
from tests.unit.site.articles import revision_of, uuid_of

Step = Callable[[Writer], object]
SEED = 20240310


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


def removal(name: str, revision: int, kind: Kind) -> Step:
    wish = Removal(revision, kind, f"{kind} {revision}", "2024-03-10T12:00:00+00:00")
    return lambda writer: writer.remove(uuid_of(name), wish)


def ending(database: Path, look: Look, steps: list[Step]) -> list[Any]:
    """Everything a site tells after some steps."""
    with Writer(database, zone=look.zone, look=look.fingerprint, render=look.render_article) as writer:
        for step in steps:
            step(writer)
        readers = Readers(database, look.zone)
        with readers.snapshot() as reader:
            told: list[Any] = [[card.path for card in stored.latest(reader, 9)], stored.counts(reader, "", 7)]
            told += [[note for _, note in reader.corrections(9)], stored.tag_name(reader, "place-raqqa")]
            for name in ("a", "b"):
                found = reader.article(article_id=uuid_of(name))
                assert found
                told += [
                    found.standing,
                    found.path,
                    found.headline,
                    reader.page(found.number, look.fingerprint, _never),
                ]
                told += [[card.headline for card in reader.related(found.number, found.id)]]
        readers.close()
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    return told


def _never(_: object) -> tuple[str, str]:
    pytest.fail("a page kept in the present look was rendered again")


def test_every_order_of_revisions_and_removals_ends_in_one_site(site_settings: SiteSettings, tmp_path: Path) -> None:
    look = Look(site_settings.newsroom_config, "http://news.test")
    chance = random.Random(SEED)  # noqa: S311 - seeded chance, not secrets
    for _ in range(12):
        steps = [push(name, revision) for name in "ab" for revision in chance.sample(range(1, 6), 3)]
        steps += [push("a", 1), push("b", 1)]
        for _ in range(chance.randint(0, 3)):
            steps.append(removal(chance.choice("ab"), chance.randint(1, 6), chance.choice(["unpublish", "withdraw"])))
        if chance.random() < 0.3:
            steps.append(removal("a", chance.randint(1, 6), "kill"))
        expected = ending(tmp_path / "order.db", look, steps)
        chance.shuffle(steps)
        assert ending(tmp_path / "order.db", look, steps) == expected
