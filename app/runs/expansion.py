"""From one submit to the configurations of its runs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from pydantic import ValidationError

from app.errors import Unprocessable
from app.runs.differences import Config
from app.runs.method import MATCHED, METHOD, in_words
from app.runs.schemas import SubmitRuns
from app.runs.vary import SEED, Axis, axes_of, with_values, words_of
from mtl.config import (
    AlwaysOn,
    FixedWeights,
    RandomDrop,
    RunConfig,
    Sharing,
    SumOfGradients,
    TaskConfig,
    field_errors,
)

MOST_RUNS = 500
"""Of one submit."""
OF_SEVERAL_TASKS = ("schedule", "weighting", "aggregation", "sharing", "tasks")
"""Parts of a configuration that a run of one task has no choice in."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """A run to be created."""

    config: RunConfig
    name: str
    settings: Mapping[str, str]
    """The varied fields but the seed, in words."""
    chosen: Mapping[str, str]
    """Varied field of the configuration to the name of its value in the request, to say who is to blame."""
    twin_of: int | None = None
    """Place of the run of which it is the always-on twin."""
    matches: int | None = None
    """Place of the run whose mean rates it gets."""
    single_task: str | None = None

    def blamed(self, field: str) -> str:
        """What in the request a field of this configuration comes from."""
        for target, value in self.chosen.items():
            if _below(field, target) or _below(target, field):
                return value
        return f"config.{field}" if self.single_task is None else "single_task"


def _below(field: str, other: str) -> bool:
    return f"{field}.".startswith(f"{other}.")


def expand(body: SubmitRuns) -> list[Expanded]:
    """The runs that a submit asks for: one per seed and combination of varied values.

    Each is followed by its always-on twin where wanted; after all of them, where wanted, comes each task alone.

    Raises:
        Unprocessable: names the part of the request that cannot be used.
    """
    base = body.config.model_dump(mode="json")
    axes = _axes(body, base)
    _bound(body, prod(len(axis.values) for axis in axes) * (2 if body.twin else 1))
    runs = _combined(body, base, axes)
    if body.twin:
        runs = _with_twins(body, runs)
    if body.single_task:
        runs += _alone(body, runs)
        _bound(body, len(runs))
    return runs


def _axes(body: SubmitRuns, base: Config) -> list[Axis]:
    axes = axes_of(body.vary, base)
    varied = {target.split(".")[0]: axis for axis in axes for target in axis.targets}
    if body.twin and isinstance(body.config.schedule, AlwaysOn):
        raise Unprocessable("twin", "The schedule is always on already: leave the twin out, or choose a drop schedule.")
    if body.twin and "schedule" in varied:
        where = "vary.method" if varied["schedule"].field == METHOD else "vary.schedule"
        raise Unprocessable("twin", f"The schedule is varied: list 'always_on' in {where} instead of a twin.")
    if body.seeds is None:
        return axes
    if "seeds" in varied:
        raise Unprocessable("seeds", "The seeds are varied too: name them in one place, `seeds` or `vary.seed`.")
    seeds = range(body.seeds) if isinstance(body.seeds, int) else dict.fromkeys(body.seeds)
    return [*axes, *axes_of({SEED: list(seeds)}, base)]


def _bound(body: SubmitRuns, count: int) -> None:
    if count > MOST_RUNS:
        field = "vary" if body.vary else "seeds"
        raise Unprocessable(field, f"{count} runs are more than one submit makes ({MOST_RUNS}); list fewer values.")


def _combined(body: SubmitRuns, base: Config, axes: Sequence[Axis]) -> list[Expanded]:
    """One run for each combination, the last field varying fastest."""
    choices = list(product(*(range(len(axis.values)) for axis in axes)))
    configs = {choice: _config(base, axes, choice) for choice in choices}
    dumps = {choice: config.model_dump(mode="json") for choice, config in configs.items()}
    words = [words_of(axis, {choice[place]: dumps[choice] for choice in choices}) for place, axis in enumerate(axes)]
    places = {choice: place for place, choice in enumerate(choices)}
    runs = []
    for choice in choices:
        settings = {axis.field: words[i][choice[i]] for i, axis in enumerate(axes) if axis.field != SEED}
        source = _source(axes, choice)
        runs.append(
            Expanded(
                config=configs[choice],
                name="",
                settings=settings,
                chosen={target: axis.blamed(choice[i]) for i, axis in enumerate(axes) for target in axis.targets},
                matches=None if source is None else places[source],
            )
        )
    _refuse_repeats(axes, choices, [(run.config.model_dump_json(), run.matches) for run in runs])
    return [replace(run, name=_name(body, run)) for run in runs]


def _source(axes: Sequence[Axis], choice: tuple[int, ...]) -> tuple[int, ...] | None:
    """The combination that is the same but for the schedule that is matched."""
    for place, axis in enumerate(axes):
        if choice[place] in axis.matches:
            return (*choice[:place], axis.matches[choice[place]], *choice[place + 1 :])
    return None


def _config(base: Config, axes: Sequence[Axis], choice: tuple[int, ...]) -> RunConfig:
    try:
        return RunConfig.model_validate(with_values(base, axes, choice))
    except ValidationError as error:
        field, message = field_errors(error)[0]
        for place, axis in enumerate(axes):
            for target in axis.targets:
                if _below(field, target):
                    inner = field if len(axis.targets) > 1 else field[len(target) + 1 :]
                    said = message if inner in ("", "kind", "dataset") else f"{inner}: {message}"
                    raise Unprocessable(axis.blamed(choice[place]), said) from None
        culprit = _culprit(base, axes, choice)
        raise Unprocessable(culprit, f"With this value {field} cannot stay as it is: {message}") from None


def _culprit(base: Config, axes: Sequence[Axis], choice: tuple[int, ...]) -> str:
    """The value that alone makes the configuration mistaken; else the first of those that do it together."""
    for axis, index in zip(axes, choice, strict=True):
        try:
            RunConfig.model_validate(with_values(base, [axis], [index]))
        except ValidationError:
            return axis.blamed(index)
    return axes[0].blamed(choice[0])


def _refuse_repeats(axes: Sequence[Axis], choices: Sequence[tuple[int, ...]], made: Sequence[object]) -> None:
    first: dict[object, tuple[int, ...]] = {}
    for choice, key in zip(choices, made, strict=True):
        earlier = first.setdefault(key, choice)
        for place, axis in enumerate(axes):
            if earlier[place] != choice[place]:
                same = axis.places[earlier[place]]
                raise Unprocessable(axis.blamed(choice[place]), f"The same as value {same}; list each value once.")


def _with_twins(body: SubmitRuns, runs: Sequence[Expanded]) -> list[Expanded]:
    found: list[Expanded] = []
    for run in runs:
        found.append(run)
        twin = replace(run, config=run.config.model_copy(update={"schedule": AlwaysOn()}), twin_of=len(found) - 1)
        found.append(replace(twin, name=_name(body, twin)))
    return found


def _alone(body: SubmitRuns, runs: Sequence[Expanded]) -> Iterator[Expanded]:
    """Each task by itself with the seeds and settings of the runs; what comes out the same is made once.

    Raises:
        Unprocessable: there is only one task.
    """
    names = dict.fromkeys(task.name for run in runs for task in run.config.tasks)
    if len(names) == 1:
        raise Unprocessable("single_task", "There is only one task: every run is a run of that task alone already.")
    made = {run.config.model_dump_json() for run in runs}
    for name in names:
        for run in runs:
            task = next((task for task in run.config.tasks if task.name == name), None)
            if task is None:
                continue
            single = _single(run, task)
            key = single.config.model_dump_json()
            if key not in made:
                made.add(key)
                yield replace(single, name=_name(body, single))


def _single(run: Expanded, task: TaskConfig) -> Expanded:
    """The run with one of its tasks alone, nothing dropped and nothing weighed."""
    config = run.config.model_copy(
        update={
            "tasks": (task.model_copy(update={"weight": 1.0}),),
            "schedule": AlwaysOn(),
            "weighting": FixedWeights(),
            "aggregation": SumOfGradients(),
            "sharing": Sharing(),
        }
    )
    own = {field: text for field, text in run.settings.items() if _of_one_task(field, run.config, task)}
    return replace(run, config=config, settings=own, twin_of=None, matches=None, single_task=task.name)


def _of_one_task(field: str, config: RunConfig, task: TaskConfig) -> bool:
    """Whether a varied field says anything of this task alone."""
    if field == f"tasks.{config.tasks.index(task)}.weight":
        return False
    return _below(field, f"tasks.{config.tasks.index(task)}") or field.split(".")[0] not in (METHOD, *OF_SEVERAL_TASKS)


def default_name(config: RunConfig) -> str:
    """What a run is called that was given no name."""
    return f"{config.data.dataset} · {schedule_name(config)}"


_METHODS = (METHOD, "schedule")
"""Varied fields that come first in a name."""


def _name(body: SubmitRuns, run: Expanded) -> str:
    """Base name, schedule, varied values, seed: what tells the run from the others of the submit."""
    parts = [body.name or run.config.data.dataset]
    if run.single_task is not None:
        parts.append(f"{run.single_task} alone")
    elif said := [_method_said(run, field) for field in _METHODS if field in run.settings]:
        parts += said
    elif body.name is None or run.twin_of is not None:
        parts.append(schedule_name(run.config))
    parts += [_said(field, text, run.config) for field, text in run.settings.items() if field not in _METHODS]
    if _several_seeds(body):
        parts.append(f"seed {run.config.seeds.draws}")
    return " · ".join(parts)


def _several_seeds(body: SubmitRuns) -> bool:
    seeds = body.vary.get(SEED, body.seeds)
    return seeds > 1 if isinstance(seeds, int) else len(set(map(str, seeds or ()))) > 1


def _method_said(run: Expanded, field: str) -> str:
    kinds, bracket, rest = run.settings[field].partition(" (")
    known = field == METHOD or kinds == MATCHED
    return (in_words(kinds) if known else schedule_name(run.config)) + bracket + rest


def _said(field: str, text: str, config: RunConfig) -> str:
    """A setting in a name: kinds speak for themselves, numbers need their field."""
    known = RunConfig.model_fields.get(field)
    if known is not None and known.discriminator is not None:
        return text
    first, *rest = field.split(".")
    if first == "tasks" and len(rest) > 1 and len(config.tasks) > 1:
        return f"{config.tasks[int(rest[0])].name} {'.'.join(rest[1:])} {text}"
    return f"{field.rpartition('.')[2]} {text}"


def schedule_name(config: RunConfig) -> str:
    """The drop schedule in a word or two."""
    match config.schedule:
        case RandomDrop(rates_of=int(source)):
            return f"random as run {source}"
        case RandomDrop(rates=rates) if rates:
            return "random by task"
        case RandomDrop(p=p):
            return f"random {p:g}"
        case schedule:
            return in_words(schedule.kind)
