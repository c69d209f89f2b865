"""From the bytes of an image file to a square of pixels, with Pillow."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "PPM")  # no format whose decoder starts another program
_SPARE = 2.0  # pixels read per pixel wanted, before the last resizing: no visible difference, and faster

MAX_BYTES = 2**28
"""A file above this size is no image that anyone wants to train on at 512 pixels."""


class Damaged(Exception):
    """A file cannot be decoded; the message says why."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which part of an image is kept, and the side of the square of pixels that it is brought to."""

    size: int
    fit: Literal["stretch", "crop"] = "stretch"
    share: float = 1.0
    """With `crop`: side of the square that is cut out as a share of the short side."""

    def box(self, width: int, height: int) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the part, in pixels and fractions of them. Turning the image turns the part."""
        if self.fit == "stretch":
            return (0.0, 0.0, float(width), float(height))
        side = min(width, height) * self.share
        return ((width - side) / 2, (height - side) / 2, (width + side) / 2, (height + side) / 2)


def decode(content: bytes, cut: Cut) -> NDArray[np.uint8]:
    """3 x size x size: the image upright as its EXIF orientation says, in RGB, on white where it is transparent.

    Raises:
        Damaged: it is no image, is incomplete, or is too large to be opened safely.
    """
    import numpy as np
    from PIL import Image, UnidentifiedImageError

    # Pillow only warns of an image that fills the memory, up to twice the size at which it refuses
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            square = _square(image, cut)
    except UnidentifiedImageError:
        raise Damaged("not an image of a kind that is read (JPEG, PNG, WebP, GIF, BMP, TIFF)") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Damaged(f"more than {(Image.MAX_IMAGE_PIXELS or 0) // 10**6} million pixels") from None
    except Exception as error:  # decoders raise whatever a damaged file leads them to
        raise Damaged(f"damaged: {str(error) or type(error).__name__}") from error
    return np.ascontiguousarray(np.asarray(square).transpose(2, 0, 1))


def _square(image: Image.Image, cut: Cut) -> Image.Image:
    from PIL import Image, ImageOps

    left, top, right, bottom = cut.box(*image.size)
    enough = _SPARE * cut.size / min(right - left, bottom - top)
    if enough < 1:  # a JPEG can be read at a half, quarter or eighth of its size
        image.draft(None, (int(image.width * enough) + 1, int(image.height * enough) + 1))
    ImageOps.exif_transpose(image, in_place=True)
    return _rgb(image).resize(
        (cut.size, cut.size), Image.Resampling.BILINEAR, box=cut.box(*image.size), reducing_gap=_SPARE
    )


def _rgb(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode.startswith("I;16"):  # Pillow would cut 16 bits off at 255
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in ("I", "F"):
        raise ValueError(f"the range of {image.mode!r} pixels is not known; save it with 8 bits per channel")
    if image.has_transparency_data:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    return image.convert("RGB")
