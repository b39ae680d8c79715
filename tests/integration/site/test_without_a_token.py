import pytest

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.unit.site.articles import pushed, uuid_of


@pytest.mark.parametrize("token", [None, "", " "])
def test_a_site_without_a_token_accepts_nothing(
    site_settings: SiteSettings, monkeypatch: pytest.MonkeyPatch, token: str | None
) -> None:
    monkeypatch.delenv("KHABAR_SITE_TOKEN")
    if token is not None:
        monkeypatch.setenv("KHABAR_SITE_TOKEN", token)
    with serving(SiteSettings()) as client:
        for authorization in ("Bearer", "Bearer None", ""):
            headers = {"authorization": authorization}
            response = client.put(f"/api/articles/{uuid_of('water')}", json=pushed(), headers=headers)
            assert response.status_code == 503
            assert "KHABAR_SITE_TOKEN" in response.json()["detail"]
        assert client.get("/").status_code == 200
