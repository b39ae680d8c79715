"""Every form of KHABAR_REDIS_URL, and what is wrong with the others."""

import gc
from pathlib import Path

import pytest
from redis.asyncio.connection import Connection, SSLConnection, UnixDomainSocketConnection
from redis.exceptions import (
    AskError,
    BusyLoadingError,
    ClusterDownError,
    MasterDownError,
    MovedError,
    NoPermissionError,
    ReadOnlyError,
    ResponseError,
    TryAgainError,
)

from khabar.errors import ConfigError
from khabar.server import complete, connect, parse, passes
from khabar.server.following import EncryptedFollowingConnection, FollowingConnection
from khabar.settings import Settings


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("redis://news.example:6380/2", Connection),
        ("rediss://news.example/0?ssl_ca_certs=ca.crt", SSLConnection),
        ("unix:///run/valkey.sock?db=1", UnixDomainSocketConnection),
        ("redis+sentinel://a:26379,b/mymaster/0", FollowingConnection),
        ("rediss+sentinel://a,b/mymaster?ssl_ca_certs=ca.crt", EncryptedFollowingConnection),
        ("redis+cluster://a:7000,b:7001/main", FollowingConnection),
        ("rediss+cluster://a:7000/main?ssl_ca_certs=ca.crt", EncryptedFollowingConnection),
    ],
)
def test_every_form_of_address_makes_its_kind_of_connection(url: str, kind: type[object]) -> None:
    made = connect(url).connection_pool.make_connection()  # type: ignore[no-untyped-call]
    assert isinstance(made, kind)
    del made
    gc.collect()


def test_sentinels_may_have_a_password_of_their_own() -> None:
    address = parse(
        "redis+sentinel://ingest:p%40ss@a:26379,[::1]:26380/mymaster/3?sentinel_username=s&sentinel_password=t"
    )
    assert address.nodes == (("a", 26379), ("::1", 26380))
    assert address.name == "mymaster"
    assert address.shared == {"username": "ingest", "password": "p@ss", "db": 3}
    assert address.sentinels == {"username": "s", "password": "t"}


def test_an_encrypted_pipeline_trusts_the_same_certificates_of_sentinels_and_servers() -> None:
    address = parse("rediss+sentinel://:secret@a/mymaster?ssl_ca_certs=/etc/ca.crt")
    assert address.shared == {"password": "secret", "db": 0, "ssl": True, "ssl_ca_certs": "/etc/ca.crt"}
    assert address.sentinels == {"ssl": True, "ssl_ca_certs": "/etc/ca.crt"}


def test_nodes_without_a_port_are_asked_on_the_usual_one() -> None:
    assert parse("redis+sentinel://a,b/m").nodes == (("a", 26379), ("b", 26379))
    assert parse("redis+cluster://a/main").nodes == (("a", 6379),)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "unknown scheme ''"),
        ("http://hunter2@news.example", "unknown scheme 'http'"),
        ("redis+sentinel://u:hunter2@a:26379", "master's name is missing"),
        ("redis+sentinel://u:hunter2@a:26379/mymaster/first", "invalid literal"),
        ("redis+cluster://u:hunter2@a:7000/main/1", "no database number"),
        ("redis+cluster://a:7000,/main", "a host is missing"),
        ("redis+cluster://a:hunter/main", "Port could not be cast"),
        ("redis://a?socket_timeout=soon", "socket_timeout"),
        ("redis://a?colour=blue", "colour"),
        ("redis+cluster://a/main?colour=blue", "colour"),
        ("rediss://a?ssl_cert_reqs=perhaps", "perhaps"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(url: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as refused:
        connect(url)
    assert "KHABAR_REDIS_URL" in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        ("redis://valkey:6379/0", "redis://valkey:6379/0?username=ingest&password=p%40ss"),
        ("redis://me:mine@valkey:6379/0", "redis://me:mine@valkey:6379/0"),
        ("unix:///run/valkey.sock", "unix:///run/valkey.sock?username=ingest&password=p%40ss"),
        (
            "redis+sentinel://a/m?sentinel_password=x",
            "redis+sentinel://a/m?sentinel_password=x&username=ingest&password=p%40ss",
        ),
        ("redis+cluster://a,b", "redis+cluster://a,b/sport?username=ingest&password=p%40ss"),
        ("redis+cluster://a,b/main?password=x", "redis+cluster://a,b/main?password=x"),
        ("nonsense", "nonsense"),
    ],
)
def test_settings_put_the_user_and_the_newsroom_into_the_address(given: str, whole: str) -> None:
    assert complete(given, user="ingest", password="p@ss", newsroom="sport") == whole


def test_a_service_reads_its_password_from_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "redis_password"
    file.write_text("p&ss\n")
    for name, value in {"URL": "redis+cluster://a", "USER": "enrich", "PASSWORD_FILE": str(file)}.items():
        monkeypatch.setenv(f"KHABAR_REDIS_{name}", value)
    settings = Settings(newsroom="sport")
    address = parse(settings.redis_url)
    assert (address.name, address.shared) == ("sport", {"username": "enrich", "password": "p&ss"})
    assert "p&ss" not in repr(settings)


@pytest.mark.parametrize(
    "error",
    [
        AskError("1 127.0.0.1:1"),
        MovedError("1 127.0.0.1:1"),
        ClusterDownError("the cluster is down"),
        MasterDownError("link with MASTER is down"),
        TryAgainError("multiple keys during resharding"),
        BusyLoadingError("loading the dataset"),
        ReadOnlyError("you can't write against a read only replica"),
        ResponseError("UNBLOCKED force unblock from blocking operation, instance state changed"),
        ResponseError("NOREPLICAS not enough good replicas to write."),
        ResponseError("BUSY the server is busy running a script"),
    ],
)
def test_what_a_failover_makes_a_server_answer_passes(error: Exception) -> None:
    assert passes(error)


@pytest.mark.parametrize(
    "error", [NoPermissionError("no permissions"), ResponseError("BUSYGROUP exists"), ValueError("a bug")]
)
def test_what_waiting_does_not_mend_does_not_pass(error: Exception) -> None:
    assert not passes(error)
