"""Pictures in a piece of HTML, behind the many ways pages load them late."""

from typing import Final

from khabar.models import Media
from khabar_ingest.markup import Element, words
from khabar_ingest.sanitise import web_url
from khabar_ingest.text import normalise

_SOURCES: Final = ("data-src", "data-lazy-src", "data-original", "src")
_TINY_PIXELS: Final = 2


def picture(element: Element, base: str | None) -> Media | None:
    """Read an ``img``, or a ``figure`` with its caption; None for none, for one pixel, or for no web address."""
    image = element if element.tag in {"img", "amp-img"} else next(element.iter("img", "amp-img"), None)
    url = _address(image, base) if image is not None else None
    if image is None or url is None:
        return None
    width, height = _pixels(image.get("width")), _pixels(image.get("height"))
    if min(width or _TINY_PIXELS + 1, height or _TINY_PIXELS + 1) <= _TINY_PIXELS:
        return None
    captions = (normalise(words(caption)) for caption in element.iter("figcaption"))
    alt = normalise(image.get("alt") or "") or None
    return Media(url=url, alt=alt, caption=next(captions, None) or None, width=width, height=height)


def _address(image: Element, base: str | None) -> str | None:
    candidates = [image.get(key) or "" for key in _SOURCES]
    candidates.append((image.get("srcset") or image.get("data-srcset") or "").split(" ")[0])
    return next((url for value in candidates if value.strip() and (url := web_url(value, base))), None)


def _pixels(value: str | None) -> int | None:
    digits = (value or "").removesuffix("px").strip()
    return int(digits) or None if digits.isascii() and digits.isdigit() and len(digits) < 6 else None  # noqa: PLR2004 - no picture is 100,000 wide
