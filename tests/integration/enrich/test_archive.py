"""An archive of ten articles read with nothing running: a flood told by three papers, and what has no part in it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from khabar.events import article_id
from khabar.models import EnrichedRevision

pytestmark = pytest.mark.server
_DATA = Path(__file__).parents[2] / "data" / "related"
ARCHIVE, QRELS = _DATA / "archive.jsonl", _DATA / "archive-qrels.json"
KHABAR = [sys.executable, "-m", "khabar.cli"]
FLOOD, COPY, TOLL = article_id("north", "flood"), article_id("coast", "flood-coast"), article_id("hills", "flood-toll")


def khabar(*arguments: str | Path, folder: Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command where no pipeline is, with its temporary files in a folder of the test's own."""
    bare = {key: value for key, value in os.environ.items() if not key.startswith("KHABAR_")}
    return subprocess.run(
        [*KHABAR, *map(str, arguments)],
        cwd=folder,
        env=bare | {"TMPDIR": str(folder)},
        input=given,
        capture_output=True,
        timeout=100,
        check=False,
    )


def lines(done: subprocess.CompletedProcess[bytes]) -> Mapping[str, EnrichedRevision]:
    found = [EnrichedRevision.model_validate_json(line) for line in done.stdout.splitlines()]
    return {str(one.source.guid): one for one in found}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, EnrichedRevision]:
    folder = tmp_path_factory.mktemp("archive")
    done = khabar("enrich", ARCHIVE, folder=folder)
    assert (done.returncode, done.stderr) == (0, b"")
    assert not [*folder.iterdir()], "the private server leaves nothing behind"
    return lines(done)


def related(one: EnrichedRevision) -> list[str]:
    return [link.article_id for link in one.enrichment.related]


def test_every_line_comes_back_in_its_order(archive: Mapping[str, EnrichedRevision]) -> None:
    rows = [json.loads(line) for line in ARCHIVE.read_text("utf-8").splitlines()]
    assert [*archive] == [row["id"] for row in rows]
    assert all(one.enrichment.steps for one in archive.values())


def test_the_text_that_two_papers_tell_has_one_page(archive: Mapping[str, EnrichedRevision]) -> None:
    assert archive["flood-coast"].enrichment.duplicate_of == FLOOD
    assert archive["flood"].enrichment.duplicate_of is None


def test_a_higher_toll_is_an_update_of_the_story_with_a_page_of_its_own(
    archive: Mapping[str, EnrichedRevision],
) -> None:
    update = archive["flood-toll"].enrichment
    assert update.duplicate_of is None
    assert update.story
    assert update.story.name == archive["flood"].headline


def test_links_lead_to_what_belongs_to_the_news_and_never_to_its_copy(archive: Mapping[str, EnrichedRevision]) -> None:
    reopened = related(archive["flood-open"])
    assert FLOOD in reopened or TOLL in reopened
    assert COPY not in reopened
    assert related(archive["wheat"]) == [article_id("hills", "bread")]


def test_unrelated_news_has_no_links_rather_than_weak_ones(archive: Mapping[str, EnrichedRevision]) -> None:
    assert related(archive["museum"]) == []


def test_the_time_of_an_article_is_its_own_and_not_the_clock(archive: Mapping[str, EnrichedRevision]) -> None:
    first = archive["flood"]
    assert first.published_at == first.received_at
    assert first.published_at
    assert first.published_at.isoformat() == "2022-02-07T05:00:00+00:00"


def test_a_bad_line_costs_that_line_and_exit_code_1(tmp_path: Path) -> None:
    first, second, *_ = ARCHIVE.read_bytes().splitlines(keepends=True)
    done = khabar("enrich", "-", "--jobs", "1", folder=tmp_path, given=first + b'{"id": "x"}\n' + second)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == ["standard input:2: src: field required; t: field required"]
    assert [*lines(done)] == ["chess", "flood"]


def test_without_links_no_server_is_needed_and_what_was_read_is_not_read_again(tmp_path: Path) -> None:
    alone = khabar("enrich", ARCHIVE, "--no-links", folder=tmp_path)
    assert alone.returncode == 0
    again = khabar("enrich", folder=tmp_path, given=alone.stdout)
    assert again.returncode == 0
    assert lines(again)["flood-coast"].enrichment.duplicate_of == FLOOD


def test_an_absent_file_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    done = khabar("enrich", "none.jsonl", folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.decode().strip().startswith("khabar: none.jsonl: cannot be read")
    assert len(done.stderr.splitlines()) == 1


def test_links_are_scored_against_what_people_judged(tmp_path: Path) -> None:
    figures = evaluated(tmp_path)
    assert figures["queries"] == 3
    assert figures["mrr"] == 1.0
    assert figures["precision"] == 1.0
    assert {"p@5", "ndcg@5", "copies@5", "coverage", "links", "unjudged", "misses"} < figures.keys()


def test_the_raw_order_holds_copies_which_the_shown_one_does_not(tmp_path: Path) -> None:
    raw, shown = evaluated(tmp_path, "--raw"), evaluated(tmp_path)
    assert raw["copies@5"] > shown["copies@5"]
    assert raw["ndcg@5"] == 1.0


def test_judgements_of_other_articles_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"nobody": {"flood": 2}}')
    done = khabar("evaluate", "related", "--articles", ARCHIVE, "--qrels", other, folder=tmp_path)
    assert done.returncode == 2
    assert "none of the 1 queries is among the articles" in " ".join(done.stderr.decode().split())


def test_ending_the_command_ends_its_server(tmp_path: Path) -> None:
    command = [*KHABAR, "enrich", "-", "--jobs", "1"]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write(ARCHIVE.read_bytes().splitlines(keepends=True)[0])
        running.stdin.flush()
        assert running.stdout.readline()
        running.send_signal(signal.SIGTERM)
        assert running.wait(60) == 128 + signal.SIGTERM
    assert not [*tmp_path.iterdir()]


def evaluated(folder: Path, *options: str) -> dict[str, Any]:
    done = khabar("evaluate", "related", "--articles", ARCHIVE, "--qrels", QRELS, "--json", *options, folder=folder)
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
