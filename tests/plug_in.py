"""A plug-in as a page of docs/extend tells how to write one, put where a child process finds it."""

import os
import re
from pathlib import Path

EXTENDING = Path(__file__).parents[1] / "docs/extend"


def section(page: str, heading: str) -> str:
    """What stands under a heading of a page."""
    return (EXTENDING / page).read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]


def installed(told: str, module: str, folder: Path) -> dict[str, str]:
    """Write a section's first block of Python as a module, register it by its first block of TOML; an environment."""
    (folder / f"{module}.py").write_text(_block(told, "python"), "utf-8")
    registered = folder / f"{module}-1.0.dist-info"
    registered.mkdir()
    (registered / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n", "utf-8")
    points = _block(told, "toml").replace("[project.entry-points.", "[").replace('"', "")
    (registered / "entry_points.txt").write_text(points, "utf-8")
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


def _block(told: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", told, re.DOTALL)
    assert found, f"the page has no block of {language}"
    return found[1]
