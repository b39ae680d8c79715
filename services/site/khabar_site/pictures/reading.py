"""Reading a picture that strangers made: few formats, bounded sizes, upright, in the colours of the web."""

import warnings
from io import BytesIO
from typing import Final

from PIL import Image, ImageCms, ImageFile, UnidentifiedImageError

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
MOST_PIXELS: Final = 50_000_000
_LEAST: Final = 16  # what is smaller counts readers and shows nothing
_MOST_PROFILE_BYTES: Final = 4_000_000
_ORIENTATION: Final = 0x0112  # of Exif, and what undoes each of its values; from the fifth on, sides change places
_SIDEWAYS: Final = 5
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB: Final = ImageCms.createProfile("sRGB")
_CHANNELS: Final = {"RGB": "RGB ", "CMYK": "CMYK", "L": "GRAY"}
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Unfit(Exception):
    """A picture that will never be shown, whatever is tried; the message says why."""


def read(content: bytes, most: tuple[int, int]) -> Image.Image:
    """Read a picture's first frame, no larger than ``most`` (width, height), upright, as sRGB on white.

    Raises:
        Unfit: it has too many points, or too few.
        OSError: it is no picture of a known format, is damaged, or breaks off.
    """
    with _opened(content) as image:
        _check(image.size)
        orientation = _orientation(image)
        size = fitting(image.size, most[::-1] if orientation >= _SIDEWAYS else most)
        profile = image.info.get("icc_profile")
        image.draft(None, size)  # a JPEG is read at a part of its size, where that is enough
        small = _plain(image).resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    turn = _UPRIGHT.get(orientation)
    return _srgb(small if turn is None else small.transpose(turn), profile)


def fitting(size: tuple[int, int], most: tuple[int, int]) -> tuple[int, int]:
    """The size at which a picture fits into another, in its own proportions; it never grows."""
    scale = min(1.0, most[0] / size[0], most[1] / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _opened(content: bytes) -> ImageFile.ImageFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        msg = f"it is no picture in a format that is read ({', '.join(FORMATS)})"
        raise OSError(msg) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(str(error)) from error


def _check(size: tuple[int, int]) -> None:
    if min(size) < _LEAST:
        msg = f"it has only {size[0]} × {size[1]} points"
        raise Unfit(msg)


def _orientation(image: ImageFile.ImageFile) -> int:
    """How the camera was held; damaged notes about that are as good as none."""
    try:
        said = int(image.getexif().get(_ORIENTATION, 1))
    except (ValueError, TypeError, OSError, SyntaxError, KeyError, EOFError):
        return 1
    return said if said in _UPRIGHT else 1


def _plain(image: Image.Image) -> Image.Image:
    """The picture in channels that can be measured and scaled; what shines through is laid on white."""
    image.load()
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        over = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")
    return image if image.mode in _CHANNELS else image.convert("RGB")


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in the web's colours, by its own profile where that can be used; its notes are left behind."""
    made = _profiled(image, profile) if profile and len(profile) <= _MOST_PROFILE_BYTES else None
    made = made or image.convert("RGB")
    made.info = {}
    return made


def _profiled(image: Image.Image, profile: bytes) -> Image.Image | None:
    try:
        known = ImageCms.ImageCmsProfile(BytesIO(profile))
        if known.profile.xcolor_space != _CHANNELS[image.mode]:
            return None
        return ImageCms.profileToProfile(image, known, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
