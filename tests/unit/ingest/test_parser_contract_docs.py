"""Whoever follows the page on adding a parser has one."""

import json
import re
import subprocess
import sys
from pathlib import Path

from khabar_ingest.parsers import parsers
from tests.plug_in import installed, section

PAGE = "sources-and-parsers.md"


def test_a_parser_is_added_by_one_file_and_its_registration(tmp_path: Path) -> None:
    environment = installed(section(PAGE, "Adding a parser"), "memo_for_khabar", tmp_path)
    memo = tmp_path / "memo.txt"
    memo.write_text("MEMO اجتماع التحرير عند الظهر", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "khabar.cli", "inspect", str(memo)],
        env=environment,
        capture_output=True,
        check=True,
        timeout=110,
    )
    assert json.loads(done.stdout)["headline"] == "اجتماع التحرير عند الظهر"


def test_every_parser_has_its_row() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \|", section(PAGE, "Formats that come with Khabar"), re.MULTILINE)
    assert sorted(rows) == sorted(parsers())
