from datetime import UTC, datetime

from khabar_site import addresses


def test_a_slug_has_neither_vowel_signs_nor_tatweel_nor_punctuation() -> None:
    assert addresses.slug("قُتِلَ عنصـــران.. «بريف» دير الزور!") == "قتل-عنصران-بريف-دير-الزور"


def test_a_slug_is_cut_at_a_word() -> None:
    slug = addresses.slug("كلمة " * 40)
    assert len(slug) <= addresses.SLUG_LETTERS
    assert set(slug.split("-")) == {"كلمة"}
    assert len(addresses.slug("ط" * 500)) == addresses.SLUG_LETTERS


def test_a_tag_id_makes_a_slug() -> None:
    assert addresses.slug("org:isis") == "org-isis"
    assert addresses.slug("../../etc/passwd") == "etc-passwd"


def test_a_headline_without_words_leaves_the_bare_sid() -> None:
    path = addresses.article_path("abcdefghijkl", datetime(2024, 3, 10, tzinfo=UTC), "!!!")
    assert path == "/2024/03/abcdefghijkl"
    assert addresses.sid_of("abcdefghijkl") == "abcdefghijkl"


def test_only_a_whole_sid_is_read_from_a_path() -> None:
    assert addresses.sid_of("abcdefghijkl-عودة-المياه") == "abcdefghijkl"
    assert addresses.sid_of("abcdefghijklm") is None
    assert addresses.sid_of("ABCDEFGHIJKL") is None
