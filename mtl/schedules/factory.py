"""From a schedule's configuration to the schedule. To add one: its configuration, its class, and its line here."""

from __future__ import annotations

from collections.abc import Sequence

from mtl.config import AlwaysOn, Dst, RandomDrop, RoundRobin, RunConfig
from mtl.schedules.base import DropSchedule
from mtl.schedules.controls import AlwaysOnSchedule, RandomSchedule, RoundRobinSchedule
from mtl.schedules.dst_schedule import DstSchedule, SoftSchedule


def make_schedule(config: RunConfig, depths: Sequence[int], samples: Sequence[int]) -> DropSchedule:
    """The drop schedule of a run; `depths` d and `samples` c belong to `config.tasks`, in that order."""
    tasks = [task.name for task in config.tasks]
    match config.schedule:
        case AlwaysOn():
            return AlwaysOnSchedule(tasks)
        case Dst() as dst:
            return DstSchedule(tasks, depths, samples, dst, config.seeds.draws)
        case RandomDrop() as random:
            return RandomSchedule(tasks, random, config.seeds.draws)
        case RoundRobin() as round_robin:
            return RoundRobinSchedule(tasks, round_robin)
        case soft:
            return SoftSchedule(tasks, depths, samples, soft)
