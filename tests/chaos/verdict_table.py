"""A verdict as a table that people read."""

from collections.abc import Mapping

from tests.chaos.auditor import Verdict

_SHOWN = 5


def table(verdict: Verdict, figures: Mapping[str, object]) -> str:
    """Lay out a verdict and what else is known of the run, then the first findings of each kind."""
    found = {name: len(findings) for name, findings in verdict.findings.items()}
    account = " + ".join(f"{count} {how}" for how, count in verdict.endings.items())
    rows = {
        **figures,
        "articles": verdict.articles,
        "revisions": f"{verdict.accepted} accepted {'=' if verdict.balanced else '≠'} {account}",
        **found,
        "verdict": "clean" if verdict.clean else "NOT CLEAN",
    }
    width = max(map(len, rows))
    lines = [f"  {name:<{width}}  {value}" for name, value in rows.items()]
    for name, findings in verdict.findings.items():
        lines += [f"  {name}: {finding}" for finding in findings[:_SHOWN]]
    return "\n".join(["", *lines])
