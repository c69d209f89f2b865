"""One line of text per event, so that the log of a run tells its story. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from mtl.records import EpochRecord, Plan, TaskRecord, TestRecord


def decoding_line(images: int) -> str:
    """What a run does before it is planned, when its images are not in the cache yet."""
    return f"Reading {images:,} images into the cache; the next run with them finds them there."


def plan_lines(plan: Plan) -> list[str]:
    """What is known of the data, what will be trained, and each warning."""
    tasks = ", ".join(f"{task.task} (d={task.depth}, c={task.samples})" for task in plan.tasks)
    return [
        *plan.notes,
        f"{len(plan.tasks)} tasks: {tasks}",
        f"{plan.parameters:,} parameters; {plan.train_samples:,} training, {plan.validation_samples:,} validation, "
        f"{plan.test_samples:,} test images; {plan.batches_per_epoch} batches per epoch",
        *(f"Warning ({warning.field}): {warning.message}" for warning in plan.warnings),
    ]


def epoch_line(record: EpochRecord, epochs: int) -> str:
    """Epoch k/N, loss, who is on with which loss and validation accuracy, who is off, seconds."""
    on = [_task(task) for task in record.tasks if task.decision.active]
    off = [_task(task) for task in record.tasks if not task.decision.active]
    parts = [
        f"epoch {record.epoch}/{epochs}",
        "skipped: every task was dropped" if record.skipped else f"loss {_number(record.train_loss)}",
        *_listed("on", on),
        *_listed("off", off),
        f"{record.seconds:.1f} s",
    ]
    return " | ".join(parts)


def test_line(record: TestRecord) -> str:
    """The epoch whose weights were measured, and test accuracy per task."""
    tasks = ", ".join(f"{task.task} {_percent(task.metrics.accuracy)}" for task in record.tasks)
    early = "stopped early | " if record.stopped_early else ""
    return f"{early}test after epoch {record.epoch} | {tasks}"


def _listed(label: str, tasks: Iterable[str]) -> list[str]:
    text = ", ".join(tasks)
    return [f"{label}: {text}"] if text else []


def _task(task: TaskRecord) -> str:
    loss = "" if task.train_loss is None else f" {_number(task.train_loss)}"
    return f"{task.task}{loss} ({_percent(task.validation.accuracy)})"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def _percent(fraction: float | None) -> str:
    return "-" if fraction is None else f"{100 * fraction:.1f} %"
