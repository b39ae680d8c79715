"""Verdicts as tables that people read."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from khabar.audit import Verdict

_SHOWN = 5


class Row(NamedTuple):
    """One row of the fault matrix, as it ended."""

    fault: str
    server: str
    seed: str
    verdict: Verdict
    kills: int
    server_kills: int
    detected: str
    seconds: float

    def line(self) -> str:
        """The row as JSON."""
        verdict = self.verdict
        told = {"articles": verdict.articles, "lost": verdict.lost, "doubled": verdict.doubled, "clean": verdict.clean}
        return json.dumps(self._asdict() | told | {"verdict": verdict.endings}, ensure_ascii=False)


def matrix(rows: Sequence[Row]) -> str:
    """All rows under each other."""
    head = ("fault", "server", "articles", "kills", "lost", "doubled", "detected", "seconds", "seed")
    cells = [
        (
            row.fault,
            row.server,
            row.verdict.articles,
            f"{row.kills}+{row.server_kills}",
            row.verdict.lost,
            row.verdict.doubled,
            row.detected,
            f"{row.seconds:.0f}",
            row.seed if row.verdict.clean else f"{row.seed} NOT CLEAN",
        )
        for row in rows
    ]
    lines = [tuple(map(str, line)) for line in (head, *cells)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)) for line in lines)


def table(verdict: Verdict, figures: Mapping[str, object]) -> str:
    """Lay out a verdict and what else is known of the run, then the first findings of each invariant."""
    rows: dict[str, object] = {**figures, "articles": verdict.articles, "revisions": f"{verdict.accepted} accepted"}
    for target, ends in verdict.endings.items():
        rows[target] = " + ".join(f"{count} {how}" for how, count in ends.items() if count)
    rows |= {name: len(findings) for name, findings in verdict.findings.items() if findings}
    rows["verdict"] = f"lost {verdict.lost}, doubled {verdict.doubled}: {'clean' if verdict.clean else 'NOT CLEAN'}"
    width = max(map(len, rows))
    lines = [f"  {name:<{width}}  {value}" for name, value in rows.items()]
    for name, findings in verdict.findings.items():
        lines += [f"  {name}: {finding}" for finding in findings[:_SHOWN]]
    return "\n".join(lines)
