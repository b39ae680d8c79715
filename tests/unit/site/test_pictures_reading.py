"""Pictures that strangers made: what is read of them, and what is refused."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw

from khabar_site.pictures.reading import Unfit
from khabar_site.pictures.renditions import Rendition, renditions, widths

_RED, _BLUE, _GREEN = (220, 30, 30), (30, 30, 220), (30, 160, 30)


def halves(size: tuple[int, int] = (800, 600), left: Any = _RED, right: Any = _BLUE, mode: str = "RGB") -> Image.Image:  # noqa: ANN401 - a colour of any mode
    """A picture with a left half and a right half."""
    image = Image.new(mode, size, right)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill=left)
    return image


def saved(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:  # noqa: ANN401 - what each format knows
    written = BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def widest(content: bytes) -> Image.Image:
    """What readers see of a picture."""
    return Image.open(BytesIO(renditions(content)[-1].content))


def is_like(found: Any, wanted: tuple[int, int, int], by: int = 12) -> bool:  # noqa: ANN401 - a pixel
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def is_halved(image: Image.Image, left: tuple[int, int, int] = _RED, right: tuple[int, int, int] = _BLUE) -> bool:
    middle = image.height // 2
    found = (image.getpixel((image.width // 4, middle)), image.getpixel((image.width * 3 // 4, middle)))
    return is_like(found[0], left) and is_like(found[1], right)


def test_a_large_picture_is_made_in_every_width_and_keeps_its_shape() -> None:
    made = renditions(saved(halves((2400, 1800))))
    assert [(each.width, each.height) for each in made] == [
        (320, 240),
        (640, 480),
        (960, 720),
        (1280, 960),
        (1600, 1200),
    ]
    for each in made:
        with Image.open(BytesIO(each.content)) as image:
            assert (image.format, image.size) == ("WEBP", (each.width, each.height))


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        (100, [100]),
        (320, [320]),
        (340, [340]),
        (500, [320, 500]),
        (1000, [320, 640, 1000]),
        (1300, [320, 640, 960, 1300]),
    ],
)
def test_a_picture_never_grows_and_no_width_is_made_twice(own: int, wanted: list[int]) -> None:
    assert widths(own) == wanted
    assert [each.width for each in renditions(saved(halves((own, own // 2))))] == wanted


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_the_formats_of_the_web_are_read(kind: str) -> None:
    assert is_halved(widest(saved(halves(), kind)))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_that_was_taken_sideways_stands_upright(orientation: int) -> None:
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    image = halves()
    exif = Image.Exif()
    exif[0x0112] = orientation
    shown = widest(saved(image.transpose(turned) if turned is not None else image, exif=exif))
    assert shown.size == (800, 600)
    assert is_halved(shown)


def test_a_wide_picture_taken_upright_is_as_wide_as_others() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert widest(saved(halves((2000, 4000)), exif=exif)).size == (1600, 800)


def test_where_and_with_what_a_picture_was_taken_is_told_to_nobody() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 57.0, 1.0), 3: "E", 4: (39.0, 0.0, 32.0)})
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = saved(halves(), exif=exif, icc_profile=profile, comment=b"SECRET-PLACE", xmp=b"<x>SECRET-XMP</x>")
    assert b"SECRET" in content
    for each in renditions(content):
        assert b"SECRET" not in each.content
        assert {b"EXIF", b"XMP ", b"ICCP"}.isdisjoint(_chunks(each))


def test_a_transparent_picture_lies_on_white() -> None:
    content = saved(halves(left=(0, 0, 0, 0), right=(*_GREEN, 255), mode="RGBA"), "PNG")
    assert is_halved(widest(content), (255, 255, 255), _GREEN)


def test_a_palette_with_a_transparent_colour_is_read() -> None:
    image = halves(left=0, right=1, mode="P")
    image.putpalette([0, 0, 0, *_GREEN])
    assert is_halved(widest(saved(image, "PNG", transparency=0)), (255, 255, 255), _GREEN)


def test_an_animation_is_shown_by_its_first_frame() -> None:
    content = saved(halves(), "GIF", save_all=True, append_images=[halves(left=_GREEN), halves(left=_BLUE)])
    assert is_halved(widest(content))


def test_a_picture_for_print_is_read_in_the_colours_of_the_web() -> None:
    shown = widest(saved(halves(left=(0, 255, 255, 0), right=(255, 255, 0, 0), mode="CMYK")))
    assert (shown.mode, is_halved(shown, (255, 0, 0), (0, 0, 255))) == ("RGB", True)


def test_a_profile_changes_the_colours_as_it_says() -> None:
    """A grey of a profile whose lightness is linear is a lighter one on the web."""
    profile = _linear_grey()
    shown = widest(saved(Image.new("L", (100, 100), 128), icc_profile=profile))
    assert is_like(shown.getpixel((50, 50)), (188, 188, 188), by=4)


@pytest.mark.parametrize("profile", [b"\0" * 5_000_000, b"no profile at all", b""], ids=["huge", "nonsense", "none"])
def test_a_profile_that_cannot_be_used_is_left_out(profile: bytes) -> None:
    assert is_halved(widest(saved(halves(), icc_profile=profile)))


def test_a_profile_for_other_colours_is_left_out() -> None:
    assert is_halved(widest(saved(halves(), icc_profile=_linear_grey())))


def test_deep_greys_are_scaled_and_not_cut_off() -> None:
    content = saved(Image.new("I;16", (64, 64), 0x8000), "PNG")
    assert is_like(widest(content).getpixel((9, 9)), (128, 128, 128), by=3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_whatever_a_png_is_made_of_becomes_plain_colour(mode: str) -> None:
    assert widest(saved(Image.new("RGB", (50, 40), _RED).convert(mode), "PNG")).mode == "RGB"


def test_a_picture_of_very_many_points_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Unfit, match="400000000 pixels"):
        renditions(_png_that_says((20_000, 20_000)))
    with pytest.raises(Unfit, match="51840000 pixels"):
        renditions(_png_that_says((7_200, 7_200)))


def test_a_pixel_that_counts_readers_is_refused() -> None:
    with pytest.raises(Unfit, match="only 1 × 1"):
        renditions(saved(Image.new("RGB", (1, 1)), "GIF"))


def test_a_very_long_picture_fits_what_webp_can_hold() -> None:
    made = renditions(saved(Image.new("L", (900, 30_000), 99), "PNG"))
    assert made[-1].height == 16_383
    assert made[-1].width == 491


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_picture_that_breaks_off_is_refused(kind: str) -> None:
    noisy = Image.effect_noise((200, 200), 90).convert("RGB")
    content = saved(noisy, kind)
    with pytest.raises((OSError, SyntaxError, ValueError, EOFError)):
        renditions(content[: len(content) * 2 // 3])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><title>Not found</title>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) run\n",
        b"BM" + b"\0" * 100,
        b"II*\0" + b"\0" * 100,
    ],
    ids=["nothing", "html", "svg", "postscript", "bmp", "tiff"],
)
def test_what_is_no_picture_of_the_web_is_refused(content: bytes) -> None:
    with pytest.raises(OSError, match="no picture in a format that is read"):
        renditions(content)


def _chunks(rendition: Rendition) -> set[bytes]:
    """The names of a WebP file's chunks (RFC 9649)."""
    found, at = set(), 12
    while at < len(rendition.content):
        name, size = struct.unpack("<4sI", rendition.content[at : at + 8])
        found.add(name)
        at += 8 + size + size % 2
    return found


def _png_that_says(size: tuple[int, int]) -> bytes:
    """A PNG (RFC 2083) of a few bytes that unpacks to very many."""
    head = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1_000_000)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _linear_grey() -> bytes:
    """A profile of greys (ICC.1) whose values stand for light as it is."""
    white = b"XYZ \0\0\0\0" + struct.pack(">iii", 63_190, 65_536, 54_061)
    curve = b"curv\0\0\0\0" + struct.pack(">I", 0)
    words = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"grey\0" + b"\0" * 78 + b"\0"
    rights = b"text\0\0\0\0free\0\0\0\0"
    tags, body, at = [], b"", 128 + 4 + 4 * 12
    for name, data in ((b"desc", words), (b"wtpt", white), (b"kTRC", curve), (b"cprt", rights)):
        padded = data + b"\0" * (-len(data) % 4)
        tags.append(name + struct.pack(">II", at + len(body), len(data)))
        body += padded
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02100000, b"mntr", b"GRAY", b"XYZ ")
    head += struct.pack(">6H", 2024, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    head += struct.pack(">iii", 63_190, 65_536, 54_061)
    return head.ljust(128, b"\0") + struct.pack(">I", 4) + b"".join(tags) + body
