"""What an embedded address is, told without asking anybody."""

import pytest

from khabar.website import Language
from khabar_site.embeds import embed
from khabar_site.phrases import Phrases


@pytest.mark.parametrize(
    ("url", "provider", "label", "id_"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=10", "YouTube", "video", "dQw4w9WgXcQ"),
        ("https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0", "YouTube", "video", "dQw4w9WgXcQ"),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", "YouTube", "video", "dQw4w9WgXcQ"),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", "YouTube", "video", "dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ", "YouTube", "video", "dQw4w9WgXcQ"),
        ("https://player.vimeo.com/video/76979871", "Vimeo", "video", "76979871"),
        ("https://www.dailymotion.com/embed/video/x8abcde", "Dailymotion", "video", "x8abcde"),
        ("https://www.tiktok.com/@newsroom/video/7106594312292453675", "TikTok", "video", "7106594312292453675"),
        ("https://twitter.com/newsroom/status/1234567890", "X", "post", "1234567890"),
        ("https://x.com/newsroom/status/1234567890?s=20", "X", "post", "1234567890"),
        ("https://platform.twitter.com/embed/Tweet.html?id=1234567890", "X", "post", "1234567890"),
        ("https://www.facebook.com/newsroom/posts/pfbid02abc", "Facebook", "post", "pfbid02abc"),
        ("https://www.facebook.com/watch/?v=987654321", "Facebook", "video", "987654321"),
        ("https://www.facebook.com/newsroom/videos/987654321/", "Facebook", "video", "987654321"),
        ("https://www.facebook.com/newsroom/videos/title-of-it/987654321/", "Facebook", "video", "987654321"),
        ("https://fb.watch/aBc-12_d/", "Facebook", "video", "aBc-12_d"),
        ("https://www.instagram.com/p/CxYz_12-ab/", "Instagram", "post", "CxYz_12-ab"),
        ("https://t.me/newsroom/123", "Telegram", "post", "newsroom/123"),
        ("https://soundcloud.com/newsroom/episode-one", "SoundCloud", "sound", "newsroom/episode-one"),
        ("https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2I", "Spotify", "sound", "episode/4rOoJ6Egrf8K2I"),
        ("https://www.google.com/maps/embed?pb=!1m18", "Google Maps", "map", ""),
        ("https://www.openstreetmap.org/export/embed.html?bbox=1", "OpenStreetMap", "map", ""),
        ("https://x.com/newsroom", "X", "page", ""),
        ("https://www.youtube.com/@newsroom", "YouTube", "page", ""),
    ],
)
def test_a_known_provider_is_named_by_what_lies_there(url: str, provider: str, label: str, id_: str) -> None:
    assert embed(url) == (provider, f"embeds.{label}", id_)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/video/1",
        "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://evil.example/youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        "https://www.google.com/search?q=maps",
        "https://[::1",
        "",
    ],
)
def test_others_are_not_taken_for_a_known_provider(url: str) -> None:
    assert embed(url) is None


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("kind", ["video", "post", "sound", "map", "page"])
def test_each_kind_has_words_in_both_languages(language: Language, kind: str) -> None:
    assert "YouTube" in Phrases(language, "latin").say(f"embeds.{kind}", provider="YouTube")
