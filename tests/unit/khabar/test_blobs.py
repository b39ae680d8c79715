import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from khabar.blobs import BlobStore, sha256

_TEXT = "نصّ خبر محظور حتى السادسة".encode()

_WRITE_ON_A_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from khabar.blobs import BlobStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
BlobStore(Path(sys.argv[1])).put(b"x" * 5000)
"""


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _files(store: BlobStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("sealed", [False, True])
def test_what_was_kept_comes_back_byte_for_byte(store: BlobStore, *, sealed: bool) -> None:
    name = store.put(_TEXT, sealed=sealed)
    assert name == sha256(_TEXT)
    assert store.get(name, sealed=sealed) == _TEXT


def test_the_same_bytes_are_kept_once(store: BlobStore) -> None:
    assert store.put(_TEXT) == store.put(_TEXT)
    assert len(_files(store)) == 1


def test_what_is_under_embargo_is_for_nobody_else_on_the_machine(store: BlobStore) -> None:
    before = os.umask(0)
    try:
        name = store.put(_TEXT, sealed=True)
    finally:
        os.umask(before)
    assert _mode(store.root / "sealed") == 0o700
    assert _mode(store.root / "sealed" / name[:2] / name) == 0o600


def test_what_is_under_embargo_is_not_among_the_public_blobs(store: BlobStore) -> None:
    name = store.put(_TEXT, sealed=True)
    with pytest.raises(KeyError):
        store.get(name)


def test_a_released_text_is_public_and_no_longer_sealed(store: BlobStore) -> None:
    name = store.put(_TEXT, sealed=True)
    store.publish(name)
    store.publish(name)
    assert store.get(name) == _TEXT
    with pytest.raises(KeyError):
        store.get(name, sealed=True)


def test_what_was_never_kept_cannot_be_released(store: BlobStore) -> None:
    with pytest.raises(KeyError):
        store.publish(sha256(b"never"))


@pytest.mark.parametrize("name", ["", "abc", "../" * 21 + "x", "A" * 64, "a" * 63 + "\n", "/etc/hostname"])
def test_a_name_that_is_no_checksum_opens_nothing(store: BlobStore, name: str) -> None:
    with pytest.raises(KeyError):
        store.get(name)
    with pytest.raises(KeyError):
        store.publish(name)


def test_replicas_that_keep_the_same_page_at_once_leave_one_whole_file(store: BlobStore) -> None:
    page = os.urandom(1 << 20)
    with ThreadPoolExecutor(8) as replicas:
        [name] = set(replicas.map(store.put, [page] * 16))
    assert store.get(name) == page
    assert len(_files(store)) == 1


def test_a_full_disk_leaves_no_half_blob(store: BlobStore) -> None:
    command = [sys.executable, "-c", _WRITE_ON_A_FULL_DISK, str(store.root)]
    ended = subprocess.run(command, check=False, capture_output=True, timeout=30)
    assert b"File too large" in ended.stderr
    with pytest.raises(KeyError):
        store.get(sha256(b"x" * 5000))
    assert _files(store) == []
