"""One plain sentence for each quantity, as in the panel *Why?* (`frontend/src/features/run/why/meaning.ts`)."""

from __future__ import annotations

from app.documents.numbers import count, percent, show
from app.explain.setting import Setting
from app.runs.results import TaskEpochOut
from mtl.config import AlwaysOn, RandomDrop, Reading, RoundRobin, Soft
from mtl.records import Guard

IN_THE_FORMULA = ("not_improving", "undefined_ratio", "undefined_rate")
"""Guards that decide one factor of the formula: its line explains them."""


def overrulings(row: TaskEpochOut) -> list[str]:
    """What overruled the formula or the draw of a decision."""
    return [of_guard(guard, row) for guard in row.guards if guard not in IN_THE_FORMULA]


def of_guard(guard: Guard, row: TaskEpochOut) -> str:
    """What a guard did."""
    words: dict[Guard, str] = {
        "non_finite_loss": (
            f"Its loss was {show(row.measured('V'))}, so no formula applies: the task stays on, and the fault is "
            "recorded."
        ),
        "not_improving": "Its smoothed loss is not falling: it needs the epoch, so it counts in full.",
        "undefined_ratio": "The ratio is not a finite number, so it counts in full.",
        "undefined_rate": "The loss before was not a finite number, so there is no rate: it counts in full.",
        "clamped": (
            f"The sum was {show(row.measured('P_raw'))}; a probability cannot be negative, so it was clamped to 0."
        ),
        "forced_on": "Every task was dropped, and an epoch needs one: the most probable, this one, was switched on.",
        "resampled": (
            "Every task was dropped at first, so all were drawn again; the draw shown is the one that counted."
        ),
    }
    return words[guard]


def verdict(setting: Setting) -> str:
    """The decision itself: chance, draw, and what overruled them."""
    P, draw = setting.chance, setting.row.draw
    match setting.schedule:
        case Soft() if P is not None:
            return f"Nothing was drawn: this task trains in every epoch, with its loss times P = {show(P, 3)}."
        case RoundRobin():
            turn = "" if setting.row.active else "not "
            return f"Nothing was drawn: the tasks take turns, and this was {turn}this task's turn."
    if P is None or draw is None:
        return "Nothing was drawn: this task trains in every epoch."
    digits = _digits_to_tell(P, draw)
    side = "below it" if draw < P else "not below it"
    chance = f"Its chance to train was P = {show(P, digits)}. The draw was {show(draw, digits)}, {side}."
    if setting.epoch.skipped:
        return f"{chance} Every task was dropped, so the epoch was skipped: no weight changed."
    return chance


def _digits_to_tell(one: float, other: float) -> int:
    """Significant digits, at least three, at which two numbers read differently."""
    digits = 3
    while one != other and digits < 17 and show(one, digits) == show(other, digits):
        digits += 1
    return digits


def of_loss(setting: Setting) -> str:
    """V."""
    plan = setting.plan
    probe = f"{count(plan.probe_samples)} training images" if plan else "a fixed set of training images"
    return (
        f"Mean loss over the probe ({probe}), measured before epoch {setting.epoch.epoch} changed a weight; dropped "
        "tasks are measured too."
    )


def of_depth(setting: Setting) -> str:
    """P_d."""
    if setting.plan is None:
        return "Trainable layers up to this task's output, beside the deepest task's."
    depths = [task.depth for task in setting.plan.tasks]
    own, most = depths[setting.index], max(depths)
    if min(depths) == most:
        return "Every task lies equally deep, so depth cannot tell them apart."
    if own == most:
        return "No task lies deeper, so it counts in full."
    return f"Its output lies {own} layers deep, the deepest task's {most}: shallower tasks train less often."


def of_samples(setting: Setting) -> str:
    """P_c."""
    if setting.plan is None:
        return "Labelled training samples of this task, beside those of the best-labelled one."
    samples = [task.samples for task in setting.plan.tasks]
    own, most = samples[setting.index], max(samples)
    if min(samples) == most:
        return "Every task has equally many labels, so they cannot tell the tasks apart."
    if own == most:
        return "No task has more labels, so it counts in full."
    return f"It has {percent(own / most, 0)} % of the labels of the best-labelled task: fewer labels, less training."


def of_completion(setting: Setting) -> str:
    """I."""
    left = setting.row.I
    if left is None:
        return "Not defined: the loss is not a finite number."
    if setting.first is not None and setting.epoch.epoch == setting.first[0]:
        return "This first loss is the yardstick for all later epochs."
    if left > 1:
        return f"Its loss has grown to {show(left)} times its first loss."
    return f"{percent(left)} % of its first loss is left."


def of_incompleteness(setting: Setting) -> str:
    """P_u."""
    P_u = setting.row.P_u
    if P_u is None:
        return "Not defined: the loss is not a finite number."
    if setting.epoch.epoch == 1:
        return "Nothing is learned yet, so every task counts in full."
    if P_u >= 1:
        return "No less is left of it than of the average task, so it counts in full."
    return "Less is left of it than of the average task: others need the epoch more."


def of_rate(setting: Setting) -> str:
    """R."""
    row, before = setting.row, setting.before
    if setting.epoch.epoch == 1:
        return "A rate needs two measurements: it begins in epoch 2."
    if row.R is None:
        return "Not defined: this loss or the one before is not a finite number."
    if row.R == 0:
        return "Its loss did not change since the epoch before."
    is_ahead = row.P_u is not None and row.P_u < 1
    ahead = "; divided by its incompleteness it weighs more, because the task is ahead" if is_ahead else ""
    known = before is not None and before.V and row.V is not None
    change = f" by {percent(abs(row.V - before.V) / before.V)} %" if known else ""  # type: ignore[union-attr, operator]
    return f"Its loss {'fell' if row.R < 0 else 'rose'}{change} since the epoch before{ahead}."


def of_smoothed(setting: Setting, history: float | None, beta: float) -> str:
    """R', from R and its history."""
    if setting.row.R_global is None:
        return "Begins in epoch 2." if setting.epoch.epoch == 1 else "Not defined, as R is not."
    if history is None:
        return "The first rate: there is no history to smooth it with."
    return f"{percent(beta, 0)} % this epoch's rate, the rest its history, so that one noisy epoch does not decide."


def of_stagnancy(setting: Setting, reading: Reading) -> str:
    """P_r."""
    row = setting.row
    if row.P_r is None:
        return "Not defined: the loss is not a finite number."
    if setting.epoch.epoch == 1:
        return "There is no rate yet, so every task counts in full."
    for guard in row.guards:
        if guard in IN_THE_FORMULA:
            return of_guard(guard, row)
    if row.P_r < 0:
        return "The published formula turns negative here, because not all losses fall."
    if reading == "magnitude":
        return _of_change(row.P_r)
    return _of_rise(row.P_r) if row.R_global is not None and row.R_global > 0 else _of_fall(row.P_r)


def _of_rise(P_r: float) -> str:
    """Reading `literal` where the losses rise on average."""
    if P_r >= 1:
        return "It rises no faster than the average task, so it counts in full."
    return f"It rises {_times(P_r)} as fast as the average task; the published formula then trains it less."


def _of_fall(P_r: float) -> str:
    if P_r >= 1:
        return "It falls no faster than the average task, so it counts in full."
    if P_r == 0:
        return "It falls while the average task does not: others need the epoch more."
    return f"It falls {_times(P_r)} as fast as the average task: others need the epoch more."


def _of_change(P_r: float) -> str:
    if P_r >= 1:
        return "Its loss changes no more than the average task's, so it counts in full."
    return f"Its loss changes {_times(P_r)} as much as the average task's: others need the epoch more."


def _times(P_r: float) -> str:
    """How often the average fits into this task's rate: P_r is one over it."""
    ratio = 1 / P_r if P_r else float("inf")
    if abs(ratio - 2) < 0.05:
        return "twice"
    return f"{show(ratio, 2 if ratio < 10 else 3)} times"


def of_base() -> str:
    """P_b."""
    return "A constant floor, so that no task starves."


def of_sum(setting: Setting) -> str:
    """P of DST."""
    if "non_finite_loss" in setting.row.guards:
        return "A task whose loss broke stays on, so that the fault shows."
    if "clamped" in setting.row.guards:
        return "A probability cannot be negative."
    return "Each metric times its share λ; the shares sum to 1."


def of_chosen_probability(setting: Setting) -> str:
    """P of a schedule without a formula."""
    if "non_finite_loss" in setting.row.guards:
        return "A task whose loss broke stays on, so that the fault shows."
    match setting.schedule:
        case AlwaysOn():
            return "The schedule is always on: no formula, no draw, every task in every epoch."
        case RoundRobin():
            return "The tasks take turns: no draw, and P is the share of epochs in which a task trains."
        case RandomDrop(rates=rates) if setting.row.task in rates:
            return "The schedule is random: no formula, this task's own chance in every epoch, whatever its loss."
        case _:
            return (
                "The schedule is random: no formula, the same chance for every task in every epoch, whatever its loss."
            )
