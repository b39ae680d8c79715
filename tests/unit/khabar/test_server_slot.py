"""A newsroom is one slot of a cluster."""

import inspect

from redis.crc import key_slot

from khabar.keys import LANED, STREAMS, Keys

NAMES = {"stream": STREAMS[0], "name": STREAMS[0]}


def every_key(keys: Keys) -> list[str]:
    """What every method and property of `Keys` gives."""
    found: list[str] = [keys("anything", "{else}")]
    for name, member in inspect.getmembers(Keys, lambda each: inspect.isfunction(each) or isinstance(each, property)):
        if name.startswith("_"):
            continue
        if isinstance(member, property):
            found.append(getattr(keys, name))
        else:
            wanted = list(inspect.signature(member).parameters.values())[1:]
            plain = [each.name for each in wanted if each.kind is not inspect.Parameter.VAR_POSITIONAL]
            found.append(member(keys, *(NAMES.get(each, "{other}") for each in plain)))
    return found


def test_all_keys_of_a_newsroom_are_in_one_slot() -> None:
    keys = Keys("sport")
    found = every_key(keys) + [keys.stream(name) for name in STREAMS] + [keys.lane(name) for name in LANED]
    assert len(found) > 20
    assert {key_slot(key.encode()) for key in found} == {key_slot(b"sport")}


def test_two_newsrooms_are_two_slots() -> None:
    assert key_slot(Keys("sport")().encode()) != key_slot(Keys("main")().encode())
