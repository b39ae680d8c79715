"""From facts to a verdict. Pure."""

from collections import Counter

from khabar.audit.chain import broken
from khabar.audit.contents import altered, unknown
from khabar.audit.facts import Facts
from khabar.audit.order import gone_back, happened_twice
from khabar.audit.verdict import ENDINGS, Verdict
from khabar.audit.ways import lost, unbalanced, ways


def audit(facts: Facts) -> Verdict:
    """Judge what was gathered by the eight invariants."""
    accepted = {event.key for event in facts.accepted}
    by_target = {target: ways(facts, target) for target in facts.sinks}
    return Verdict(
        articles=len({event.article for event in facts.accepted}),
        accepted=len(accepted),
        endings={
            target: _account(Counter(how for ends in found.values() for how in ends))
            for target, found in by_target.items()
        },
        under_way={target: sum(not ends for ends in found.values()) for target, found in by_target.items()},
        findings={
            "I1": tuple(lost(facts, by_target)),
            "I2": tuple(happened_twice(facts)),
            "I3": tuple(gone_back(facts)),
            "I4": tuple(_waits(facts)),
            "I5": tuple(unbalanced(facts, by_target)),
            "I6": tuple(unknown(facts)),
            "I7": tuple(altered(facts)),
            "I8": tuple(broken(facts)),
        },
    )


def _account(ends: Counter[str]) -> dict[str, int]:
    return {how: ends[how] for how in ENDINGS}


def _waits(facts: Facts) -> list[str]:
    if not facts.settled:
        return []
    return [f"{stage}: {queue}" for stage, queue in facts.queues.items() if not queue.empty]
