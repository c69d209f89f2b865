from __future__ import annotations

import pytest
import torch

from mtl.image_views import AS_IT_IS, IMAGE_VIEWS, ImageView

IMAGE = torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]], dtype=torch.uint8)[None, None]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (ImageView(1), [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
        (ImageView(1, mirrored=True), [[3, 2, 1], [6, 5, 4], [9, 8, 7]]),
        (ImageView(1, shift=1), [[0, 0, 0], [0, 1, 2], [0, 4, 5]]),
        (ImageView(1, shift=-1), [[5, 6, 0], [8, 9, 0], [0, 0, 0]]),
        (ImageView(1, mirrored=True, shift=1), [[0, 0, 0], [0, 3, 2], [0, 6, 5]]),
    ],
)
def test_a_view_of_an_image(view: ImageView, expected: list[list[int]]) -> None:
    seen = view.apply(IMAGE)
    assert seen.dtype == torch.uint8
    assert seen[0, 0].tolist() == expected


def test_the_weights_of_all_views_add_up_to_one() -> None:
    assert IMAGE_VIEWS["none"] == AS_IT_IS
    for views in IMAGE_VIEWS.values():
        assert sum(view.weight for view in views) == 1
        assert len(set(views)) == len(views)


def test_a_moved_view_counts_half_of_one_in_place() -> None:
    weights = {(view.mirrored, view.shift): view.weight for view in IMAGE_VIEWS["flip_and_shift"]}
    for mirrored in (False, True):
        assert weights[mirrored, 1] == weights[mirrored, -1] == weights[mirrored, 0] / 2
