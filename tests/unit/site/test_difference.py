from time import process_time

from khabar_site.difference import Line, Passage, Run, difference, lines
from tests.unit.site.articles import LEAD, revision_of


def body(*texts: str) -> list[Line]:
    return [Line("body", text) for text in texts]


def test_a_corrected_figure_is_shown_among_the_words_that_stayed() -> None:
    passages = difference(body("عبرت 830 شاحنة المعبر في عشرة أيام"), body("عبرت 380 شاحنة المعبر في عشرة أيام"))
    assert passages == [
        Passage(
            "body",
            (
                Run("same", "عبرت"),
                Run("taken", "830"),
                Run("added", "380"),
                Run("same", "شاحنة المعبر في عشرة أيام"),
            ),
        )
    ]


def test_a_short_word_between_two_changes_does_not_tear_them_apart() -> None:
    (passage,) = difference(body("قال مسؤول في دمشق أمس إن الطريق مفتوح"), body("قال ناطق في حلب أمس إن الطريق مفتوح"))
    assert passage.runs[1:3] == (Run("taken", "مسؤول في دمشق"), Run("added", "ناطق في حلب"))


def test_of_what_stayed_only_the_lines_beside_a_change_are_told() -> None:
    before = body(*(f"سطر {number} من المادة" for number in range(9)))
    after = [*before[:4], Line("body", "خبر جديد كلّه"), *before[5:]]
    kinds = [[run.kind for run in passage.runs] for passage in difference(before, after)]
    assert kinds == [[], ["same"], ["taken"], ["added"], ["same"], []]


def test_versions_that_read_the_same_have_no_passages() -> None:
    assert difference(body("نص"), body("نص")) == []


def test_a_version_is_told_with_its_headline_its_lead_once_and_all_its_blocks() -> None:
    revision = revision_of(
        body=[
            {"type": "paragraph", "text": LEAD},
            {"type": "list", "items": ["أول", "ثان"]},
            {"type": "table", "rows": [["اسم", "عدد"], ["ماء", "3"]]},
        ],
        media=[{"url": "https://img.test/a.jpg", "alt": "مضخة"}],
    )
    told = lines(revision, "full")
    assert [line.zone for line in told] == ["headline", "picture", *["body"] * 5]
    assert told[-1].text == "ماء | 3"
    assert [line.zone for line in lines(revision, "excerpt+link")] == ["headline", "lead"]
    assert [line.zone for line in lines(revision, "index-only")] == ["headline"]


def test_a_body_of_a_megabyte_that_changed_everywhere_is_compared_in_bounded_time() -> None:
    before = body(*(f"كلمة {number} " * 50 for number in range(1_500)))
    after = body(*(f"كلمة {number + 1} غيرها " * 40 for number in range(1_500)))
    began = process_time()
    assert difference(before, after)
    assert process_time() - began < 4
