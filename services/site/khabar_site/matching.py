"""What two sequences have in common: the shortest way from one to the other (Myers 1986, the greedy algorithm).

The work is bounded: where more steps lie between the two than are allowed, none are told.
"""

from collections.abc import Sequence

Pairs = list[tuple[int, int]]
MOST_STEPS = 400
MOST_ITEMS = 5_000


def matches(before: Sequence[object], after: Sequence[object]) -> Pairs | None:
    """The places of equal items, rising in both; None where the two differ too much to be worth a look."""
    head = 0
    shorter = min(len(before), len(after))
    while head < shorter and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    middle = _between(before[head : len(before) - tail], after[head : len(after) - tail])
    if middle is None:
        return None
    ends = zip(range(len(before) - tail, len(before)), range(len(after) - tail, len(after)), strict=True)
    return [*((at, at) for at in range(head)), *((a + head, b + head) for a, b in middle), *ends]


def _between(before: Sequence[object], after: Sequence[object]) -> Pairs | None:
    if not before or not after:
        return []
    if len(before) + len(after) > MOST_ITEMS:
        return None
    reached = {1: 0}
    trail: list[dict[int, int]] = []
    for steps in range(min(MOST_STEPS, len(before) + len(after)) + 1):
        trail.append(reached.copy())
        for way in range(-steps, steps + 1, 2):
            at = _slide(before, after, way, _start(reached, way, steps))
            reached[way] = at
            if at >= len(before) and at - way >= len(after):
                return _back(trail, len(before), len(after))
    return None


def _start(reached: dict[int, int], way: int, steps: int) -> int:
    """How far into the first sequence one more step leads on a diagonal: an item added, or one taken out."""
    down = way == -steps or (way != steps and reached[way - 1] < reached[way + 1])
    return reached[way + 1] if down else reached[way - 1] + 1


def _slide(before: Sequence[object], after: Sequence[object], way: int, at: int) -> int:
    while at < len(before) and at - way < len(after) and before[at] == after[at - way]:
        at += 1
    return at


def _back(trail: list[dict[int, int]], at: int, beyond: int) -> Pairs:
    """Walk back from the ends to the beginnings, and collect the equal items on the way."""
    pairs: Pairs = []
    for steps in range(len(trail) - 1, -1, -1):
        reached, way = trail[steps], at - beyond
        start = _start(reached, way, steps)
        while at > start and beyond > start - way:
            at, beyond = at - 1, beyond - 1
            pairs.append((at, beyond))
        added = way == -steps or (way != steps and reached[way - 1] < reached[way + 1])
        at, beyond = (at, beyond - 1) if added else (at - 1, beyond)
    return pairs[::-1]
