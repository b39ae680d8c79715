"""Whoever follows the page on adding a parser has one."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from khabar_ingest.parsers import parsers

PAGE = (Path(__file__).parents[3] / "docs/extend/sources-and-parsers.md").read_text("utf-8")
ADDING = PAGE.partition("## Adding a parser")[2].partition("\n## ")[0]


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", ADDING, re.DOTALL)
    assert found
    return found[1]


def test_a_parser_is_added_by_one_file_and_its_registration(tmp_path: Path) -> None:
    (tmp_path / "memo_for_khabar.py").write_text(block("python"), "utf-8")
    registered = tmp_path / "memo_for_khabar-1.0.dist-info"
    registered.mkdir()
    (registered / "METADATA").write_text("Metadata-Version: 2.1\nName: memo-for-khabar\nVersion: 1.0\n", "utf-8")
    points = block("toml").replace("[project.entry-points.", "[").replace('"', "")
    (registered / "entry_points.txt").write_text(points, "utf-8")
    memo = tmp_path / "memo.txt"
    memo.write_text("MEMO اجتماع التحرير عند الظهر", "utf-8")
    paths = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "khabar.cli", "inspect", str(memo)],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        check=True,
        timeout=110,
    )
    assert json.loads(done.stdout)["headline"] == "اجتماع التحرير عند الظهر"


def test_every_parser_has_its_row() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \|", PAGE.partition("## Formats")[2].partition("\n## ")[0], re.MULTILINE)
    assert sorted(rows) == sorted(parsers())
