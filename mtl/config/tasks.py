"""The tasks to learn, and how they share."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mtl.config.base import ADVANCED, Frozen, Width


class TaskConfig(Frozen):
    """One task to learn, and what its head looks like."""

    name: str = Field(title="Task")
    """A task of the data set."""
    weight: float = Field(1.0, ge=0, title="Weight", json_schema_extra={"step": 0.1})
    """Fixed factor of this task's loss in the sum."""
    head_hidden: tuple[Width, ...] = Field((), max_length=8, title="Head layers")
    """Widths of the hidden layers of this task's head; none means one linear layer. Each adds 1 to the depth d."""
    label_fraction: float = Field(1.0, gt=0, le=1, title="Labels kept", json_schema_extra={"step": 0.1})
    """Share of the training labels of this task that is kept; the rest count as missing. Sets the sample count c."""
    class_weights: Literal["none", "balanced"] = Field("none", title="Class weights", json_schema_extra=ADVANCED)
    """balanced: each class counts in the training loss as if all were equally frequent (n / (classes x n_class))."""
    label_smoothing: float = Field(0.0, ge=0, lt=1, title="Smoothing", json_schema_extra=ADVANCED | {"step": 0.05})
    """Share of each training label that is spread evenly over all classes (Szegedy et al. 2016)."""
    loss: Literal["cross_entropy", "perceptron"] = Field("cross_entropy", title="Loss", json_schema_extra=ADVANCED)
    """perceptron: max(0, -y a) of a binary task, whose gradient is Rosenblatt's learning rule."""


class Sharing(Frozen):
    """What the tasks have in common."""

    trunk: Literal["shared", "independent"] = Field("shared", title="Trunk")
    """shared: one trunk for all tasks (hard parameter sharing, Caruana 1997); independent: one of its own for each."""
    reuse: dict[str, tuple[str, ...]] = Field({}, title="Reuse", json_schema_extra={"widget": "reuse"})
    """Task to the tasks whose output its head reads (Powers 2019): their class probabilities are concatenated to the
    last hidden layer of its head. No task may, over others, read itself."""
