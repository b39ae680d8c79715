"""What delivering costs: receipts a CPU second to receivers that do nothing, and how an outage is made up for.

The whole service runs as it ships, in a process of its own: from the stream into what is due, to the signed call, to
the receipt. Receivers run in other processes. What an outage leaves is drained to a receiver that answers in 20 ms,
eight calls at once, and compared with what a bare client gets from it right after over as many connections; meanwhile
another target gets a few articles a second, and its latency is compared with that on quiet minutes.
"""

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks._load import ask
from benchmarks._publish_world import Heard, Newsroom, newsroom, receiver, service
from benchmarks._server import valkey

GOALS: Final = "goals: 400 deliveries a CPU second; drain 0.8 of the target's own rate; the other's p95 unchanged"
_OWN_MS: Final = 20
_CALLS: Final = 8
_OWN_SECONDS: Final = 3
_TRICKLE_SECONDS: Final = 0.05
_WARMING: Final = 200
_QUIET: Final = 200


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks publish", description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--targets", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--only", choices=["cost", "drain"])
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with valkey("always") as url:
        report = asyncio.run(_measure(url, chosen))
    print(json.dumps(report) if chosen.json else _text(report))


async def _measure(url: str, chosen: argparse.Namespace) -> dict[str, Any]:
    report: dict[str, Any] = {}
    if chosen.only != "drain":
        for targets in chosen.targets:
            rounds = [await _cost(url, chosen.articles, targets) for _ in range(chosen.rounds)]
            report[f"{targets} target{'s' * (targets > 1)}"] = _medians(rounds)
    if chosen.only != "cost":
        report["outage"] = _medians([await _outage(url, chosen.articles) for _ in range(chosen.rounds)])
    return report


async def _cost(url: str, articles: int, targets: int) -> dict[str, float]:
    """What so many articles cost the service, each to so many targets."""
    with TemporaryDirectory() as folder, ExitStack() as receivers:
        async with newsroom(url, Path(folder), [f"t{number}" for number in range(targets)]) as room:
            for port in room.ports.values():
                receivers.enter_context(receiver(port))
            async with service(room) as publish:
                await room.send(0, _WARMING)
                await room.until(_WARMING * targets)
                cpu, wall = await publish.cpu(), time.perf_counter()
                await room.send(_WARMING, articles)
                await room.until((_WARMING + articles) * targets)
                used, took = await publish.cpu() - cpu, time.perf_counter() - wall
    deliveries = articles * targets
    return {
        "deliveries/CPU s": deliveries / used,
        "CPU ms a delivery": used / deliveries * 1e3,
        "deliveries/s": deliveries / took,
    }


async def _outage(url: str, articles: int) -> dict[str, float]:
    """How fast what waits is drained when a target is back, and what another feels of it."""
    with TemporaryDirectory() as folder, ExitStack() as receivers:
        async with newsroom(url, Path(folder), ["away", "other"]) as room, service(room):
            receivers.enter_context(receiver(room.ports["other"]))
            await room.send(0, articles)
            await room.until(articles)
            quiet = await _trickle(room, articles, until=lambda _, sent: sent == _QUIET)
            receivers.enter_context(receiver(room.ports["away"], _OWN_MS))
            began = await room.recovered()
            waiting = articles + _QUIET
            busy = await _trickle(room, waiting, until=lambda heard, _: len(_at(heard, "away")) >= waiting)
            address = f"http://127.0.0.1:{room.ports['away']}/"
            own = await asyncio.to_thread(ask, [address], connections=_CALLS, seconds=_OWN_SECONDS)
            drained = sorted(one.at for one in _at(await room.listen(), "away"))[:waiting]
    rate = waiting / (drained[-1] - began)
    return {
        "drained/s": rate,
        "own rate/s": own.per_second,
        "of the target's own rate": rate / own.per_second,
        "other's p50 ms, quiet": statistics.median(quiet),
        "other's p95 ms, quiet": _p95(quiet),
        "other's p50 ms, draining": statistics.median(busy),
        "other's p95 ms, draining": _p95(busy),
    }


async def _trickle(room: Newsroom, first: int, *, until: Callable[[Sequence[Heard], int], bool]) -> list[float]:
    """Send an article every now and then until all is as wanted; the other's latencies."""
    number = 0
    while not until(await room.listen(), number):
        await room.send(first + number, 1)
        number += 1
        await asyncio.sleep(_TRICKLE_SECONDS)
    await asyncio.sleep(1)
    sent = await room.sent()
    mine = set(list(sent)[first : first + number])
    heard = [one for one in _at(await room.listen(), "other") if one.article in mine]
    return [(one.at - sent[one.article]) * 1e3 for one in heard]


def _at(heard: Sequence[Heard], target: str) -> list[Heard]:
    return [one for one in heard if one.target == target]


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[18]


def _medians(rounds: list[dict[str, float]]) -> dict[str, float]:
    """The median of every figure, and the spread of the first one between rounds."""
    report = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    first = [next(iter(each.values())) for each in rounds]
    return report | {"spread %": (max(first) - min(first)) / statistics.median(first) * 100}


def _text(report: dict[str, Any]) -> str:
    lines = []
    for name, figures in report.items():
        lines.append(f"{name}:")
        lines += [f"  {figure:32}{value:>10,.2f}" for figure, value in figures.items()]
    return "\n".join([*lines, GOALS])
