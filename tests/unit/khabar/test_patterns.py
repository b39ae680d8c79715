import pytest

from khabar.patterns import MOST_WAYS, bounded

REFUSED = [
    (r"\d+", "without an end"),
    ("a*b", "without an end"),
    ("x{2,}", "without an end"),
    ("(a|a){0,30}", "ways"),
    ("(?:a{0,9}b){0,3}", "ways"),
    ("a{0,50}a{0,50}b", "ways"),
    ("|".join(["a"] * (MOST_WAYS + 1)), "longer than"),
    ("a{0,9999}b", "ways"),
    (r"(a)\1", "not understood"),
    ("(?=a)b", "more than grouping"),
    ("(?i)a", "more than grouping"),
    ("(?P<n>a)", "more than grouping"),
    ("a{1,2}{1,2}", "repeats a repetition"),
    ("a{1,2}+", "repeats a repetition"),
    ("(a", "without its )"),
    ("a)", "without its ("),
    ("[a", "without its ]"),
    ("a\\", "not understood"),
    ("{", "repeats nothing"),
    ("a{x}", "counts nothing"),
    ("(" * 30 + "a" + ")" * 30, "deep"),
    ("a?", "nothing"),
    ("^", "nothing"),
    ("", "nothing"),
    ("[b-a]", "no regular expression"),
    ("a{5,2}", "no regular expression"),
]


@pytest.mark.parametrize(("pattern", "why"), REFUSED, ids=[pattern[:20] for pattern, _ in REFUSED])
def test_a_pattern_that_could_blow_up_or_is_none_is_refused_with_its_reason(pattern: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"^[a-z]") as refused:
        bounded(pattern)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"\s?\(أ ف ب\)", "باريس (أ ف ب) – قال", " (أ ف ب)"),
        (r"^عاجل ?[:|]", "عاجل: انقطاع الكهرباء", "عاجل:"),
        (r"\[صورة.{0,200}?\]", "قال [صورة 1] ثم [صورة 2]", "[صورة 1]"),
        (r"(?:صور|فيديو){1,2} ?-", "فيديو - افتتاح", "فيديو -"),
        (r"[^]a]{2}[\]x]", "aabc]", "bc]"),
        (r"\d{4}", "في 2024", "2024"),
        (r"[٠-٩]{1,3}٪", "بنسبة ١٢٪", "١٢٪"),
        (r"a{,2}b", "aaab", "aab"),
    ],
)
def test_a_bounded_pattern_finds_what_python_would(pattern: str, text: str, found: str) -> None:
    match = bounded(pattern).search(text)
    assert match is not None
    assert match[0] == found


def test_the_costliest_pattern_gets_through_a_text_that_was_made_to_hinder_it() -> None:
    hostile = "a" * 50_000
    for pattern in (f"a{{0,{MOST_WAYS - 2}}}b", "(?:a|a){0,7}b", "(?:aa?){0,7}c"):
        assert bounded(pattern).sub("", hostile) == hostile
