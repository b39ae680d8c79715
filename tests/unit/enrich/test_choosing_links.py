"""Which links stand beside an article, of a pool and of what editors want."""

from khabar.models import LinkLocks, RelatedLink, Story
from khabar_enrich.linking.choosing import Candidate, Place, choose
from khabar_enrich.linking.record import Record, line, lines

_OWN = Place("own", "flood")


def pool(*scores: float) -> list[Candidate]:
    return [Candidate(f"a{number}", score, ("word السيول",)) for number, score in enumerate(scores)]


def ids(links: tuple[RelatedLink, ...]) -> list[str]:
    return [link.article_id for link in links]


def test_weak_links_are_left_out_rather_than_shown_to_fill_the_list() -> None:
    assert ids(choose(_OWN, pool(0.3, 0.19, 0.2), {})) == ["a0", "a2"]
    assert ids(choose(_OWN, pool(*[0.5] * 9), {})) == ["a0", "a1", "a2", "a3", "a4", "a5"]


def test_beside_the_same_event_what_merely_shares_a_few_words_does_not_fill_the_list() -> None:
    assert ids(choose(_OWN, pool(0.8, 0.4, 0.39, 0.3), {})) == ["a0", "a1"]
    pinned = LinkLocks(id="own", revision=1, pinned=("pin",))
    assert ids(choose(_OWN, pool(0.4, 0.3, 0.19), {}, pinned)) == ["pin", "a0", "a1"]


def test_of_an_update_and_what_it_updates_the_more_alike_is_linked() -> None:
    places = {"a1": Place("a1", kin=frozenset({"a0"})), "a2": Place("a2", kin=frozenset({"a1"}))}
    assert ids(choose(_OWN, pool(0.9, 0.8, 0.7, 0.6), places)) == ["a0", "a2", "a3"]


def test_an_update_does_not_lead_to_what_it_updates_nor_that_to_its_update() -> None:
    update = Place("own", kin=frozenset({"a0"}))
    assert ids(choose(update, pool(0.9, 0.8), {"a1": Place("a1", kin=frozenset({"own"}))})) == []


def test_of_copies_the_page_that_shows_them_is_linked_once() -> None:
    places = {"a0": Place("shown"), "a1": Place("shown"), "a2": Place("own"), "a3": Place("a3")}
    assert ids(choose(_OWN, pool(0.9, 0.8, 0.7, 0.6), places)) == ["shown", "a3"]


def test_one_story_gives_two_links_and_the_own_one_is_told_as_reason() -> None:
    places = {f"a{number}": Place(f"a{number}", "flood") for number in range(4)}
    links = choose(_OWN, pool(0.9, 0.8, 0.7, 0.6, 0.5), places, story=Story(id="flood", name="سيول الوادي"))
    assert ids(links) == ["a0", "a1", "a4"]
    assert links[0].reasons == ("story سيول الوادي", "word السيول")
    assert links[2].reasons == ("word السيول",)


def test_a_newsroom_says_how_many_links_lead_to_one_story() -> None:
    places = {f"a{number}": Place(f"a{number}", "flood") for number in range(5)}
    assert ids(choose(_OWN, pool(*[0.5] * 6), places, of_one_story=3)) == ["a0", "a1", "a2", "a5"]
    assert ids(choose(_OWN, pool(*[0.5] * 6), places, of_one_story=0)) == ["a0", "a1", "a2", "a3", "a4", "a5"]


def test_what_left_the_public_is_never_linked_not_even_pinned() -> None:
    places = {"a0": Place("a0", gone=True), "pin": Place("pin", gone=True)}
    locks = LinkLocks(id="own", revision=1, pinned=("pin",))
    assert ids(choose(_OWN, pool(0.9, 0.8), places, locks)) == ["a1"]


def test_editors_come_first() -> None:
    locks = LinkLocks(id="own", revision=1, pinned=("weak", "a1"), blocked=("a0", "shown"))
    links = choose(_OWN, pool(0.9, 0.8, 0.7, 0.6), {"a2": Place("shown")}, locks)
    assert [(link.article_id, link.pinned) for link in links] == [("weak", True), ("a1", True), ("a3", False)]


def test_a_record_is_read_as_it_was_written() -> None:
    links = choose(_OWN, pool(0.5, 0.4), {}, LinkLocks(id="own", revision=1, pinned=("pin",)))
    record = Record.of(3, links, pool(*[0.3] * 20), told_at=1_644_000_000_000)
    assert Record.unpack(record.packed()) == record
    assert len(record.pool) == 12


def test_of_what_waits_the_last_word_of_an_article_counts() -> None:
    text = "\n".join(line(Candidate("a", score)) for score in (0.3, 0.5)).encode()
    assert lines(text) == (Candidate("a", 0.5),)
    assert lines(b"") == ()


def test_a_full_list_is_entered_by_better_links_alone() -> None:
    assert Record.of(1, choose(_OWN, (), {}), ()).weakest == 0.0
    assert Record.of(1, choose(_OWN, pool(*[0.3] * 5), {}), ()).weakest == 0.15
    assert Record.of(1, choose(_OWN, pool(0.5, *[0.3] * 5), {}), ()).weakest == 0.3
    assert Record.of(1, choose(_OWN, pool(0.8, 0.5), {}), ()).weakest == 0.4
