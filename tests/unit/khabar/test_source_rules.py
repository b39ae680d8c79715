from typing import Any

import pytest
from pydantic import ValidationError

from khabar.config import Config, SourceSettings, mistakes


def source(**rules: Any) -> SourceSettings:  # noqa: ANN401 - any rule
    return SourceSettings.model_validate({"id": "agency", "type": "feed"} | rules)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"priority": 12}, "priority.always: Input should be less than or equal to 9"),
    ({"priority": {"map": {1: 0}}}, "priority.map.1: Input should be greater than or equal to 1"),
    ({"priority": {"words": {"!": 1}}}, "has no letter or digit in it"),
    ({"priority": True}, "priority: "),
    ({"drop": {"headline": ["!!"]}}, "drop.headline.0: has no letter or digit in it"),
    ({"drop": {"title": ["حظك"]}}, "drop.title: Extra inputs are not permitted"),
    ({"replace": [{"by": "x"}]}, "replace.0: give either text or pattern"),
    ({"replace": [{"text": "a", "pattern": "a"}]}, "replace.0: give either text or pattern"),
    ({"replace": [{"pattern": "a+"}]}, "replace.0: pattern repeats without an end"),
    ({"replace": [{"pattern": "(a)b", "by": r"\2"}]}, "replace.0: by refers to group 2, but the pattern has 1"),
    ({"replace": [{"pattern": "(a)b", "by": r"\1" * 10}]}, "replace.0: by refers to groups more than 9 times"),
    (
        {"replace": [{"text": "a", "zones": ["credit"]}]},
        "replace.0.zones.0: Input should be 'headline', 'lead' or 'body'",
    ),
    ({"full_text": "sometimes"}, "full_text: Input should be 'auto', 'always' or 'never'"),
    ({"identity": "title"}, "identity: Input should be 'guid', 'link' or 'content'"),
    ({"duplicates": "merge"}, "duplicates: Input should be 'collapse' or 'show'"),
    ({"evergreen": "for ever"}, "evergreen: Input should be a valid boolean, unable to interpret input"),
    ({"first_poll": -1}, "first_poll: Input should be greater than or equal to 0"),
    ({"timezone": "Mars/Base"}, "timezone: no time zone 'Mars/Base'"),
]


@pytest.mark.parametrize(
    ("rules", "told"), WRONG, ids=[next(iter(rules)) + str(n) for n, (rules, _) in enumerate(WRONG)]
)
def test_a_wrong_rule_is_named_with_what_is_wrong_with_it(rules: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        source(**rules)
    assert told in mistakes("newsroom.toml", refused.value)


def test_the_rules_of_a_source_survive_being_written_down_and_read_again() -> None:
    ruled = source(
        priority=4,
        drop={"headline": ["حظك اليوم"], "links": ["/horoscope/"]},
        replace=[{"pattern": r"\((أ ف ب)\)", "by": r"\1", "zones": ["body"]}],
        first_poll=10,
        identity="link",
    )
    assert SourceSettings.model_validate_json(ruled.model_dump_json()) == ruled
    assert ruled.priority is not None
    assert ruled.priority.always == 4


def test_a_source_goes_to_a_section_that_there_is() -> None:
    sections = [{"id": "economy", "name": "اقتصاد"}]
    for section in ("economy", "Economy", "اقتصاد"):
        assert Config.model_validate({"sections": sections, "sources": [source(section=section)]}).sources
    with pytest.raises(ValidationError, match="there is no section 'sports'; there are economy"):
        Config.model_validate({"sections": sections, "sources": [source(section="sports")]})
    assert Config.model_validate({"sources": [source(section="sports")]}).sources
