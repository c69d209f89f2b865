"""A data set of one's own: small images and the manifest that names them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

COLOURS = {"red": (220, 40, 40), "green": (40, 200, 60), "blue": (40, 60, 220)}
UNLABELLED = 6
"""Images without a label of the task `bright`."""


@dataclass(frozen=True)
class OwnImages:
    """`path` as the form names it; `broken` is a manifest that cannot be used."""

    path: str
    broken: str
    images: int


def write_own_images(data_root: Path, images: int = 60) -> OwnImages:
    """Plain squares with the tasks `colour` (3 classes), `bright` (some labels missing), `striped` and `framed`."""
    folder = data_root / "squares"
    folder.mkdir(parents=True)
    rows: list[dict[str, object]] = []
    for number in range(images):
        name, colour = list(COLOURS.items())[number % 3]
        bright = number // 3 % 2
        shade = [min(255, part + 30) if bright else part // 2 for part in colour]
        Image.new("RGB", (12, 12), tuple(shade)).save(folder / f"{number:03d}.png")
        rows.append(
            {
                "path": f"{number:03d}.png",
                "split": "test" if number % 5 == 4 else "train",
                "colour": name,
                "bright": "" if number < UNLABELLED else bright,
                "striped": number // 2 % 2,
                "framed": number // 4 % 2,
            }
        )
    _write(folder / "labels.csv", rows)
    _write(folder / "wrong.csv", [*rows, rows[0] | {"path": "../../secret.png"}])
    return OwnImages("squares/labels.csv", "squares/wrong.csv", images)


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
