"""Every error that `mtl` raises on purpose; anything else that escapes is a bug."""

from __future__ import annotations

from pathlib import Path


class MtlError(Exception):
    """Base of all errors raised on purpose by `mtl`."""


class ConfigInvalid(MtlError):
    """A configuration file cannot be read; each line of the message names a field and the remedy."""


class DatasetUnavailable(MtlError):
    """The files of a data set are not (all) below the data root.

    `remedy` says what to put where; it is shown to the user as it stands. `field` is the dotted name of the setting in
    `RunConfig` that asked for them.
    """

    def __init__(self, dataset: str, data_root: Path, remedy: str, field: str = "data.dataset") -> None:
        super().__init__(f"Data set {dataset!r} is not available below {data_root}. {remedy}")
        self.dataset = dataset
        self.data_root = data_root
        self.remedy = remedy
        self.field = field


class DatasetInvalid(DatasetUnavailable):
    """The files of a data set are there, and something in them cannot be used; the message is the remedy alone."""

    def __str__(self) -> str:
        return self.remedy


class CacheUnavailable(MtlError):
    """Decoded images cannot be kept: the disk is full, or the folder cannot be written."""


class CacheBusy(MtlError):
    """The decoded images that are to be removed are still being written."""


class ModelMismatch(MtlError):
    """A setting cannot work with these images or on this machine (kernels larger than the image, no GPU).

    `field` is the dotted name of the setting in `RunConfig`.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NonFiniteLoss(MtlError):
    """A task's loss became NaN or infinite; raised after that epoch's record was emitted."""

    def __init__(self, epoch: int, task: str, value: float) -> None:
        super().__init__(
            f"The loss of task {task!r} became {value} in epoch {epoch}. "
            "Try a lower learning rate, or float32 precision."
        )
        self.epoch = epoch
        self.task = task


class CheckpointMismatch(MtlError):
    """A checkpoint belongs to another configuration or is not readable."""


class ReplayError(MtlError):
    """A table given to `python -m mtl explain` cannot be replayed; the message names file, line and column."""
