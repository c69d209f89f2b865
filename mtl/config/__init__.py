"""`RunConfig`: one definition that serves the form, the HTTP interface, the command line, the store and `train()`.

Importable without torch. Values are frozen, unknown fields are refused, NaN and infinity are refused. The JSON Schema
carries what the form needs besides types: `section`, `widget`, `unit`, `step` and `advanced` (shown under "More").
"""

from mtl.config.base import Frozen, Seed
from mtl.config.data import CelebA, Cifar100, DataConfig, Digits, FashionGroups, FashionMnist, Manifest, Mnist
from mtl.config.mistakes import field_error, field_errors
from mtl.config.optimisation import (
    Adam,
    AdamW,
    Augmentation,
    ConstantLr,
    CosineLr,
    LrSchedule,
    MultiStepLr,
    OneCycleLr,
    Optimizer,
    Patience,
    RunToTheEnd,
    Sgd,
    StepLr,
    Stopping,
    TargetLoss,
)
from mtl.config.run import DEFAULT_TRUNKS, RunConfig, Seeds, json_schema
from mtl.config.schedule import AllDropped, AlwaysOn, Dst, Lambdas, LossScale, RandomDrop, Reading, Schedule
from mtl.config.tasks import Sharing, TaskConfig
from mtl.config.trunks import (
    CnnTrunk,
    FastResidualTrunk,
    MlpTrunk,
    PixelsTrunk,
    ResNet18Trunk,
    Trunk,
    Vgg16Trunk,
)

__all__ = [
    "DEFAULT_TRUNKS", "Adam", "AdamW", "AllDropped", "AlwaysOn", "Augmentation", "CelebA", "Cifar100", "CnnTrunk",
    "ConstantLr", "CosineLr", "DataConfig", "Digits", "Dst", "FashionGroups", "FashionMnist", "FastResidualTrunk",
    "Frozen", "Lambdas", "LossScale", "LrSchedule", "Manifest", "MlpTrunk", "Mnist", "MultiStepLr", "OneCycleLr",
    "Optimizer", "Patience", "PixelsTrunk", "RandomDrop", "Reading", "ResNet18Trunk", "RunConfig", "RunToTheEnd",
    "Schedule", "Seed", "Seeds", "Sgd", "Sharing", "StepLr", "Stopping", "TargetLoss", "TaskConfig", "Trunk",
    "Vgg16Trunk", "field_error", "field_errors", "json_schema",
]  # fmt: skip
