"""What people write by hand, to measure `mtl.training.train` against: the same model, no product around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset, Subset
from torchvision.datasets import FashionMNIST
from torchvision.transforms import ToTensor

from mtl.compute import choose_compute
from mtl.config import RunConfig
from mtl.data.base import Source
from mtl.models.sharing import build_model

_WORKERS = 2


@dataclass(frozen=True)
class Epoch:
    """One epoch of a loop: seconds of training alone, and images per second."""

    seconds: float
    images_per_second: float


def bare_loop(config: RunConfig, source: Source, images: Tensor, labels: dict[str, Tensor]) -> Iterator[Epoch]:
    """The loop that a hand would write on tensors already in memory: no probe, no validation, no record.

    Args:
        config: always on, Adam, without augmentation.
        source: tasks and image shape.
        images: training images, uint8, N x C x H x W.
        labels: N class indices per task.
    """
    model = build_model(config, source.tasks, source.image_shape).to(memory_format=torch.channels_last)
    compute = choose_compute(config, model)  # the same arithmetic as in train()
    optimizer = torch.optim.Adam(model.parameters(), lr=config.optimizer.learning_rate, fused=True)
    mean, deviation = images[:2000].float().mean(), images[:2000].float().std()
    weights = [(task.name, task.weight) for task in config.tasks]
    for _epoch in range(config.epochs):
        started = perf_counter()
        model.train()
        for rows in torch.split(torch.randperm(len(images)), config.batch_size):
            batch = images[rows].to(torch.float32, memory_format=torch.channels_last).sub_(mean).div_(deviation)
            with compute.autocast():
                outputs = model(batch, labels)
            losses = [
                weight * functional.cross_entropy(outputs[task].float(), labels[task][rows]) for task, weight in weights
            ]
            loss = torch.stack(losses).sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        seconds = perf_counter() - started
        yield Epoch(seconds, len(images) / seconds)


class _TwoLabels(Dataset[tuple[Tensor, int, int]]):
    def __init__(self, data_root: Path, group_of_item: list[int]) -> None:
        self._images = FashionMNIST(str(data_root), train=True, download=False, transform=ToTensor())
        self._group_of_item = group_of_item

    def __len__(self) -> int:
        return len(self._images)

    def __getitem__(self, row: int) -> tuple[Tensor, int, int]:
        image, item = self._images[row]
        return image, item, self._group_of_item[item]


class ReportNetwork(nn.Module):
    """The network of A-FASHION-LAMBDA as one would type it from the report."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 32, 4), nn.ReLU(), nn.Conv2d(32, 64, 4, 2), nn.ReLU(), nn.Conv2d(64, 128, 4, 2), nn.ReLU(),
            nn.Flatten(),
        )  # fmt: skip
        self.item = nn.Linear(2048, 10)
        self.group = nn.Linear(2048, 3)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        features = self.features(images)
        return self.item(features), self.group(features)


def data_loader_loop(
    data_root: Path, group_of_item: list[int], rows: list[int], epochs: int, item_share: float
) -> Iterator[tuple[Epoch, ReportNetwork]]:
    """The report's recipe with torchvision's data set, ToTensor and a DataLoader with two workers."""
    model = ReportNetwork()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loader = DataLoader(
        Subset(_TwoLabels(data_root, group_of_item), rows), batch_size=50, shuffle=True, num_workers=_WORKERS
    )
    for _epoch in range(epochs):
        started = perf_counter()
        model.train()
        for images, items, groups in loader:
            to_items, to_groups = model(images)
            loss = item_share * functional.cross_entropy(to_items, items) + (1 - item_share) * functional.cross_entropy(
                to_groups, groups
            )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        seconds = perf_counter() - started
        yield Epoch(seconds, len(rows) / seconds), model
