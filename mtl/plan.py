"""What a configuration resolves to, from labels and shapes alone: no image is read and no weight is drawn."""

from __future__ import annotations

import torch

from mtl.batches import batch_bounds
from mtl.config import RunConfig
from mtl.data.base import Source
from mtl.data.partition import Partition
from mtl.metrics import majority_accuracy
from mtl.models.sharing import MultiTaskModel, build_model
from mtl.models.trunks import check_batch
from mtl.plan_warnings import plan_warnings
from mtl.records import Plan, TaskPlan
from mtl.schedules.dst import relative
from mtl.schedules.factory import make_schedule


def make_plan(config: RunConfig, source: Source, parts: Partition) -> Plan:
    """Resolve a configuration against its data set and the parts made of it.

    Raises:
        ModelMismatch: the trunk cannot read the images, or cannot train on batches of this size.
    """
    model = _meta_model(config, source, len(parts.train_rows))
    depths = [model.depth(task.name) for task in config.tasks]
    bounds = make_schedule(config, depths, parts.samples).bounds()
    static = zip(relative(depths), relative(parts.samples), strict=True)
    tasks = tuple(
        TaskPlan(
            task=spec.name, kind=spec.kind, classes=spec.classes, depth=depths[i], samples=parts.samples[i],
            weight=config.tasks[i].weight,
            validation_majority=majority_accuracy(parts.train[spec.name], parts.validation[spec.name]),
            test_majority=majority_accuracy(parts.train[spec.name], parts.test[spec.name]),
            P_d=P_d, P_c=P_c, P_min=bounds[i][0], P_max=bounds[i][1],
            parameters=model.own_parameters(spec.name), reads=model.reads(spec.name),
        )
        for i, (spec, (P_d, P_c)) in enumerate(zip(parts.tasks, static, strict=True))
    )  # fmt: skip
    return Plan(
        tasks=tasks,
        parameters=model.parameter_count,
        train_samples=len(parts.train_rows),
        validation_samples=len(parts.validation_rows),
        test_samples=len(parts.test_rows),
        probe_samples=len(parts.probe),
        batches_per_epoch=len(batch_bounds(len(parts.train_rows), config.batch_size)),
        image_shape=source.image_shape,
        notes=parts.notes,
        warnings=plan_warnings(config, source, parts, tasks),
    )


def _meta_model(config: RunConfig, source: Source, train_samples: int) -> MultiTaskModel:
    with torch.device("meta"):
        model = build_model(config, source.tasks, source.image_shape)
        check_batch(model.trunks[0], source.image_shape, min(config.batch_size, train_samples))
    return model
