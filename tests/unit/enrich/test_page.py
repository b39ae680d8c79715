"""What steps share of an article that is laid out once for all of them."""

from collections.abc import Callable

from khabar.models import DateMention, Enrichment, Revision
from khabar_enrich.line import lines
from khabar_enrich.page import Page
from khabar_enrich.remembered import Remembered

Write = Callable[..., Revision]
_DATE = DateMention(text="أمس", zone="body.0", start=11, end=14, value="2022-02-06", precision="day")


def test_facts_and_attribution_read_the_same_lines(write: Write) -> None:
    page, found = Page.of(write("خبر", "قتل جنديان أمس")), Enrichment(for_revision=1, dates=(_DATE,))
    assert lines(page, found.model_copy(update={"single_anonymous_source": True})) is lines(page, found)


def test_a_date_found_since_then_is_seen_in_the_lines(write: Write) -> None:
    page = Page.of(write("خبر", "قتل جنديان أمس"))
    without = lines(page, Enrichment(for_revision=1))
    with_date = lines(page, Enrichment(for_revision=1, dates=(_DATE,)))
    assert (without[-1].dated, with_date[-1].dated) == (frozenset(), frozenset({2}))


def test_a_table_tells_which_words_of_a_zone_it_knows(write: Write) -> None:
    (_, body) = Page.of(write("خبر", "قال الوزير وقال النائب")).zones
    assert body.where(Remembered(lambda word: word.endswith("قال"))) == [0, 2]


def test_a_table_that_is_full_begins_anew_and_still_answers() -> None:
    table = Remembered(len, most=2)
    assert [table[word] for word in ("حلب", "دمشق", "حلب", "حمص", "إدلب")] == [3, 4, 3, 3, 4]
    assert dict(table) == {"حمص": 3, "إدلب": 4}
