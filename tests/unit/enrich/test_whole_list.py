"""The whole list of steps: the same bytes from every process, and an end in sight whatever an article holds."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest

from khabar.models import Revision
from khabar_enrich.desk import Desk
from khabar_enrich.pipeline import enrich

Write = Callable[..., Revision]
_ROOT = Path(__file__).parents[3]
_LETTERS = 100_000
_MOST_CPU_SECONDS = 3 * 2  # an article may take two seconds; CPU time counts more on a crowded machine
_READ = """
from hashlib import sha256
from itertools import islice
from pathlib import Path
import sys
from benchmarks._newsroom import own, real
from khabar.config import Config
from khabar_enrich.desk import Desk
from khabar_enrich.pipeline import enrich

articles = real(Path(sys.argv[1])) if sys.argv[1:] else own()
desk = Desk.load(Config())
for article in islice(articles, 200):
    print(article.id, sha256(enrich(article, desk).model_dump_json().encode()).hexdigest())
"""


def read(seed: str, *articles: str) -> list[str]:
    """What a fresh process makes of two hundred articles, a line each."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, *articles],
        cwd=_ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_two_processes_read_two_hundred_articles_to_the_same_bytes() -> None:
    first = read("1")
    assert len(first) == 200
    assert read("2") == first


def test_two_processes_read_two_hundred_real_articles_to_the_same_bytes(shared_data: Path) -> None:
    articles = str(shared_data / "related/saudi_dev.jsonl.xz")
    first = read("1", articles)
    assert len(first) == 200
    assert read("2", articles) == first


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ب" * (_LETTERS // 2) + " " + "قال " * (_LETTERS // 8), id="one word of half the letters"),
        pytest.param("\u202eقتل\u202c \u2067ثلاثة\u2069\u200f\u0640 " * (_LETTERS // 20), id="bidi soup"),
        pytest.param("قال الرئيس أمس الاثنين في دمشق إن الحكومة السورية " * (_LETTERS // 50), id="no full stop"),
        pytest.param("«قال " * (_LETTERS // 5), id="quotations that never close"),
        pytest.param("قتل ثلاثة " * (_LETTERS // 10), id="casualties without end"),
        pytest.param("وزارة الداخلية والدفاع " * (_LETTERS // 23), id="ministries"),
        pytest.param("الوزير محمد بن عبد الله " * (_LETTERS // 24), id="one long name"),
        pytest.param("٣ مليون و200 ألف و1,5 " * (_LETTERS // 22), id="numbers"),
        pytest.param("\n".join(["حلب"] * (_LETTERS // 4)), id="a word a line"),
    ],
)
def test_no_article_is_too_hostile_to_be_read_in_a_few_seconds(desk: Desk, write: Write, text: str) -> None:
    began = process_time()
    enrich(write("خبر", text), desk)
    assert process_time() - began < _MOST_CPU_SECONDS
