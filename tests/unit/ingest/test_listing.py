from khabar_ingest.commands.listing import lines

POLLED = {
    "id": "agency",
    "type": "feed",
    "state": "refused",
    "polled_at": "2026-03-02T08:00:59+00:00",
    "heard_at": "",
    "next_in_seconds": 30,
    "url": "https://agency.example/rss",
    "reason": "the server answered 500\x1b[31m",
}
DESK = POLLED | {"id": "desk", "type": "api", "state": "pushed", "polled_at": "", "url": "", "reason": ""}


def test_a_desk_sees_the_whole_name_of_every_source_and_what_is_wrong_with_it() -> None:
    assert list(lines([POLLED, DESK | {"next_in_seconds": None}])) == [
        "agency  refused  polled 2026-03-02 08:00  news -  next 30 s",
        "    https://agency.example/rss",
        "    the server answered 500\\x1b[31m",
        "desk    pushed   polled -  news -  next -",
        "    api",
    ]


def test_without_sources_there_is_nothing_to_see() -> None:
    assert list(lines([])) == []
