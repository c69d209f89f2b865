"""What tasks have in common: one trunk or one each, and the outputs of other tasks that their heads read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import chain
from types import MappingProxyType

import torch
from torch import Tensor, nn

from mtl.config import RunConfig, TaskConfig
from mtl.models.heads import build_head
from mtl.models.trunks import Shape, build_trunk, trainable_layers
from mtl.randomness import Purpose, stream
from mtl.tasks import TaskKind, TaskSpec

Reads = Mapping[str, Sequence[str]]
"""Task to the tasks whose output its head reads."""

_NOTHING: Mapping[str, Sequence[str]] = MappingProxyType({})


class MultiTaskModel(nn.Module):
    """Trunks and the heads that read them. Only what the tasks asked for need is run.

    Args:
        trunk: one for all tasks (hard parameter sharing, Caruana 1997), or one per task.
        heads: per task, in the order of the configuration.
        kinds: per task that is read, which says what its class probabilities are.
        reads: an acyclic graph (Powers 2019). The class probabilities of the tasks read (softmax; sigmoid for binary
            and multilabel tasks) are concatenated to the last hidden layer of the reader's head.
    """

    def __init__(
        self,
        trunk: nn.Module | Mapping[str, nn.Module],
        heads: Mapping[str, nn.Sequential],
        kinds: Mapping[str, TaskKind] = MappingProxyType({}),
        reads: Reads = _NOTHING,
    ) -> None:
        super().__init__()
        # In lists: a task may have any name, and a module's name may not hold a dot.
        self._place = {task: place for place, task in enumerate(heads)}
        self.independent = not isinstance(trunk, nn.Module)
        self.trunks = nn.ModuleList([trunk] if isinstance(trunk, nn.Module) else [trunk[task] for task in heads])
        self.heads = nn.ModuleList(heads.values())
        self._kinds = dict(kinds)
        self._reads = {task: tuple(reads.get(task, ())) for task in heads}
        self._needs = {task: tuple(dict.fromkeys(self._in_reading_order(task))) for task in heads}

    def forward(self, images: Tensor, tasks: Iterable[str], frozen: Collection[str] = ()) -> dict[str, Tensor]:
        """Logits per task, N x outputs, from N x C x H x W images.

        Tasks in `frozen` that another one reads are run without gradients: their answers are given, not learned.
        """
        asked = tuple(tasks)
        shared = None if self.independent else self.trunks[0](images)
        logits: dict[str, Tensor] = {}
        for task in dict.fromkeys(chain.from_iterable(self._needs[task] for task in asked)):
            with torch.no_grad() if task in frozen else nullcontext():
                features = self.trunks[self._place[task]](images) if shared is None else shared
                read = [_probabilities(self._kinds[other], logits[other]) for other in self._reads[task]]
                logits[task] = self.head(task)(features, *read)
        return {task: logits[task] for task in asked}

    def _in_reading_order(self, task: str) -> Iterator[str]:
        """The tasks that must be run for this one, each after those that it reads."""
        for other in self._reads[task]:
            yield from self._in_reading_order(other)
        yield task

    def head(self, task: str) -> nn.Module:
        """The head of a task."""
        return self.heads[self._place[task]]

    def trunk(self, task: str) -> nn.Module:
        """The trunk that a task's head reads."""
        return self.trunks[self._place[task] if self.independent else 0]

    def own(self, task: str) -> tuple[nn.Module, ...]:
        """What a task has for itself: its head, and its trunk where trunks are independent."""
        return (self.head(task), self.trunk(task)) if self.independent else (self.head(task),)

    def train_only(self, tasks: Collection[str]) -> None:
        """Training mode, except for what all other tasks have for themselves: their batch norm must not move."""
        self.train()
        for task in self._place:
            if task not in tasks:
                for module in self.own(task):
                    module.eval()

    def reads(self, task: str) -> tuple[str, ...]:
        """Tasks whose output the head of this one reads."""
        return self._reads[task]

    def depth(self, task: str) -> int:
        """d: trainable layers (convolution, linear) on the longest path from the input to the task's output."""
        own = trainable_layers(self.trunk(task)) + trainable_layers(self.head(task))
        return max([own, *(self.depth(other) + 1 for other in self._reads[task])])

    def own_parameters(self, task: str) -> int:
        """Parameters that a task has for itself."""
        return sum(_count(module) for module in self.own(task))

    @property
    def parameter_count(self) -> int:
        return _count(self)


def _count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def _probabilities(kind: TaskKind, logits: Tensor) -> Tensor:
    return logits.softmax(dim=1) if kind == "multiclass" else logits.sigmoid()


def build_model(config: RunConfig, tasks: Sequence[TaskSpec], image_shape: Shape) -> MultiTaskModel:
    """The model of a run, on torch's current default device, its weights drawn from `config.seeds.weights`.

    The weights of a head, and of a trunk that is a task's own, come from the seed and the task's place in the data set,
    so that a task starts alike whatever other tasks it is trained with.

    Args:
        config: the run.
        tasks: all tasks of the data set.
        image_shape: channels, height, width.

    Raises:
        ModelMismatch: the trunk cannot read the images.
    """
    place = {spec.name: index for index, spec in enumerate(tasks)}
    seed, reuse = config.seeds.weights, config.sharing.reuse

    def seed_for(purpose: Purpose, task: TaskConfig) -> None:
        torch.manual_seed(int(stream(purpose, seed, place[task.name]).integers(2**63)))

    with torch.random.fork_rng(devices=[]):
        trunk: nn.Module | dict[str, nn.Module]
        if config.sharing.trunk == "shared":
            torch.manual_seed(seed)
            trunk, features = build_trunk(config.trunk, image_shape)
        else:
            trunk = {}
            for task in config.tasks:
                seed_for(Purpose.TRUNK_WEIGHTS, task)
                trunk[task.name], features = build_trunk(config.trunk, image_shape)
        heads = {}
        for task in config.tasks:
            seed_for(Purpose.HEAD_WEIGHTS, task)
            read = sum(tasks[place[other]].outputs for other in reuse.get(task.name, ()))
            heads[task.name] = build_head(features, task.head_hidden, tasks[place[task.name]].outputs, read)
    return MultiTaskModel(trunk, heads, {spec.name: spec.kind for spec in tasks}, reuse)
