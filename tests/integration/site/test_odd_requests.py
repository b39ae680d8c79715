"""Requests that no page of ours makes are answered as what they are, not as a failure of the site."""

import httpx
import pytest

from tests.integration.site.told import push


@pytest.mark.parametrize(
    "path",
    [
        "/latest/before/999999999999999.aaaaaaaaaaaa",
        "/lite/before/999999999999999.aaaaaaaaaaaa",
        "/corrections/before/999999999999999.aaaaaaaaaaaa",
        "/latest/before/-99999999999999.aaaaaaaaaaaa",
        f"/lite/a/aaaaaaaaaaaa/{'1' * 5000}",
        f"/{'1' * 5000}/01/aaaaaaaaaaaa",
        f"/2024/{'1' * 5000}/aaaaaaaaaaaa",
        "/archive/2024/01/01/before/999999999999999.aaaaaaaaaaaa",
        "/sitemap/2024-01-99999999999999999999.xml",
        "/sitemap/2024-01-999.xml",
        f"/sitemap/2024-01-{'9' * 5000}.xml",
        f"/a/aaaaaaaaaaaa/versions/{'1' * 5000}",
        "/search?q=a&from=9999&to=9999",
        "/search?q=%22a%22&page=99",
        "/search?q=%00",
        "/search?q=%ED%A0%80",
        "/tag/%00",
        "/tag/%ED%A0%80",
        "/section/%0d%0aX:1",
        "/latest/live?last=x&have=",
    ],
)
def test_an_address_that_nobody_printed_does_no_harm(site: httpx.Client, path: str) -> None:
    push(site, "سيول الحسكة")
    with site.stream("GET", path) as answer:
        assert answer.status_code < 500
