import asyncio
import re
from collections.abc import Sequence

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.errors import ConfigError, Rejected, Retryable
from khabar.fetching import Fetcher, Guard, Turns

INSIDE = {
    "0.0.0.0": "this network",  # noqa: S104 - nothing listens on it
    "0.1.2.3": "this network",
    "10.1.2.3": "private",
    "100.64.0.1": "shared by a carrier",
    "100.127.255.254": "shared by a carrier",
    "127.0.0.1": "loopback",
    "127.255.0.9": "loopback",
    "169.254.169.254": "link-local",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.0.0.8": "protocol assignments",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4 relay",
    "192.168.1.1": "private",
    "198.18.0.1": "benchmarking",
    "198.19.255.255": "benchmarking",
    "224.0.0.1": "multicast",
    "239.255.255.250": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "reserved",
    "::": "unspecified",
    "::1": "loopback",
    "::127.0.0.1": "IPv4-compatible",
    "::ffff:127.0.0.1": "IPv4-mapped",
    "::ffff:8.8.8.8": "IPv4-mapped",
    "::ffff:0:10.0.0.1": "IPv4-translated",
    "64:ff9b::7f00:1": "loopback",
    "64:ff9b::a9fe:a9fe": "link-local",
    "64:ff9b:1::808:808": "NAT64 of one's own",
    "2001::1": "Teredo",
    "2001:10::1": "protocol assignments",
    "2001:db8::1": "documentation",
    "2002:7f00:1::": "6to4",
    "2002:808:808::1": "6to4",
    "3fff::1": "documentation",
    "fc00::1": "unique local",
    "fd12:3456::1": "unique local",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "4000::1": "reserved",
    "1::1": "reserved",
    "example": "no address",
}
OUTSIDE = [
    "1.1.1.1",
    "8.8.8.8",
    "11.0.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "126.255.255.255",
    "128.0.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "192.167.255.255",
    "192.169.0.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize(("address", "what"), INSIDE.items())
def test_a_name_that_leads_inside_is_refused_with_what_is_there(address: str, what: str) -> None:
    with pytest.raises(Rejected, match=re.escape(f"feeds.example leads to {address} ({what})")):
        Guard().check_addresses("feeds.example", [address])


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_server_of_the_public_network_may_be_reached(address: str) -> None:
    Guard().check_addresses("feeds.example", [address])


def test_one_address_inside_among_many_outside_refuses_the_name() -> None:
    with pytest.raises(Rejected, match=re.escape("10.0.0.1")):
        Guard().check_addresses("feeds.example", [*OUTSIDE, "10.0.0.1"])


def test_a_network_of_ones_own_is_reached_only_if_it_is_named() -> None:
    guard = Guard.read("10.1.0.0/16, 127.0.0.1 fd00::/8")
    guard.check_addresses("intranet.example", ["10.1.2.3", "127.0.0.1", "fd00::1", "8.8.8.8"])
    for address in ("10.2.0.1", "127.0.0.2", "fc00::1", "::ffff:10.1.2.3"):
        with pytest.raises(Rejected, match="KHABAR_FETCH_PRIVATE"):
            guard.check_addresses("intranet.example", [address])


@pytest.mark.parametrize("said", ["intranet", "10.0.0.0/33", "10.0.0.1/8", "1.2.3"])
def test_a_network_that_is_none_stops_the_start_and_is_named(said: str) -> None:
    with pytest.raises(ConfigError, match=f"KHABAR_FETCH_PRIVATE.*{re.escape(said)}"):
        Guard.read(f"10.0.0.0/8 {said}")


@pytest.mark.parametrize(
    "url",
    [
        "http://0x7f.1/",
        "http://0x7f000001/",
        "http://0X7F.0.0.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.01/",
        "http://127.0.0.1./",
        "http://127.0.0.1../",
        "http://1.2.3.4.5/",
        "http://8.8.2056/",
        "http://feeds.example.0x/",
        "http://.example/",
        "http://a..b/",
        "http://-a.example/",
        "http://a_b-.example/",
        "http://%31%32%37.0.0.1/",
        "http://127%2e0.0.1/",
        "http://a*b.example/",
        "http://feeds.example%00.example/",
    ],
)
def test_an_address_in_disguise_is_refused(url: str) -> None:
    with pytest.raises((Rejected, httpx.InvalidURL)):
        Guard.read("0.0.0.0/0 ::/0").check_url(httpx.URL(url))


@pytest.mark.parametrize(
    "url", ["http://①②⑦.⓪.⓪.①/", "http://１２７.0.0.1/", "http://127。0。0。1:22/", "http://[::1/"]
)
def test_an_address_in_other_letters_never_becomes_one(url: str) -> None:
    with pytest.raises((Rejected, httpx.InvalidURL)):
        Guard().check_url(httpx.URL(url))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://e.example/", "gopher://e.example/", "//feeds.example/", "http:///x", ""]
)
def test_only_the_web_is_fetched(url: str) -> None:
    with pytest.raises(Rejected, match="only http and https"):
        Guard().check_url(httpx.URL(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://feeds.example/",
        "https://feeds.example./rss?x=1",
        "https://feeds.example:8443/",
        "http://feeds_1.3bnews.example:8080/",
        "https://أخبار.example/خلاصة",
        "https://xn--mgbah1a3hjkrd.example/",
        "http://8.8.8.8/",
        "http://[2606:4700::1111]/",
    ],
)
def test_the_usual_ports_of_any_name_are_fetched(url: str) -> None:
    Guard().check_url(httpx.URL(url))


@pytest.mark.parametrize("port", [22, 25, 6379, 11211, 3306, 81])
def test_another_port_is_used_only_where_a_person_named_it(port: int) -> None:
    named = httpx.URL(f"http://feeds.example:{port}/rss")
    Guard().check_url(named, named)
    Guard().check_url(httpx.URL(f"http://FEEDS.example:{port}/elsewhere"), named)
    for other in (None, httpx.URL("http://feeds.example/rss"), httpx.URL(f"http://other.example:{port}/")):
        with pytest.raises(Rejected, match=f"feeds.example:{port}"):
            Guard().check_url(named, other)


def test_a_port_that_does_not_exist_is_refused_even_where_a_person_named_it() -> None:
    named = httpx.URL("http://feeds.example:65536/rss")
    with pytest.raises(Rejected, match="no such port"):
        Guard().check_url(named, named)


def test_ones_own_network_may_use_any_port() -> None:
    Guard.read("127.0.0.1").check_url(httpx.URL("http://127.0.0.1:4321/"))
    with pytest.raises(Rejected, match="port"):
        Guard.read("127.0.0.1").check_url(httpx.URL("http://127.0.0.2:4321/"))


PARTS = ["http://", "https:", "//", "\\", "@", ":", "[", "]", "::1", "127.0.0.1", "e.example", "80", "%", "%00", "?"]
ODD = ["#", "..", "-", "ب", "①", "xn--a", "*", "İ", "9" * 9, "\u200b", "\ud800", "\n", " ", "\x7f", "\x80", "a" * 70]


@given(st.lists(st.sampled_from(PARTS + ODD), max_size=7).map("".join))
@settings(max_examples=50, deadline=None)
def test_however_odd_an_address_is_it_costs_a_refusal_and_nothing_else(url: str) -> None:
    def unknown(_: str) -> Sequence[str]:
        msg = "Name or service not known"
        raise OSError(msg)

    async def get() -> None:
        async with Fetcher(Guard(), Turns(gap_seconds=0, per_host=2), lookup=unknown) as through:
            for each in (url, f"http://{url}"):
                with pytest.raises((Rejected, Retryable)):
                    await through.get(each, max_bytes=1000, seconds=20)

    asyncio.run(get())
