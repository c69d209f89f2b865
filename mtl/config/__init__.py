"""`RunConfig`: one definition that serves the form, the HTTP interface, the command line, the store and `train()`.

Importable without torch. Values are frozen, unknown fields are refused, NaN and infinity are refused. The JSON Schema
carries what the form needs besides types: `section`, `widget`, `unit`, `step` and `advanced` (shown under "More").
"""

from mtl.config.aggregation import (
    Aggregation,
    AlignedMtl,
    CaGrad,
    FairGrad,
    ImtlG,
    Mgda,
    NashMtl,
    PcGrad,
    SumOfGradients,
    UpGrad,
)
from mtl.config.base import Frozen, Seed
from mtl.config.data import CelebA, Cifar100, DataConfig, Digits, FashionGroups, FashionMnist, Manifest, Mnist
from mtl.config.mistakes import causes, field_error, field_errors
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
from mtl.config.schedule import (
    AllDropped,
    AlwaysOn,
    Dst,
    DstFormula,
    Lambdas,
    LossScale,
    RandomDrop,
    Reading,
    RoundRobin,
    Schedule,
    Soft,
)
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
from mtl.config.weighting import (
    Dtp,
    Dwa,
    EqualWeights,
    Famo,
    FixedWeights,
    Gls,
    GradNorm,
    ImtlL,
    Rlw,
    Uncertainty,
    Weighting,
)

__all__ = [
    "DEFAULT_TRUNKS", "Adam", "AdamW", "Aggregation", "AlignedMtl", "AllDropped", "AlwaysOn", "Augmentation",
    "CaGrad", "CelebA", "Cifar100", "CnnTrunk", "ConstantLr", "CosineLr", "DataConfig", "Digits", "Dst", "DstFormula",
    "Dtp", "Dwa", "EqualWeights", "FairGrad", "Famo", "FashionGroups", "FashionMnist", "FastResidualTrunk",
    "FixedWeights", "Frozen", "Gls", "GradNorm", "ImtlG", "ImtlL", "Lambdas", "LossScale", "LrSchedule",
    "Manifest", "Mgda", "MlpTrunk", "Mnist", "MultiStepLr", "NashMtl", "OneCycleLr", "Optimizer", "Patience",
    "PcGrad", "PixelsTrunk", "RandomDrop", "Reading", "ResNet18Trunk", "Rlw", "RoundRobin", "RunConfig",
    "RunToTheEnd", "Schedule", "Seed", "Seeds", "Sgd", "Sharing", "Soft", "StepLr", "Stopping",
    "SumOfGradients", "TargetLoss", "TaskConfig", "Trunk", "Uncertainty", "UpGrad", "Vgg16Trunk", "Weighting",
    "causes", "field_error", "field_errors", "json_schema",
]  # fmt: skip
