"""What a restore makes of the archived receipts."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from khabar.archive import Row
from khabar.blobs import BlobStore
from khabar.events import make
from khabar.models import DeliveryProblem, Receipt
from khabar.receipts import chained
from khabar.restore.receipts import Receipts
from khabar.wire import Wire

WATER = str(uuid5(NAMESPACE_URL, "water"))
AT = datetime(2026, 11, 20, tzinfo=UTC)


def _row(name: str, revision: int, outcome: str, target: str = "site", url: str | None = None) -> Row:
    told: Receipt | DeliveryProblem
    if name.startswith("article.") or name == "links.applied":
        told = Receipt(
            id=WATER, revision=revision, target=target, url=url, content_sha256=f"sha {revision}", outcome=outcome
        )
    else:
        doubt = outcome == "in doubt" or None
        told = DeliveryProblem(id=WATER, revision=revision, target=target, reason=outcome, in_doubt=doubt)
    event = make(name, told, source="khabar/publish", subject=WATER, revision=revision, target=target, time=AT)
    fields = Wire().encode(event)
    return "1-0", {key.encode(): value if isinstance(value, bytes) else value.encode() for key, value in fields.items()}


def _read(tmp_path: Path, *rows: Row) -> Receipts:
    receipts = Receipts()
    receipts.read(rows, BlobStore(tmp_path))
    return receipts


def test_a_target_holds_what_it_confirmed_last(tmp_path: Path) -> None:
    receipts = _read(
        tmp_path,
        _row("article.published", 1, "created", url="http://news.test/1"),
        _row("article.published", 3, "updated", url="http://news.test/3"),
        _row("article.published", 2, "stale", url="http://news.test/2"),
    )
    held = receipts.shown[WATER]["site"]
    assert (held["revision"], held["state"], held["url"]) == (3, "shown", "http://news.test/3")


def test_a_removed_article_remembers_where_it_was_and_a_kill_outranks_all(tmp_path: Path) -> None:
    receipts = _read(
        tmp_path,
        _row("article.published", 1, "created", url="http://news.test/1"),
        _row("article.removed", 2, "killed"),
        _row("article.published", 3, "updated", url="http://news.test/3"),
    )
    held = receipts.shown[WATER]["site"]
    assert (held["revision"], held["state"], held["url"]) == (2, "removed", "http://news.test/1")
    assert held["rank"] == 10**12 + 2


def test_skipped_and_failed_deliveries_are_ends_and_show_nothing(tmp_path: Path) -> None:
    receipts = _read(
        tmp_path,
        _row("delivery.skipped", 2, "a newer revision came"),
        _row("delivery.failed", 4, "refused", target="hook"),
        ("2-0", {b"hello": b"stranger"}),
    )
    assert receipts.ended == {(WATER, "site"): 2, (WATER, "hook"): 4}
    assert receipts.shown == {}


def test_what_a_blind_target_may_have_stays_in_doubt_until_it_confirms_something(tmp_path: Path) -> None:
    doubted = [_row("delivery.failed", revision, "in doubt", target="channel") for revision in (1, 2)]
    held = _read(tmp_path, *doubted).shown[WATER]["channel"]
    assert (held["revision"], held["state"]) == (1, "unknown")
    settled = _row("article.published", 2, "created", target="channel", url="https://t.example/7")
    assert _read(tmp_path, *doubted, settled).shown[WATER]["channel"]["state"] == "shown"


def test_links_that_were_shown_or_refused_are_no_end_of_their_articles_revision(tmp_path: Path) -> None:
    links = [_row(f"links.{end}", 3, "updated") for end in ("applied", "skipped", "failed")]
    receipts = _read(tmp_path, _row("article.published", 2, "created"), *links)
    assert receipts.ended == {(WATER, "site"): 2}
    assert receipts.shown[WATER]["site"]["revision"] == 2


def test_what_was_merged_and_came_back_under_one_number_is_shown(tmp_path: Path) -> None:
    ends = [
        _row("article.published", 2, "created"),
        _row("article.removed", 2, "done"),
        _row("article.published", 2, "done"),
    ]
    assert _read(tmp_path, *ends[:2]).shown[WATER]["site"]["state"] == "removed"
    assert _read(tmp_path, *ends).shown[WATER]["site"]["state"] == "shown"


def test_a_try_that_failed_and_a_page_that_was_seen_are_no_end_of_a_delivery(tmp_path: Path) -> None:
    rows = [_row(name, 4, "503") for name in ("delivery.delayed", "publication.missing")]
    assert _read(tmp_path, *rows).ended == {}
    assert _read(tmp_path, _row("delivery.failed", 4, "422")).ended == {(WATER, "site"): 4}


def test_the_chain_of_receipts_goes_on_from_the_last_link_that_was_archived(tmp_path: Path) -> None:
    event = make("article.published", _receipt(2), source="khabar/publish", subject=WATER, revision=2, time=AT)
    link = chained(event, "", "b" * 64)
    fields = {name.encode(): _bytes(value) for name, value in Wire().encode(link).items()}
    receipts = _read(tmp_path, _row("article.published", 1, "created"), ("2-0", fields))
    assert isinstance(link.data, Receipt)
    [(_, kept)] = receipts.kept()
    assert json.loads(kept["site"])["receipt_sha256"] == link.data.receipt_sha256


def _receipt(revision: int) -> Receipt:
    return Receipt(id=WATER, revision=revision, target="site", content_sha256="", outcome="updated")


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
