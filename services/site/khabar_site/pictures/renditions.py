"""Making a picture's files: WebP in the widths that pages ask for, none wider than the picture itself."""

from io import BytesIO
from typing import Final, NamedTuple

from khabar_site.pictures.reading import fitting, read

WIDTHS: Final = (320, 640, 960, 1280, 1600)
_MOST: Final = (WIDTHS[-1], 16_383)  # the greatest height that WebP knows
_NEAR: Final = 1.1
_QUALITY: Final = 78


class Rendition(NamedTuple):
    """One file of a picture."""

    width: int
    height: int
    content: bytes


def renditions(content: bytes) -> list[Rendition]:
    """Make a picture's files, the narrowest first.

    Raises:
        Unfit: the picture can never be shown.
        OSError: it cannot be read.
    """
    image = read(content, _MOST)
    made = []
    for width in widths(image.width):
        size = fitting(image.size, (width, image.height))
        sized = image.resize(size, reducing_gap=3.0) if size != image.size else image
        written = BytesIO()
        sized.save(written, "WEBP", quality=_QUALITY, method=4)
        made.append(Rendition(*size, written.getvalue()))
    return made


def widths(own: int) -> list[int]:
    """The widths for a picture of a width of its own, which is the last; those that nearly are it are left out."""
    return [*(width for width in WIDTHS if width * _NEAR <= own), own]
