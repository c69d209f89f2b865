"""From finished runs to a comparison: every figure of a variant, and its difference to the baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

from app.compare.choosing import Asked, Chosen, choose, dataset_of
from app.compare.measured import MeasuredRun
from app.compare.schemas import (
    BaselineBy,
    ComparedRun,
    Comparison,
    ComputeOut,
    CurveOut,
    CurvePage,
    DifferenceOut,
    Metric,
    Quantity,
    SingleTask,
    Spread,
    TaskFigures,
    VariantOut,
)
from app.compare.statistics import Difference, delta_m, mean_and_deviation, mean_difference, paired_difference
from app.compare.variants import Variant, group, most_alike, seed_of
from app.errors import Unprocessable
from app.store.runs import RunRepository

LOWER_IS_BETTER: frozenset[Metric] = frozenset({"loss"})
Task = str | None
"""`None`: the mean over the tasks."""


def compare(runs: RunRepository, asked: Asked, metric: Metric, baseline: int | None) -> Comparison:
    """The comparison of the runs that were asked for.

    Args:
        runs: where they are stored.
        asked: which runs.
        metric: what is compared.
        baseline: a run of the variant that the others are compared with. Default: the variant of a pinned run; else
            the one with several tasks that is always on; else the first with the most tasks.

    Raises:
        Unprocessable: names the parameter that cannot be used and says what could.
    """
    return compare_chosen(runs, choose(runs, asked), metric, baseline)


def compare_chosen(runs: RunRepository, chosen: Chosen, metric: Metric, baseline: int | None) -> Comparison:
    """The same of runs that were looked up already. Raises as `compare`."""
    fields, variants = group(chosen.runs)
    measured = MeasuredRun.all(chosen.runs, runs.histories([run.id for run in chosen.runs]), metric)
    pinned = next((run.id for variant in variants for run in variant.runs if run.pinned), None)
    base, baseline_by = _baseline(variants, baseline, pinned, [item.run_id for item in chosen.left_out])
    many = any(len(variant.tasks) > 1 for variant in variants)
    single = [variant for variant in variants if len(variant.tasks) == 1] if many else []
    looked_at = _Variants(measured, base, single, lower_is_better=metric in LOWER_IS_BETTER)
    return Comparison(
        metric=metric,
        higher_is_better=metric not in LOWER_IS_BETTER,
        dataset=dataset_of(chosen.runs[0].config) if chosen.runs else None,
        fields=fields,
        tasks=_tasks(variants, base),
        baseline=base and base.id,
        baseline_by=baseline_by,
        pinned=pinned,
        variants=[looked_at.out(variant, single_task=many and len(variant.tasks) == 1) for variant in variants],
        single_task=[SingleTask(task=task, variant=variant.id) for variant in single for task in variant.tasks],
        left_out=chosen.left_out,
        missing=chosen.missing,
    )


def curves(runs: RunRepository, asked: Asked, task: str, quantity: Quantity) -> CurvePage:
    """One quantity of a task over the epochs of every compared run that has the task.

    Raises:
        Unprocessable: as `compare`, or none of the runs has the task.
    """
    chosen = choose(runs, asked).runs
    known = dict.fromkeys(item["name"] for run in chosen for item in run.config["tasks"])
    if chosen and task not in known:
        raise Unprocessable("task", f"None of the runs has a task {task!r}; choose from {', '.join(known)}.")
    return CurvePage(items=list(curves_of(runs, [run.id for run in chosen], task, quantity).values()))


def curves_of(runs: RunRepository, run_ids: Sequence[int], task: str, quantity: Quantity) -> dict[int, CurveOut]:
    """The same of known runs, by their numbers; those that lack the task are left out."""
    return {
        number: CurveOut(run_id=number, epochs=curve.epochs, values=curve.values, active=curve.active, P=curve.P)
        for number, curve in runs.curves(run_ids, task, quantity).items()
    }


def _baseline(
    variants: Sequence[Variant], wanted: int | None, pinned: int | None, left_out: Sequence[int]
) -> tuple[Variant | None, BaselineBy | None]:
    """The variant, and why it is that one."""
    by_run = {run.id: variant for variant in variants for run in variant.runs}
    if wanted is not None:
        if wanted not in by_run:
            why = "is left out of this comparison" if wanted in left_out else "is not part of this comparison"
            choice = ", ".join(str(variant.id) for variant in variants) or "none yet"
            raise Unprocessable("baseline", f"Run {wanted} {why}; choose from {choice}.")
        return by_run[wanted], "asked"
    if pinned is not None:
        return by_run[pinned], "pinned"
    if not variants:
        return None, None
    most = max(len(variant.tasks) for variant in variants)
    widest = [variant for variant in variants if len(variant.tasks) == most]
    always_on = next(filter(_always_on, widest), None)
    return (widest[0], "most_tasks") if always_on is None else (always_on, "always_on")


def _always_on(variant: Variant) -> bool:
    return bool(variant.runs[0].config["schedule"]["kind"] == "always_on")


def _drops(variant: Variant) -> bool:
    """Whether its schedule leaves tasks out, and changes nothing else."""
    schedule = variant.runs[0].config["schedule"]
    return schedule["kind"] not in ("always_on", "soft") and schedule["loss_scale"] != "inverse_probability"


def _tasks(variants: Sequence[Variant], baseline: Variant | None) -> list[str]:
    """All tasks, those of the baseline first."""
    first = () if baseline is None else baseline.tasks
    return list(dict.fromkeys([*first, *(task for variant in variants for task in variant.tasks)]))


class _Variants:
    """Makes a variant's figures, with what it is compared with at hand."""

    def __init__(
        self,
        measured: Mapping[int, MeasuredRun],
        baseline: Variant | None,
        single: Sequence[Variant],
        *,
        lower_is_better: bool,
    ) -> None:
        self._measured = measured
        self._baseline = baseline
        self._single = single
        self._lower_is_better = lower_is_better

    def out(self, variant: Variant, *, single_task: bool) -> VariantOut:
        runs = self._of(variant)
        found = {} if single_task else {task: most_alike(variant, task, self._single) for task in variant.tasks}
        alone: dict[Task, Variant] = {task: other for task, other in found.items() if other is not None}
        lacking = [task for task in found if task not in alone]
        return VariantOut(
            id=variant.id,
            label=variant.label,
            settings=variant.settings,
            tasks=list(variant.tasks),
            single_task=single_task,
            dropped_nothing=not single_task and _drops(variant) and all(run.drop_rate(None) == 0 for run in runs),
            runs=[
                ComparedRun(id=run.id, name=run.name, seed=seed_of(run.config), epochs=run.epochs_done)
                for run in variant.runs
            ],
            figures=[self._figures(variant, task, alone.get(task)) for task in (*variant.tasks, None)],
            delta_m=None if single_task or lacking else _out(self._delta_m(variant, alone)),
            delta_m_lacks=lacking,
            compute=_compute(runs),
        )

    def _of(self, variant: Variant) -> list[MeasuredRun]:
        return [self._measured[run.id] for run in variant.runs]

    def _figures(self, variant: Variant, task: Task, alone: Variant | None) -> TaskFigures:
        runs = self._of(variant)
        values = [run.test(task) for run in runs]
        return TaskFigures(
            task=task,
            values=[value if value is not None and isfinite(value) else None for value in values],
            test=_spread(values),
            test_nonfinite=sum(value is not None and not isfinite(value) for value in values),
            answers=[found for run in runs if (found := run.answered(task))] if task is not None else [],
            validation=_spread(run.validation(task) for run in runs),
            test_majority=runs[0].test_majority(task),
            validation_majority=runs[0].validation_majority(task),
            drop_rate=_spread(run.drop_rate(task) for run in runs),
            difference=self._difference(variant, task),
            transfer=alone and self._transfer(variant, task, alone),
            alone=alone and alone.id,
        )

    def _by_seed(self, variant: Variant, task: Task) -> dict[str, float]:
        """The finite figures on test by seed."""
        found = {seed: self._measured[run.id].test(task) for seed, run in variant.seeds.items()}
        return {seed: value for seed, value in found.items() if value is not None and isfinite(value)}

    def _difference(self, variant: Variant, task: Task) -> DifferenceOut | None:
        base = self._baseline
        if base is None or base is variant:
            return None
        if (task is None and set(base.tasks) != set(variant.tasks)) or (task is not None and task not in base.tasks):
            return None
        return _out(paired_difference(self._by_seed(variant, task), self._by_seed(base, task)))

    def _transfer(self, variant: Variant, task: Task, alone: Variant) -> DifferenceOut | None:
        return _out(paired_difference(self._by_seed(variant, task), self._by_seed(alone, task)))

    def _delta_m(self, variant: Variant, alone: Mapping[Task, Variant]) -> Difference | None:
        """Of the seeds with which all tasks were trained together and each alone."""
        ours = [self._by_seed(variant, task) for task in variant.tasks]
        single = [self._by_seed(alone[task], task) for task in variant.tasks]
        gains = [
            delta_m(
                [task[seed] for task in ours], [task[seed] for task in single], lower_is_better=self._lower_is_better
            )
            for seed in variant.seeds
            if all(seed in task for task in (*ours, *single))
        ]
        return mean_difference([gain for gain in gains if gain is not None])


def _compute(runs: Sequence[MeasuredRun]) -> ComputeOut:
    task_epochs, seconds = _spread(run.task_epochs for run in runs), _spread(run.seconds for run in runs)
    assert task_epochs is not None  # noqa: S101  both are known of every run
    assert seconds is not None  # noqa: S101
    return ComputeOut(
        task_epochs=task_epochs,
        task_epochs_planned=max(run.task_epochs_planned for run in runs),
        seconds=seconds,
        images_per_second=_spread(run.images_per_second for run in runs),
    )


def _spread(values: Iterable[float | None]) -> Spread | None:
    known = [value for value in values if value is not None]
    finite = [value for value in known if isfinite(value)]
    if not finite:
        return None
    mean, deviation = mean_and_deviation(finite)
    return Spread(mean=mean, sd=deviation, runs=len(finite), nonfinite=len(known) - len(finite))


def _out(difference: Difference | None) -> DifferenceOut | None:
    if difference is None:
        return None
    mean, width = difference.mean, difference.half_width
    low, high = (None, None) if width is None else (mean - width, mean + width)
    return DifferenceOut(mean=mean, low=low, high=high, pairs=difference.pairs, verdict=difference.verdict)
