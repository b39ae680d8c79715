from pathlib import Path

from khabar_site.settings import SiteSettings
from tests.integration.site.conftest import serving
from tests.unit.site.articles import HEADLINE, pushed


def test_stored_pages_follow_the_newsroom_when_it_changes_its_name(site_settings: SiteSettings, tmp_path: Path) -> None:
    article = pushed()
    with serving(site_settings) as site:
        url = site.put(f"/api/articles/{article['id']}", json=article).json()["url"]
        assert "مرصد الفرات" in site.get(url).text
    newsroom = tmp_path / "newsroom.toml"
    newsroom.write_text(newsroom.read_text("utf-8").replace("مرصد الفرات", "مرصد الخابور"), "utf-8")
    with serving(SiteSettings()) as site:
        page = site.get(url).text
        assert "مرصد الخابور" in page
        assert "مرصد الفرات" not in page
        assert HEADLINE in page
        assert site.put(f"/api/articles/{article['id']}", json=article).json()["state"] == "unchanged"
