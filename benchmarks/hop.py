"""What one hop costs: Khabar's stage beside a raw redis-py loop and FastStream's default path.

Rounds are interleaved (stage, raw, default, stage, …) on one real server, so that a slow minute of the machine hits all
sides alike; medians are reported, with the spread between rounds as the machine's noise.
"""

import argparse
import asyncio
import gc
import json
import logging
import statistics
import time
from dataclasses import dataclass
from typing import TypedDict
from uuid import uuid4

from redis.asyncio import Redis

from benchmarks._server import valkey
from benchmarks._sides import SIDES, Side
from khabar import logs
from khabar.keys import Keys
from khabar.settings import Settings

GOAL_CPU, GOAL_SPEED = 1.5, 8.0


@dataclass(frozen=True, slots=True)
class Round:
    """What one side did in one round."""

    events_per_second: float
    cpu_microseconds: float


class Report(TypedDict):
    """Medians of all sides and how they compare; spreads are (best - worst) / median."""

    sides: dict[str, dict[str, float]]
    rounds: int
    cpu_stage_to_raw: float
    speed_stage_to_raw: float
    speed_stage_to_default: float
    speed_raw_to_default: float
    cpu_default_to_stage: float


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks hop", description=__doc__)
    parser.add_argument("--events", type=int, default=4096, help="events per side and round (default path: an eighth)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--fsync", choices=["always", "everysec"], default="always", help="always is what ships")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    logs.configure("benchmarks", Settings(log_level="warning"))
    for name in ("benchmarks", "khabar.faststream"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # stopped readers complain of closed connections
    with valkey(chosen.fsync) as url:
        rounds = asyncio.run(_interleaved(url, chosen.events, chosen.rounds))
    report = _report(rounds)
    conditions = {"events": chosen.events, "appendfsync": chosen.fsync, "log_level": "warning"}
    print(json.dumps({**report, **conditions}) if chosen.json else _text(report, chosen.events, chosen.fsync))


async def _interleaved(url: str, events: int, rounds: int) -> dict[str, list[Round]]:
    results: dict[str, list[Round]] = {name: [] for name in SIDES}
    for side in SIDES.values():
        await _once(url, side, 256)
    for _ in range(rounds):
        for name, side in SIDES.items():
            results[name].append(await _once(url, side, events // 8 if name == "default" else events))
    return results


async def _once(url: str, side: Side, events: int) -> Round:
    keys, redis = Keys(f"bench-{uuid4().hex[:8]}"), Redis.from_url(url)
    async with side(redis, url, keys, events) as set_to_work:
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        set_to_work()
        while await redis.xlen(keys.stream("enriched")) < events:  # noqa: ASYNC110 - only the server knows when
            await asyncio.sleep(0.01)
        took, used = time.perf_counter() - wall, time.process_time() - cpu
    await redis.flushall()
    await redis.aclose()
    return Round(events / took, used / events * 1e6)


def _report(rounds: dict[str, list[Round]]) -> Report:
    sides: dict[str, dict[str, float]] = {
        name: {
            "events_per_second": round(statistics.median(each.events_per_second for each in done)),
            "cpu_us_per_event": round(statistics.median(each.cpu_microseconds for each in done), 1),
            "cpu_spread_percent": round(_spread([each.cpu_microseconds for each in done])),
            "speed_spread_percent": round(_spread([each.events_per_second for each in done])),
        }
        for name, done in rounds.items()
    }
    return {
        "sides": sides,
        "rounds": len(rounds["stage"]),
        "cpu_stage_to_raw": round(_ratio(rounds, "cpu_microseconds", "stage", "raw"), 2),
        "speed_stage_to_raw": round(_ratio(rounds, "events_per_second", "stage", "raw"), 2),
        "speed_stage_to_default": round(_ratio(rounds, "events_per_second", "stage", "default"), 1),
        "speed_raw_to_default": round(_ratio(rounds, "events_per_second", "raw", "default"), 1),
        "cpu_default_to_stage": round(_ratio(rounds, "cpu_microseconds", "default", "stage"), 1),
    }


def _ratio(rounds: dict[str, list[Round]], figure: str, one: str, other: str) -> float:
    """The median of the rounds' own ratios: what slows a whole round cancels out."""
    pairs = zip(rounds[one], rounds[other], strict=True)
    ratios: list[float] = [getattr(mine, figure) / getattr(theirs, figure) for mine, theirs in pairs]
    return statistics.median(ratios)


def _spread(values: list[float]) -> float:
    """The distance between the best and the worst round, in percent of the median."""
    return (max(values) - min(values)) / statistics.median(values) * 100


def _text(report: Report, events: int, fsync: str) -> str:
    lines = [f"{'':10}{'events/s':>10}{'spread':>8}{'CPU µs/event':>15}{'spread':>8}"]
    lines += [
        f"{name:10}{side['events_per_second']:>10.0f}{side['speed_spread_percent']:>7.0f}%"
        f"{side['cpu_us_per_event']:>15.1f}{side['cpu_spread_percent']:>7.0f}%"
        for name, side in report["sides"].items()
    ]
    terms = (
        f"{report['rounds']} interleaved rounds of {events} events, appendfsync {fsync}, log level warning everywhere"
    )
    lines += [
        f"stage : raw redis-py, client CPU    {report['cpu_stage_to_raw']} (goal: at most {GOAL_CPU})",
        f"stage : default path, throughput    {report['speed_stage_to_default']} (goal: at least {GOAL_SPEED})",
        f"raw redis-py : default, throughput  {report['speed_raw_to_default']} (what these events leave to win)",
        f"default path : stage, client CPU    {report['cpu_default_to_stage']}",
        f"medians of {terms}; spread is (best - worst) / median: the noise of this machine",
    ]
    return "\n".join(lines)
