from __future__ import annotations

from pathlib import Path

import numpy as np

from mtl.data.base import Images
from mtl.data.decoding import Cut
from mtl.data.image_files import ImageFiles
from mtl.data.open_cache import open_images
from tests.mtl.files import drained

COUNT = 40


def files(folder: Path, size: int = 8, skip: bool = False, names: list[str] | None = None) -> ImageFiles:
    names = [f"{image}.png" for image in range(COUNT)] if names is None else names
    return ImageFiles(
        "made", folder.parent, folder, names, Cut(size), lambda row: f"line {row + 2}", skip, "data.path", "Mend them."
    )


def opened(wanted: ImageFiles, cache_dir: Path) -> tuple[Images, list[tuple[int, int]]]:
    """The images and what was reported on the way."""
    return drained(open_images(wanted, cache_dir))


def greys(images: Images) -> list[int]:
    return images.pixels[np.arange(COUNT)][:, 0, 0, 0].tolist()


GREYS = [image * 6 for image in range(COUNT)]


def leftovers(cache_dir: Path) -> list[str]:
    """What lies in the cache besides whole caches, locks and fingerprints."""
    return [path.name for path in (cache_dir / "images").glob("*.*") if path.suffix != ".lock"]
