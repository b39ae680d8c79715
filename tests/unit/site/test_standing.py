import random

from khabar_site.store.standing import Kind, Outcome, Removal, Standing, State

WITHDRAWAL = Removal(2, "withdraw", "خطأ في الاسم", "2024-03-10T12:00:00+00:00")
KILL = Removal(1, "kill", "أمر قضائي", "2024-03-10T12:00:00+00:00")


def after(*steps: int | Removal) -> Standing:
    standing = Standing()
    for step in steps:
        if isinstance(step, Removal):
            _, standing = standing.remove(step)
        else:
            _, standing = standing.push(step, f"text {step}", f"push {step}")
    return standing


def test_a_thousand_random_orders_of_revisions_and_removals_end_in_one_standing() -> None:
    chance = random.Random(20240310)  # noqa: S311 - seeded chance, not secrets
    kinds: list[Kind] = ["unpublish", "withdraw", "unpublish", "withdraw", "kill"]
    for _ in range(1000):
        steps: list[int | Removal] = [chance.randint(1, 6) for _ in range(chance.randint(1, 5))]
        for _ in range(chance.randint(0, 3)):
            revision, kind = chance.randint(1, 6), chance.choice(kinds)
            into = chance.choice([None, "another", "a third"]) if kind == "unpublish" else None
            steps.append(Removal(revision, kind, f"{kind} {revision} {into}", "2024-03-10T12:00:00+00:00", into))
        expected = after(*steps)
        shuffled = list(steps)
        chance.shuffle(shuffled)
        assert after(*shuffled) == expected, steps


def test_a_newer_revision_replaces_the_old_one_and_a_late_one_changes_nothing() -> None:
    first = Standing()
    outcome, second = first.push(2, "new", "new")
    assert outcome is Outcome.CREATED
    assert second.push(1, "old", "old") == (Outcome.STALE, second)
    assert second.push(3, "newer", "newer")[0] is Outcome.UPDATED


def test_the_same_revision_with_another_text_is_a_conflict() -> None:
    standing = after(1)
    assert standing.push(1, "another text", "x") == (Outcome.CONFLICT, standing)


def test_a_better_analysis_of_the_same_text_is_an_update() -> None:
    standing = after(1)
    assert standing.push(1, "text 1", "push 1") == (Outcome.UNCHANGED, standing)
    assert standing.push(1, "text 1", "more tags")[0] is Outcome.UPDATED


def test_a_killed_article_never_comes_back() -> None:
    standing = after(KILL)
    assert standing.push(9, "text", "text") == (Outcome.KILLED, standing)
    assert standing.remove(WITHDRAWAL) == (Outcome.KILLED, standing)
    assert after(5, KILL).state is State.KILLED
    assert not after(5, KILL).content_sha256


def test_a_withdrawn_article_comes_back_only_with_a_newer_revision() -> None:
    assert after(2, WITHDRAWAL).state is State.WITHDRAWN
    assert after(2, WITHDRAWAL, 2).state is State.WITHDRAWN
    assert after(2, WITHDRAWAL, 3).state is State.LIVE


def test_a_merger_says_more_than_a_plain_removal_of_the_same_revision() -> None:
    plain = Removal(2, "unpublish", "", "2024-03-10T12:00:00+00:00")
    merger = Removal(2, "unpublish", "", "2024-03-10T12:00:00+00:00", into="another")
    assert after(1, plain, merger) == after(1, merger, plain)
    assert after(1, plain, merger).removal == merger


def test_a_removal_of_an_older_revision_is_stale() -> None:
    standing = after(3)
    assert standing.remove(WITHDRAWAL) == (Outcome.STALE, standing)


def test_a_removal_that_comes_before_its_article_keeps_it_away() -> None:
    assert after(WITHDRAWAL, 2).state is State.WITHDRAWN
    assert after(WITHDRAWAL, 2).content_sha256 == "text 2"
