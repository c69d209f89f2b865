"""Our own: seconds per run, no download."""

from __future__ import annotations

from app.catalog.schemas import Preset
from mtl.config import AlwaysOn, Digits, Dst, RunConfig, Schedule, TaskConfig

FAMILY = "Switchboard"


def _config(schedule: Schedule) -> RunConfig:
    return RunConfig(
        data=Digits(),
        tasks=(
            TaskConfig(name="digit", head_hidden=(64,)),
            TaskConfig(name="parity"),
            TaskConfig(name="at-least-five"),
            TaskConfig(name="closed-loop", label_fraction=0.5),
        ),
        schedule=schedule,
        epochs=30,
    )


def _preset(preset_id: str, title: str, description: str, schedule: Schedule) -> Preset:
    return Preset(
        id=preset_id,
        title=title,
        description=description,
        family=FAMILY,
        source="Our own settings",
        changed="",
        published=[],
        published_note="",
        config=_config(schedule),
    )


PRESETS = (
    _preset(
        "digits-dst",
        "Digits, DST",
        "Four tasks on scikit-learn's digits. A deeper head for one task and half the labels for another give depth "
        "and samples something to tell apart. Seconds per run, no download.",
        Dst(),
    ),
    _preset(
        "digits-always-on",
        "Digits, always on",
        "The same network and tasks with nothing dropped: the control for the one above.",
        AlwaysOn(),
    ),
)
