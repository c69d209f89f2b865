"""Hard parameter sharing (Caruana 1997): one trunk, one head per task."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from mtl.config import RunConfig
from mtl.data.registry import DATASETS
from mtl.models.heads import build_head
from mtl.models.trunks import build_trunk, trainable_layers
from mtl.randomness import Purpose, stream


class MultiTaskModel(nn.Module):
    """A trunk and the heads of the tasks that read it. Only the heads asked for are run."""

    def __init__(self, trunk: nn.Module, heads: dict[str, nn.Sequential]) -> None:
        super().__init__()
        self.trunk = trunk
        self.heads = nn.ModuleDict(heads)

    def forward(self, images: Tensor, tasks: Iterable[str]) -> dict[str, Tensor]:
        """Logits per task, N x outputs, from N x C x H x W images."""
        features = self.trunk(images)
        return {task: self.heads[task](features) for task in tasks}

    def depth(self, task: str) -> int:
        """d: trainable layers (convolution, linear) from the input to the task's output."""
        return trainable_layers(self.trunk) + trainable_layers(self.heads[task])

    @property
    def parameter_count(self) -> int:
        return sum(parameter.numel() for parameter in self.parameters())


def build_model(config: RunConfig) -> MultiTaskModel:
    """The model of a run, on torch's current default device, its weights drawn from `config.seeds.weights`.

    The weights of a head come from the seed and its task's place in the data set, so that a task starts alike whatever
    other tasks it is trained with.

    Raises:
        ModelMismatch: the trunk cannot read the images of the data set.
    """
    dataset = DATASETS[config.data.dataset]
    place = {spec.name: index for index, spec in enumerate(dataset.tasks)}
    seed = config.seeds.weights
    heads = {}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        trunk, features = build_trunk(config.trunk, dataset.image_shape)
        for task in config.tasks:
            torch.manual_seed(int(stream(Purpose.HEAD_WEIGHTS, seed, place[task.name]).integers(2**63)))
            outputs = dataset.tasks[place[task.name]].outputs
            heads[task.name] = build_head(features, task.head_hidden, outputs)
    return MultiTaskModel(trunk, heads)
