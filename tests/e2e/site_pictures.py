"""Drawn pictures in place of photographs: small, ours, and the same each time."""

from io import BytesIO

from PIL import Image, ImageDraw

_SIZE = (1600, 1000)
_HORIZON = 560
_SKIES = {
    "river": ((247, 196, 120), (214, 98, 74)),
    "field": ((126, 178, 222), (216, 232, 240)),
    "city": ((120, 130, 146), (196, 200, 206)),
}
_GROUNDS = {"river": (64, 92, 112), "field": (214, 174, 74), "city": (150, 118, 90)}


def drawn(name: str) -> bytes:
    """The picture of a name, as JPEG."""
    image = Image.new("RGB", _SIZE, _GROUNDS[name])
    pen = ImageDraw.Draw(image)
    top, low = _SKIES[name]
    for line in range(_HORIZON):
        share = line / _HORIZON
        colour = tuple(round(one + (other - one) * share) for one, other in zip(top, low, strict=True))
        pen.line([(0, line), (_SIZE[0], line)], fill=colour)
    {"river": _river, "field": _field, "city": _city}[name](pen)
    written = BytesIO()
    image.save(written, "JPEG", quality=80)
    return written.getvalue()


def _river(pen: ImageDraw.ImageDraw) -> None:
    pen.ellipse([700, 430, 900, 630], fill=(255, 226, 150))
    pen.rectangle([0, _HORIZON, *_SIZE], fill=_GROUNDS["river"])
    for wave in range(14):
        half = 120 - wave * 6
        pen.rectangle([800 - half, 580 + wave * 30, 800 + half, 588 + wave * 30], fill=(238, 190, 130))
    for tree in range(0, 1600, 90):
        tall = 60 + tree * 7 % 70
        pen.ellipse([tree, _HORIZON - tall, tree + 44, _HORIZON + 12], fill=(52, 60, 46))


def _field(pen: ImageDraw.ImageDraw) -> None:
    for row in range(-20, 21):
        pen.line([(800 + row * 18, _HORIZON), (800 + row * 140, _SIZE[1])], fill=(186, 142, 50), width=8)
    pen.ellipse([1180, 120, 1300, 240], fill=(255, 250, 220))


def _city(pen: ImageDraw.ImageDraw) -> None:
    for house in range(24):
        left, tall = house * 70 - 20, 80 + house * 53 % 150
        pen.rectangle([left, _HORIZON - tall, left + 62, _HORIZON + 60], fill=(188 - house * 3, 164, 132))
        pen.rectangle([left + 22, _HORIZON - tall + 24, left + 38, _HORIZON - tall + 50], fill=(70, 62, 56))
