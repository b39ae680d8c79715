"""What becomes of a delivery that failed: when it is tried again, and when it is given up."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from khabar import Rejected, Retryable, Wire
from khabar.models import DeadLetter, DeliveryProblem, EnrichedRevision, Receipt
from khabar.stage import Backoff
from khabar.wire import Fields
from khabar_publish.attempt import Attempt, Lost
from khabar_publish.circuit import Circuit, State
from khabar_publish.claimed import Claimed, Ending
from khabar_publish.endings import Endings, weigh
from khabar_publish.targets import Answer, Asked, Down, Refused, Unknown

from .stories import enriched, told

NOW = 1_790_000_000_000
HOUR = 3_600_000
ENDINGS = Endings("partner", Wire(), Backoff())
DOWN = Down("503", answered=True)


def tried(
    error: Exception | None = None, *, again: Ending | None = None, answer: Answer | None = None, needless: str = ""
) -> Attempt:
    event = told("article.enriched", enriched())
    flat = [
        part.decode() if isinstance(part, bytes) else part for pair in Wire().encode(event).items() for part in pair
    ]
    work = again.again if again else "\n".join(["1", "1", "normal", "[]", json.dumps(flat)]).encode()
    claimed = Claimed(event.subject, "t/1", work, None, 0, probe=False)
    return Attempt(claimed, event, answer, needless, error)


def told_of(ending: Ending, name: str) -> list[DeliveryProblem]:
    events = [Wire().decode(_bytes(fields)) for _, fields in ending.told]
    assert {event.name for event in events} <= {name}
    return [event.data for event in events if isinstance(event.data, DeliveryProblem)]


def _bytes(fields: Fields) -> dict[bytes, bytes]:
    return {name.encode(): value if isinstance(value, bytes) else value.encode() for name, value in fields.items()}


def letter(ending: Ending) -> DeadLetter:
    event = Wire().decode(_bytes(dict(ending.told)["dead"]))
    assert isinstance(event.data, DeadLetter)
    return event.data


def test_under_a_healthy_target_each_failure_burns_an_attempt_and_waits_longer() -> None:
    ending = None
    for attempt in range(1, 6):
        ending = ENDINGS.of(tried(DOWN, again=ending), Circuit(), NOW)
        assert ending.wait <= 2 * 2 ** (attempt - 1)
        assert tried(again=ending).claimed.entry.attempt == attempt + 1
        assert tried(again=ending).claimed.entry.failing_since == NOW / 1000


@pytest.mark.parametrize("error", [DOWN, Asked("429", seconds=60), Refused("401")])
@pytest.mark.parametrize("state", ["open", "asked", "refused", "paused"])
def test_while_the_target_is_not_well_no_attempt_burns(error: Exception, state: State) -> None:
    ending = ENDINGS.of(tried(error), Circuit(state, until=NOW + 60_000), NOW)
    assert ending.again == tried().claimed.work
    assert ending.wait == 0
    assert [problem.attempt for problem in told_of(ending, "delivery.delayed")] == [1]


def test_after_three_days_of_failures_a_delivery_is_given_up_and_told() -> None:
    first = ENDINGS.of(tried(DOWN), Circuit(), NOW)
    assert ENDINGS.of(tried(DOWN, again=first), Circuit(), NOW + 71 * HOUR).again
    last = ENDINGS.of(tried(DOWN, again=first), Circuit(), NOW + 72 * HOUR)
    assert not last.again
    assert [stream for stream, _ in last.told] == ["dead", "published"]
    assert (letter(last).kind, letter(last).stage, letter(last).attempts) == ("exhausted", "publish-partner", 2)
    assert (letter(last).last_at - letter(last).first_at).total_seconds() == 72 * 3600


def test_the_three_days_begin_anew_when_the_target_was_down_meanwhile() -> None:
    first = ENDINGS.of(tried(DOWN), Circuit(), NOW)
    recovered = Circuit(closed_at=NOW + 70 * HOUR)
    assert ENDINGS.of(tried(DOWN, again=first), recovered, NOW + 100 * HOUR).again
    assert not ENDINGS.of(tried(DOWN, again=first), recovered, NOW + 142 * HOUR).again


def test_a_refusal_is_a_dead_letter_that_holds_the_whole_event() -> None:
    ending = ENDINGS.of(tried(Rejected("422: no headline")), Circuit(), NOW)
    assert letter(ending).kind == "rejected"
    revision = EnrichedRevision.model_validate_json(letter(ending).fields["data"])
    assert revision == enriched()


def test_a_defect_is_tried_a_few_times_and_then_kept() -> None:
    ending = None
    for _ in range(4):
        ending = ENDINGS.of(tried(ZeroDivisionError("x"), again=ending), Circuit(), NOW)
        assert ending.again
    ending = ENDINGS.of(tried(ZeroDivisionError("x"), again=ending), Circuit(), NOW)
    assert (letter(ending).kind, letter(ending).attempts) == ("bug", 5)


def test_one_that_kills_its_worker_is_kept() -> None:
    assert letter(ENDINGS.of(tried(Lost("in hand 5 times")), Circuit(), NOW)).kind == "crash"


def test_a_blob_that_is_missing_says_nothing_about_the_target() -> None:
    error = Retryable("payload is not in the blob store")
    assert weigh(Circuit(failures=4), tried(error), NOW) == (Circuit(failures=4), None)
    assert ENDINGS.of(tried(error), Circuit(), NOW).again


def test_a_target_that_rejects_is_well() -> None:
    assert weigh(Circuit(failures=4), tried(Rejected("422")), NOW)[0].failures == 0
    assert weigh(Circuit(failures=4), tried(answer=Answer("created")), NOW)[0].failures == 0


def test_a_needless_delivery_says_nothing_about_the_target_and_is_told() -> None:
    attempt = tried(needless="the target is disabled")
    assert weigh(Circuit(failures=4), attempt, NOW)[0].failures == 4
    ending = ENDINGS.of(attempt, Circuit(), NOW)
    assert [stream for stream, _ in ending.told] == ["published"]
    assert ending.shown is None


def test_what_is_shown_is_remembered_and_a_removal_keeps_its_address() -> None:
    ending = ENDINGS.of(tried(answer=Answer("created", "https://partner.example/1", "77")), Circuit(), NOW)
    assert ending.shown
    assert (ending.shown.revision, ending.shown.state, ending.shown.url) == (1, "shown", "https://partner.example/1")
    stale = ENDINGS.of(tried(answer=Answer("stale", shows=False)), Circuit(), NOW)
    assert stale.shown is None


def test_each_failed_try_is_told_with_how_long_it_took_and_when_the_next_one_comes() -> None:
    first = replace(tried(DOWN), took=0.25)
    ending = ENDINGS.of(first, Circuit(), NOW)
    [problem] = told_of(ending, "delivery.delayed")
    assert (problem.attempt, problem.took_seconds, problem.reason) == (1, 0.25, "503")
    assert problem.retry_at
    assert int(problem.retry_at.timestamp() * 1000) == NOW + int(ending.wait * 1000)


def test_tries_of_one_delivery_are_events_of_their_own() -> None:
    one = tried(DOWN)
    other = replace(one, claimed=replace(one.claimed, token="t/2"))
    ids = {dict(ENDINGS.of(each, Circuit(), NOW).told)["published"]["id"] for each in (one, other)}
    assert len(ids) == 2


def test_while_somebody_has_paused_the_target_nobody_knows_when_the_next_try_comes() -> None:
    [problem] = told_of(ENDINGS.of(tried(DOWN), Circuit("paused"), NOW), "delivery.delayed")
    assert problem.retry_at is None
    [problem] = told_of(ENDINGS.of(tried(DOWN), Circuit("open", until=NOW + 60_000), NOW), "delivery.delayed")
    assert problem.retry_at == datetime.fromtimestamp(NOW / 1000 + 60, UTC)


def test_what_waits_for_the_hours_of_the_target_is_neither_a_try_nor_told() -> None:
    attempt = replace(tried(), until=NOW + 900_000)
    ending = ENDINGS.of(attempt, Circuit(failures=4), NOW)
    assert (ending.again, ending.until, ending.unused) == (attempt.claimed.work, NOW + 900_000, True)
    assert (ending.told, ending.doubtful) == ((), None)
    assert weigh(Circuit(failures=4), attempt, NOW) == (Circuit(failures=4), None)


@pytest.mark.parametrize(
    ("attempt", "doubtful"),
    [
        (tried(DOWN), True),
        (tried(Unknown("no end")), True),
        (tried(Rejected("422")), None),
        (tried(needless="the target is disabled"), None),
        (tried(answer=Answer("created")), False),
        (tried(answer=Answer("stale", shows=False)), True),
    ],
)
def test_it_is_remembered_where_an_article_may_be_though_no_receipt_says_so(
    attempt: Attempt, *, doubtful: bool
) -> None:
    assert ENDINGS.of(attempt, Circuit(), NOW).doubtful is doubtful


def test_a_receipt_goes_on_from_the_last_one_and_is_remembered_with_what_is_shown() -> None:
    first = ENDINGS.of(tried(answer=Answer("created", sent="b" * 64)), Circuit(), NOW)
    assert first.shown
    again = tried(answer=Answer("updated"))
    second = ENDINGS.of(replace(again, claimed=replace(again.claimed, held=first.shown)), Circuit(), NOW)
    links = [Wire().decode(_bytes(dict(each.told)["published"])).data for each in (first, second)]
    assert isinstance(links[0], Receipt)
    assert isinstance(links[1], Receipt)
    assert (links[0].previous, links[0].body_sha256) == (None, "b" * 64)
    assert links[1].previous == links[0].receipt_sha256 == first.shown.receipt_sha256
    assert links[1].body_sha256 == sha256(enriched().to_json()).hexdigest()
