"""What the archive and the server's state mean for each other."""

import pytest

from khabar_control.archiver.standing import StreamState, gap, judge, lost_end


@pytest.mark.parametrize(
    ("remembered", "found", "archived", "newest", "verdict"),
    [
        ("", "", "0-0", "0-0", "begin"),
        ("", "", "0-0", "7-0", "begin"),
        ("", "", "7-0", "7-0", "closed"),
        ("", "e1", "0-0", "7-0", "adopt"),
        ("e1", "e1", "7-0", "7-0", "open"),
        ("e1", "e1", "7-0", "9-1", "open"),
        ("e1", "e1", "10-0", "9-1", "closed"),
        ("e1", "", "7-0", "9-1", "closed"),
        ("e1", "", "0-0", "0-0", "closed"),
        ("e2", "e1", "7-0", "7-0", "closed"),
    ],
)
def test_articles_are_admitted_only_on_a_state_that_knows_all_that_is_archived(
    remembered: str, found: str, archived: str, newest: str, verdict: str
) -> None:
    assert judge(remembered=remembered, found=found, archived=archived, newest=newest) == verdict


def _stream(newest: str, *, first: str = "", deleted: str = "0-0", holds: bool = False, gone: int = 0) -> StreamState:
    return StreamState(newest, first, deleted, holds, gone)


@pytest.mark.parametrize(
    ("archived", "state", "lost"),
    [
        ("0-0", _stream("0-0"), False),
        ("0-0", _stream("9-0", first="1-0"), False),
        ("0-0", _stream("9-0", first="5-0", gone=4), True),
        ("5-0", _stream("9-0", first="5-0", holds=True, gone=4), False),
        ("5-0", _stream("9-0", first="1-0", deleted="3-0", holds=True, gone=1), False),
        ("5-0", _stream("9-0", first="1-0", deleted="7-0", holds=True, gone=1), True),
        ("5-0", _stream("9-0", first="8-0", gone=7), True),
        ("5-0", _stream("9-0", gone=9), True),
        ("5-0", _stream("5-0", gone=5), False),
        ("5-0", _stream("9-0", first="8-0", deleted="5-0", gone=1), False),
    ],
)
def test_entries_that_went_before_they_were_archived_are_noticed(
    archived: str, state: StreamState, *, lost: bool
) -> None:
    assert gap(archived, state) is lost


def test_a_server_that_is_behind_its_archive_has_lost_its_end() -> None:
    assert lost_end("10-0", _stream("9-5"))
    assert not lost_end("10-0", _stream("10-0"))
