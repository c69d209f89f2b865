from __future__ import annotations

import pytest
import torch

from mtl.views import AS_IT_IS, VIEWS, View

IMAGE = torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]], dtype=torch.uint8)[None, None]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View(1), [[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
        (View(1, mirrored=True), [[3, 2, 1], [6, 5, 4], [9, 8, 7]]),
        (View(1, shift=1), [[0, 0, 0], [0, 1, 2], [0, 4, 5]]),
        (View(1, shift=-1), [[5, 6, 0], [8, 9, 0], [0, 0, 0]]),
        (View(1, mirrored=True, shift=1), [[0, 0, 0], [0, 3, 2], [0, 6, 5]]),
    ],
)
def test_a_view_of_an_image(view: View, expected: list[list[int]]) -> None:
    seen = view.apply(IMAGE)
    assert seen.dtype == torch.uint8
    assert seen[0, 0].tolist() == expected


def test_the_weights_of_all_views_add_up_to_one() -> None:
    assert VIEWS["none"] == AS_IT_IS
    for views in VIEWS.values():
        assert sum(view.weight for view in views) == 1
        assert len(set(views)) == len(views)


def test_a_moved_view_counts_half_of_one_in_place() -> None:
    weights = {(view.mirrored, view.shift): view.weight for view in VIEWS["flip_and_shift"]}
    for mirrored in (False, True):
        assert weights[mirrored, 1] == weights[mirrored, -1] == weights[mirrored, 0] / 2
