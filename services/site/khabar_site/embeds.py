"""What an embedded address is, told by the address alone: pages link to it and load nothing from it."""

import re
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit


class Embed(NamedTuple):
    """A post, film or sound elsewhere.

    ``label`` is the key of the words that say what it is (`languages/*/embeds.toml`, with a place for the provider);
    ``id`` names it at its provider, and is empty where the address does not tell.
    """

    provider: str
    label: str
    id: str


class _Provider(NamedTuple):
    name: str
    label: str
    hosts: frozenset[str]
    path: re.Pattern[str]
    query: str = ""


def _provider(name: str, label: str, hosts: str, path: str, query: str = "") -> _Provider:
    return _Provider(name, f"embeds.{label}", frozenset(hosts.split()), re.compile(path), query)


_PROVIDERS = (
    _provider("YouTube", "video", "youtube.com youtube-nocookie.com", r"/(?:embed|shorts|live|v)/([\w-]{6,20})", "v"),
    _provider("YouTube", "video", "youtu.be", r"/([\w-]{6,20})"),
    _provider("Vimeo", "video", "vimeo.com player.vimeo.com", r"/(?:video/)?(\d+)"),
    _provider("Dailymotion", "video", "dailymotion.com dai.ly", r"/(?:embed/)?(?:video/)?(x\w+)"),
    _provider("TikTok", "video", "tiktok.com", r"/(?:@[^/]+/video|embed(?:/v2)?)/(\d+)"),
    _provider("X", "post", "x.com twitter.com platform.twitter.com", r"/(?:[^/]+|i/web)/status/(\d+)", "id"),
    _provider("Facebook", "video", "facebook.com", r"/(?:[^/]+/videos/(?:[^/]+/)?|reel/)(\d+)"),
    _provider("Facebook", "video", "facebook.com", r"/watch()", "v"),
    _provider("Facebook", "video", "fb.watch", r"/([\w-]+)"),
    _provider("Facebook", "post", "facebook.com", r"/[^/]+/posts/([\w-]+)"),
    _provider("Instagram", "post", "instagram.com", r"/(?:[^/]+/)?(?:p|reel|tv)/([\w-]+)"),
    _provider("Telegram", "post", "t.me telegram.me", r"/(?:s/)?(\w+/\d+)"),
    _provider("SoundCloud", "sound", "soundcloud.com w.soundcloud.com", r"/([^/]+/[^/?]+)"),
    _provider("Spotify", "sound", "open.spotify.com", r"/(?:embed/)?((?:episode|show|track|playlist)/\w+)"),
    _provider("Google Maps", "map", "maps.google.com", r"/()"),
    _provider("Google Maps", "map", "google.com", r"/maps()\b"),
    _provider("OpenStreetMap", "map", "openstreetmap.org", r"/()"),
)
_MAP = "embeds.map"  # what else lies at such a host is no map
_PREFIXES = ("www.", "m.", "mobile.", "web.")


def embed(url: str) -> Embed | None:
    """Say what lies at an embedded address; None where its host is none of those that are known."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return None
    for prefix in _PREFIXES:
        host = host.removeprefix(prefix)
    known = [provider for provider in _PROVIDERS if host in provider.hosts]
    for provider in known:
        if (id_ := _id(provider, parts.path, parts.query)) is not None:
            return Embed(provider.name, provider.label, id_)
    return Embed(known[0].name, "embeds.page", "") if known and known[0].label != _MAP else None


def _id(provider: _Provider, path: str, query: str) -> str | None:
    found = provider.path.match(path)
    if found and found[1]:
        return found[1]
    asked = parse_qs(query).get(provider.query, [""])[0] if provider.query else ""
    if re.fullmatch(r"[\w-]{1,40}", asked):
        return asked
    return "" if found else None
