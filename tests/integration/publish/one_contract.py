"""The one suite that every kind of target passes, through the hands that the service delivers with.

A kind brings a `Kind`: its target, and what can be seen of the far side. Those whose far side is reached over a network
pass `OverTheNetwork` too, which a proxy before the far side makes possible. The far side enforces the real service's
contract by itself, or is the real one.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import pytest

from khabar import EnrichedRevision, Rejected
from khabar_publish.targets import Asked, Down, Refused, Target, Unknown
from tests.unit.publish.stories import ARTICLE, enriched

from .faulty import LOST, Faulty, Trouble
from .hand import Hand

FIRST, SECOND, THIRD = "عودة المياه إلى الرقه", "عودة المياه إلى أحياء الرقة", "المياه في كل الأحياء"
_SECRET_PART = "السر في الفقرة الثانية"
_BODY = [{"type": "paragraph", "text": f"{FIRST}."}, {"type": "paragraph", "text": f"{_SECRET_PART}."}]
_HOSTILE = '<script>alert(1)</script> "خبر" & <img src=x onerror=alert(2)> [gallery ids="1"] \u202e\u2066'
_DANGEROUS = ("<script>alert(1)", "<img src=x")


@dataclass
class Kind(ABC):
    """A target and its far side.

    Args:
        secret: what must not be seen in any error.
        proxy: what stands before the far side, if that is reached over a network.
        guards: whether the far side keeps the newest by itself, whatever the newsroom remembers.
        markup: whether what it shows is read as HTML.
    """

    target: Target
    secret: str
    proxy: Faulty | None = None
    guards: bool = True
    markup: bool = True

    @abstractmethod
    def shows(self) -> str | None:
        """What readers see of the article; None when they see nothing of it."""

    @abstractmethod
    def publications(self) -> int:
        """How many of the article stand there."""

    @abstractmethod
    def received(self) -> str:
        """All that ever reached the far side."""


class OneContract:
    """What every kind does; a subclass brings the fixture ``kind``."""

    @pytest.fixture
    def hand(self, kind: Kind) -> Hand:
        return Hand(kind.target)

    async def test_an_article_stands_there_once_and_readers_see_its_headline(self, kind: Kind, hand: Hand) -> None:
        attempt = await hand.show(article(1, FIRST))
        assert attempt.error is None
        assert attempt.answer
        assert attempt.answer.shows
        assert hand.held[ARTICLE].state == "shown"
        _stands(kind, FIRST)

    async def test_a_correction_takes_the_place_of_what_was_there(self, kind: Kind, hand: Hand) -> None:
        await hand.show(article(1, FIRST))
        before = hand.held[ARTICLE]
        await hand.show(article(2, SECOND))
        after = hand.held[ARTICLE]
        assert (after.revision, after.url, after.remote_id) == (2, before.url, before.remote_id)
        _stands(kind, SECOND, instead_of=FIRST)

    async def test_the_same_event_twice_is_one_publication(self, kind: Kind, hand: Hand) -> None:
        await hand.show(article(1, FIRST))
        attempt = await hand.show(article(1, FIRST))
        assert attempt.error is None
        _stands(kind, FIRST)

    async def test_an_older_revision_that_comes_late_changes_nothing(self, kind: Kind, hand: Hand) -> None:
        await hand.show(article(3, THIRD))
        attempt = await hand.show(article(2, SECOND))
        assert attempt.needless
        _stands(kind, THIRD, instead_of=SECOND)

    async def test_nor_does_it_where_the_newsroom_remembers_nothing(self, kind: Kind, hand: Hand) -> None:
        await hand.show(article(3, THIRD))
        if kind.guards:
            hand.held.clear()
        attempt = await hand.show(article(2, SECOND))
        assert attempt.error is None
        _stands(kind, THIRD, instead_of=SECOND)

    async def test_a_process_that_died_after_the_call_leaves_one_publication(self, kind: Kind, hand: Hand) -> None:
        await hand.die_after(article(1, FIRST))
        attempt = await hand.show(article(1, FIRST), lost=1)
        if kind.target.blind:
            assert isinstance(attempt.error, Unknown)
            assert hand.held[ARTICLE].state == "unknown"
            assert isinstance((await hand.show(article(2, SECOND))).error, Unknown), "a person settles it first"
        else:
            assert attempt.error is None
        _stands(kind, FIRST)

    @pytest.mark.parametrize("verb", ["unpublished", "withdrawn", "killed", "merged"])
    async def test_a_removal_takes_the_text_away(self, kind: Kind, hand: Hand, verb: str) -> None:
        await hand.show(article(1, FIRST, body=_BODY))
        attempt = await hand.remove(verb, 2)
        assert attempt.error is None
        assert hand.held[ARTICLE].state == "removed"
        assert _SECRET_PART not in (kind.shows() or "")

    async def test_a_killed_article_never_comes_back(self, kind: Kind, hand: Hand) -> None:
        await hand.show(article(1, FIRST))
        await hand.remove("killed", 2)
        await hand.show(article(3, THIRD))
        assert kind.publications() == 0
        assert not {FIRST, THIRD} & {kind.shows()}

    async def test_a_kill_that_comes_before_its_article_wins(self, kind: Kind, hand: Hand) -> None:
        attempt = await hand.remove("killed", 1)
        assert attempt.error is None
        await hand.show(article(2, SECOND))
        assert kind.publications() == 0

    async def test_a_removal_twice_is_no_failure(self, kind: Kind, hand: Hand) -> None:
        await hand.show(article(1, FIRST))
        for _ in range(2):
            assert (await hand.remove("killed", 2)).error is None
        assert kind.publications() == 0

    async def test_what_was_unpublished_comes_back_once(self, kind: Kind, hand: Hand) -> None:
        await hand.show(article(1, FIRST))
        await hand.remove("unpublished", 2)
        assert kind.publications() == 0
        attempt = await hand.show(article(3, THIRD))
        assert attempt.error is None
        _stands(kind, THIRD, instead_of=FIRST)

    async def test_an_agencys_body_never_leaves_the_newsroom(self, kind: Kind, hand: Hand) -> None:
        agency = {"rights": "excerpt+link", "canonical_url": "https://agency.example/1", "body": _BODY}
        await hand.show(article(1, FIRST, **agency))
        assert kind.target.own or _SECRET_PART not in kind.received()
        _stands(kind, FIRST)

    async def test_hostile_text_is_read_as_text(self, kind: Kind, hand: Hand) -> None:
        body = [{"type": "paragraph", "text": _HOSTILE, "html": _HOSTILE}]
        attempt = await hand.show(article(1, _HOSTILE, lead=_HOSTILE, body=body))
        assert attempt.error is None
        shown = kind.shows()
        assert shown is not None
        assert not kind.markup or not any(marks in shown for marks in _DANGEROUS)
        assert kind.publications() == 1


class OverTheNetwork(OneContract):
    """What more is asked of kinds whose far side is reached over a network."""

    @pytest.fixture
    def proxy(self, kind: Kind) -> Faulty:
        assert kind.proxy
        return kind.proxy

    async def test_one_that_cannot_be_reached_gets_it_later(self, kind: Kind, hand: Hand, proxy: Faulty) -> None:
        await proxy.stop()
        attempt = await hand.show(article(1, FIRST))
        assert isinstance(attempt.error, Down)
        assert not attempt.error.answered
        assert kind.secret not in _said(attempt.error)
        await proxy.start()
        assert (await hand.show(article(1, FIRST))).error is None
        _stands(kind, FIRST)

    @pytest.mark.parametrize(
        ("status", "error"), [(401, Refused), (302, Refused), (400, Rejected), (422, Rejected), (503, Down)]
    )
    async def test_a_call_that_fails_says_of_which_kind_the_failure_is_and_makes_nothing(
        self, kind: Kind, hand: Hand, proxy: Faulty, status: int, error: type[Exception]
    ) -> None:
        proxy.trouble = Trouble(status, ("location: http://127.0.0.1:9/",) if status == 302 else ())
        attempt = await hand.show(article(1, FIRST))
        assert isinstance(attempt.error, error)
        assert not isinstance(attempt.error, Unknown)
        assert kind.secret not in _said(attempt.error)
        assert kind.publications() == 0
        proxy.trouble = None
        assert (await hand.show(article(1, FIRST))).error is None
        _stands(kind, FIRST)

    @pytest.mark.parametrize("status", [429, 503])
    async def test_one_that_asks_for_quiet_says_for_how_long(
        self, kind: Kind, hand: Hand, proxy: Faulty, status: int
    ) -> None:
        proxy.trouble = Trouble(status, ("retry-after: 37",))
        attempt = await hand.show(article(1, FIRST))
        assert isinstance(attempt.error, Asked)
        assert attempt.error.seconds == 37
        assert kind.publications() == 0

    async def test_an_answer_that_was_lost_after_the_article_was_made_doubles_nothing(
        self, kind: Kind, hand: Hand, proxy: Faulty
    ) -> None:
        proxy.trouble = LOST
        attempt = await hand.show(article(1, FIRST))
        assert isinstance(attempt.error, Unknown if kind.target.blind else Down)
        proxy.trouble = None
        again = await hand.show(article(1, FIRST))
        assert isinstance(again.error, Unknown) if kind.target.blind else again.error is None
        _stands(kind, FIRST)

    async def test_an_answer_that_was_lost_after_a_correction_loses_no_correction(
        self, kind: Kind, hand: Hand, proxy: Faulty
    ) -> None:
        await hand.show(article(1, FIRST))
        proxy.trouble = LOST
        assert isinstance((await hand.show(article(2, SECOND))).error, Down)
        proxy.trouble = None
        assert (await hand.show(article(2, SECOND))).error is None
        _stands(kind, SECOND, instead_of=FIRST)

    async def test_an_answer_that_was_lost_after_a_kill_leaves_nothing(
        self, kind: Kind, hand: Hand, proxy: Faulty
    ) -> None:
        await hand.show(article(1, FIRST))
        proxy.trouble = LOST
        assert isinstance((await hand.remove("killed", 2)).error, Down)
        proxy.trouble = None
        assert (await hand.remove("killed", 2)).error is None
        assert kind.publications() == 0

    async def test_a_check_tells_what_is_wrong_and_changes_nothing(self, kind: Kind, hand: Hand, proxy: Faulty) -> None:
        await hand.show(article(1, FIRST))
        assert await kind.target.check()
        await proxy.stop()
        with pytest.raises(Down) as caught:
            await kind.target.check()
        assert kind.secret not in _said(caught.value)
        await proxy.start()
        _stands(kind, FIRST)


def article(revision: int, headline: str, **changes: object) -> EnrichedRevision:
    """A revision whose text begins with its headline, for formats that tell the text alone."""
    body = [{"type": "paragraph", "text": f"{headline}."}]
    return enriched(revision, headline, **{"body": body, **changes})


def _stands(kind: Kind, headline: str, instead_of: str = "") -> None:
    """Readers see this headline, once."""
    shown = kind.shows()
    assert shown is not None
    assert headline in shown
    assert not instead_of or instead_of not in shown
    assert kind.publications() == 1


def _said(error: BaseException) -> str:
    return f"{error!r} {error.__cause__!r} {error.__context__!r}"
