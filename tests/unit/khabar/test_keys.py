import pytest

from khabar.errors import ConfigError
from khabar.keys import STREAMS, Keys


def test_every_key_of_a_newsroom_lies_in_one_slot_of_a_cluster() -> None:
    keys = Keys("sport")
    made = [keys("a", "b"), keys.again("enrich"), keys.delayed("enrich"), keys.heartbeat("enrich", "1")]
    made += [keys.article("id"), keys.aliases("wire"), *map(keys.stream, STREAMS)]
    assert len(set(made)) == len(made)
    assert {key[: len("khabar:{sport}:")] for key in made} == {"khabar:{sport}:"}


def test_a_hostile_guid_cannot_move_its_key_to_another_newsroom() -> None:
    key = Keys("sport").article("}{main}")
    assert key[key.index("{") + 1 : key.index("}")] == "sport"


@pytest.mark.parametrize("stream", STREAMS)
def test_the_streams_have_the_names_that_consumers_were_promised(stream: str) -> None:
    assert Keys().stream(stream) == f"khabar:{{main}}:{stream}"


@pytest.mark.parametrize("name", ["", "Main", "غرفة", "a b", "a}b", "-a", "a" * 33, "a\n"])
def test_a_newsroom_with_a_name_that_breaks_keys_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="use 1 to 32 of a-z, 0-9"):
        Keys(name)


def test_a_stream_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ConfigError, match="no stream 'article'; there are articles, enriched"):
        Keys().stream("article")
