"""Optimisers and learning rates."""

from __future__ import annotations

import math
from bisect import bisect_right

from torch import nn
from torch.optim import SGD, Adam, AdamW, Optimizer

from mtl import config as settings
from mtl.config import RunConfig


def make_optimizer(config: RunConfig, model: nn.Module) -> Optimizer:
    """One of torch's optimisers; `fused` does all parameters in one kernel, on the CPU too."""
    parameters = model.parameters()
    match config.optimizer:
        case settings.Adam(learning_rate=rate, weight_decay=decay):
            return Adam(parameters, lr=rate, weight_decay=decay, fused=True)
        case settings.AdamW(learning_rate=rate, weight_decay=decay):
            return AdamW(parameters, lr=rate, weight_decay=decay, fused=True)
        case settings.Sgd(learning_rate=rate, momentum=momentum, nesterov=nesterov, weight_decay=decay):
            return SGD(parameters, lr=rate, momentum=momentum, nesterov=nesterov, weight_decay=decay, fused=True)


def learning_rate(config: RunConfig, done: float, batches: int) -> float:
    """The learning rate after `done` epochs (0 to N; 1.5 is the middle of epoch 2) of so many batches each.

    torch's StepLR, MultiStepLR, CosineAnnealingLR and OneCycleLR in closed form; cosine and one-cycle move from batch
    to batch, the others in steps of an epoch. Being a pure function it needs no place in the checkpoint, and no warning
    where an epoch is skipped.
    """
    start = config.optimizer.learning_rate
    match config.lr_schedule:
        case settings.ConstantLr():
            return start
        case settings.StepLr(step_epochs=every, gamma=gamma):
            return start * gamma ** (int(done) // every)
        case settings.MultiStepLr(milestones=milestones, gamma=gamma):
            return start * gamma ** bisect_right(milestones, int(done))
        case settings.CosineLr(floor=floor):
            return start * _cosine(1.0, floor, done / config.epochs)
        case settings.OneCycleLr() as cycle:
            return start * _one_cycle(cycle, done * batches, config.epochs * batches)


def _one_cycle(cycle: settings.OneCycleLr, step: float, steps: int) -> float:
    """Share of the highest rate at a step (0, 1, …): that is reached at `top`, the last share at step `steps` - 1."""
    between = _cosine if cycle.shape == "cosine" else _linear
    top, last = max(0.0, cycle.warmup * steps - 1), steps - 1
    if step < top:
        return between(cycle.start, 1.0, step / top)
    return between(1.0, cycle.end, min(1.0, (step - top) / (last - top))) if last > top else 1.0


def _cosine(start: float, end: float, share: float) -> float:
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


def _linear(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


def set_learning_rate(optimizer: Optimizer, rate: float) -> None:
    """For all parameters, from the next step on."""
    for group in optimizer.param_groups:
        group["lr"] = rate
