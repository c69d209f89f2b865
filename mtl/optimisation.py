"""Optimisers and learning rates."""

from __future__ import annotations

import math

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
        case sgd:
            return SGD(
                parameters, lr=sgd.learning_rate, momentum=sgd.momentum, weight_decay=sgd.weight_decay, fused=True
            )


def learning_rate(config: RunConfig, done: float) -> float:
    """The learning rate after `done` epochs (0 to N; 1.5 is the middle of epoch 2).

    torch's StepLR and CosineAnnealingLR in closed form; cosine goes down from batch to batch, not in steps of an epoch.
    Being a pure function it needs no place in the checkpoint, and no warning where an epoch is skipped.
    """
    start = config.optimizer.learning_rate
    match config.lr_schedule:
        case settings.ConstantLr():
            return start
        case settings.StepLr(step_epochs=every, gamma=gamma):
            return start * gamma ** (int(done) // every)
        case cosine:
            share = (1 + math.cos(math.pi * done / config.epochs)) / 2
            return float(start * (cosine.floor + (1 - cosine.floor) * share))


def set_learning_rate(optimizer: Optimizer, rate: float) -> None:
    """For all parameters, from the next step on."""
    for group in optimizer.param_groups:
        group["lr"] = rate
