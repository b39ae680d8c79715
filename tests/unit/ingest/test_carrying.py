"""The newest revision tells the whole story: when the article first came out, and all that was corrected since."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from khabar.config import SourceSettings
from khabar.models import CorrectionNote, Revision
from khabar_ingest.commanding import Order, Scene, Verb, obey
from khabar_ingest.decision import Decision, Raw
from khabar_ingest.draft import Draft, Embargo
from khabar_ingest.pipeline import decide
from khabar_ingest.state import State
from khabar_ingest.timing import release

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
ID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
AGENCY = SourceSettings(id="agency", type="feed")
MONDAY, TUESDAY, SUNDAY = (f"2024-04-{day}T09:00:00+03:00" for day in (29, 30, 28))


class Desk:
    """An article, what its source says of it, and what a person decides; ``text`` is the newest one told."""

    def __init__(self) -> None:
        self.state = State(ID, {})
        self.text: Revision | None = None
        self.sealed: Revision | None = None
        self._sent = 0

    def send(self, headline: str, note: str | None = None, **fields: Any) -> str:  # noqa: ANN401 - any field of a draft
        self._sent += 1
        said: dict[str, Any] = {"guid": "g-1", "version": str(self._sent), "headline": headline}
        said |= {"correction": CorrectionNote(note=note) if note is not None else None}
        draft = Draft.model_validate(said | fields)
        return self._done(decide(draft, self.state, AGENCY, Raw("ab" * 32, NOW + timedelta(hours=self._sent))))

    def order(self, verb: Verb, **what: Any) -> str:  # noqa: ANN401 - any field of an order
        text = self.sealed if self.state.get("sealed") and verb == "release" else self.text
        order = Order(reason="قرار", by="محررة", **what)
        return self._done(obey(verb, order, self.state, Scene(NOW + timedelta(days=1), text, self.text)))

    def released(self) -> str:
        """The time of what waits has come."""
        assert self.sealed
        return self._done(release(self.state, self.sealed, NOW + timedelta(days=2)))

    @property
    def notes(self) -> list[tuple[int, str]]:
        assert self.text
        return [(past.revision, past.note) for past in self.text.corrections]

    def _done(self, decision: Decision) -> str:
        self.state = self.state.after(decision.writes)
        self.sealed = decision.sealed or self.sealed
        if decision.event and isinstance(decision.event.data, Revision):
            self.text = decision.event.data
        return decision.kind


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_every_later_revision_tells_all_corrections_so_far(desk: Desk) -> None:
    desk.send("أول")
    assert desk.notes == []
    desk.send("ثان", "صحح العدد", updated_at=MONDAY)
    desk.order("correct", note="صحح الاسم", headline="ثالث", kind="major")
    desk.send("رابع")
    assert desk.text
    first, second = desk.text.corrections
    assert (first.revision, first.note, first.kind, first.at) == (
        2,
        "صحح العدد",
        "minor",
        datetime.fromisoformat(MONDAY),
    )
    assert (second.revision, second.note, second.kind) == (3, "صحح الاسم", "major")
    assert second.at == NOW + timedelta(days=1)
    assert desk.text.correction is None


def test_a_correction_without_a_time_has_that_of_its_admission(desk: Desk) -> None:
    desk.send("أول")
    desk.send("ثان", "صحح العدد")
    assert desk.text
    assert desk.text.corrections[0].at == NOW + timedelta(hours=2)


def test_a_sealed_correction_counts_only_when_it_is_shown(desk: Desk) -> None:
    desk.send("أول")
    assert desk.send("ثان", "صحح سرا", embargo=Embargo(until=NOW + timedelta(days=1))) == "held"
    assert "صحح سرا" not in "".join(desk.state.fields.values())
    assert desk.sealed
    assert desk.sealed.corrections == ()
    assert desk.order("correct", note="صحح علنا", headline="أول أصح") == "corrected"
    assert desk.notes == [(3, "صحح علنا")]
    assert desk.released() == "corrected"
    assert desk.notes == [(3, "صحح علنا"), (4, "صحح سرا")]


def test_a_sealed_correction_that_is_replaced_is_never_told(desk: Desk) -> None:
    desk.send("أول")
    desk.order("unpublish")
    desk.order("correct", note="ملاحظة لم تنشر", headline="ثان")
    desk.text = desk.sealed
    desk.order("correct", note="ملاحظة نشرت", headline="ثالث")
    assert desk.order("release") == "released"
    assert desk.notes == [(5, "ملاحظة نشرت")]


def test_a_correction_that_is_shown_again_is_told_once(desk: Desk) -> None:
    desk.send("أول")
    desk.send("ثان", "صحح العدد")
    for verb in ("unpublish", "release", "withdraw", "release"):
        desk.order(verb)
    assert (desk.notes, desk.state.revision) == ([(2, "صحح العدد")], 6)
    assert desk.send("ثان", "صحح العدد", status="withheld") == "unpublished"
    assert desk.send("ثان", "صحح العدد") == "released"
    assert desk.notes == [(2, "صحح العدد")]


def test_two_corrections_in_the_same_words_are_two(desk: Desk) -> None:
    desk.send("أول")
    desk.send("ثان", "تصحيح")
    desk.send("ثالث", "تصحيح")
    assert desk.notes == [(2, "تصحيح"), (3, "تصحيح")]


def test_the_newest_fifty_corrections_are_carried_and_long_notes_are_cut(desk: Desk) -> None:
    desk.send("أول")
    for number in range(2, 61):
        desk.send(f"خبر {number}", f"{number} " + "كلمة " * 500)
    assert [revision for revision, _ in desk.notes] == list(range(11, 61))
    assert {len(note) for _, note in desk.notes} == {1_000}
    assert desk.text
    assert desk.text.correction
    assert len(desk.text.correction.note) > 2_000


def test_nothing_of_the_corrections_is_remembered_of_a_killed_article(desk: Desk) -> None:
    desk.send("أول", "صحح العدد")
    assert "صحح العدد" in desk.state.get("notes")
    desk.order("kill")
    assert desk.state.get("notes") == ""


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ((MONDAY, TUESDAY), MONDAY),
        ((TUESDAY, MONDAY), MONDAY),
        ((MONDAY, None, TUESDAY), MONDAY),
        ((None, TUESDAY), TUESDAY),
        ((None, TUESDAY, SUNDAY, MONDAY), SUNDAY),
        ((None, None), None),
    ],
)
def test_the_first_date_of_publication_stays(desk: Desk, dates: tuple[str | None, ...], told: str | None) -> None:
    for number, date in enumerate(dates):
        desk.send(f"خبر {number}", published_at=date)
    assert desk.text
    assert desk.text.published_at == (datetime.fromisoformat(told) if told else None)
    assert desk.text.published_at is None or desk.text.published_at.isoformat() == told


def test_neither_date_nor_corrections_make_another_content() -> None:
    plain, storied = Desk(), Desk()
    storied.send("أول", published_at=MONDAY)
    storied.send("ثان", "صحح العدد")
    for desk in (plain, storied):
        desk.send("ثالث", published_at=TUESDAY)
    assert plain.text
    assert storied.text
    assert plain.text.content_sha == storied.text.content_sha
    assert storied.send("ثالث", published_at=SUNDAY) == "duplicate"
