"""Slugs fit WordPress' column, whatever they are made of."""

import re
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from khabar.events import short_id
from khabar_publish.targets.wordpress.slugs import MOST_BYTES, post_slug, readable, term_slug
from tests.unit.publish.stories import ARTICLE

_END = short_id(ARTICLE)


def test_a_slug_is_the_articles_words_and_its_short_id() -> None:
    assert post_slug(ARTICLE, "عودة المياه") == f"عودة-المياه-{_END}"


def test_an_article_without_words_has_a_slug_all_the_same() -> None:
    assert post_slug(ARTICLE, "!؟ —") == _END


def test_latin_letters_are_kept_as_wordpress_keeps_them() -> None:
    assert term_slug("Café Zürich É") == "cafe-zurich-e"


def test_a_tag_id_makes_a_slug() -> None:
    assert term_slug("topic:oil/price") == "topic-oil-price"


def test_a_long_slug_is_cut_at_a_character() -> None:
    slug = post_slug(ARTICLE, "م" * 80)
    assert slug == f"{'م' * ((MOST_BYTES - 13) // 6)}-{_END}"


def test_a_slug_that_wordpress_tells_is_readable() -> None:
    assert readable(quote("عودة").lower()) == "عودة"


@given(st.text(max_size=300))
def test_every_slug_fits_and_ends_with_the_short_id(words: str) -> None:
    slug = post_slug(ARTICLE, words.encode("utf-8", "ignore").decode())
    assert len(quote(slug, safe="")) <= MOST_BYTES
    assert slug.endswith(_END)
    assert re.fullmatch(r"[^\W_]+(-[^\W_]+)*", slug)
