"""The figures of a family: published, majority and ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.compare.statistics import mean_and_deviation
from reproduce.chance import learned_nothing
from reproduce.plan import Family
from reproduce.tables import METRICS, Rows, by_run, named, number, table


def figures(family: Family, rows: Rows, metric: str) -> Iterator[str]:
    """One metric of all runs, in lines of Markdown."""
    runs = by_run(rows)
    tasks = list(dict.fromkeys(row["task"] for row in rows))
    yield f"Test {METRICS[metric]}:"
    yield ""
    wide = len(tasks) <= family.tasks_side_by_side
    items = [item for item in family.items if item.key in runs]
    if wide:
        yield from table(
            ["run", "seeds", *tasks, "s / run"],
            ([named(family, *item.key), *_cells(runs[item.key], tasks, metric)] for item in items),
        )
        return
    for item in items:
        seen = runs[item.key]
        seeds = "1 seed" if _seeds(seen) == "1" else f"{_seeds(seen)} seeds"
        yield f"{named(family, *item.key)}, {seeds}, {_seconds(seen)} s per run:"
        yield ""
        yield from table(
            ["task", "published", "majority", "ours"],
            (_task_line(task, by_seed, metric) for task, by_seed in seen.items()),
        )
        yield ""


def _cells(seen: Mapping[str, Mapping[int, Mapping[str, str]]], tasks: Sequence[str], metric: str) -> list[str]:
    figures = [_figure(seen[task], metric, with_others=True) if task in seen else "" for task in tasks]
    return [_seeds(seen), *figures, _seconds(seen)]


def _task_line(task: str, by_seed: Mapping[int, Mapping[str, str]], metric: str) -> list[str]:
    return [task, _published(by_seed, metric), _majority(by_seed, metric), _figure(by_seed, metric, with_others=False)]


def _figure(by_seed: Mapping[int, Mapping[str, str]], metric: str, *, with_others: bool) -> str:
    values = [float(row[metric]) for row in by_seed.values() if row[metric]]
    if not values:
        return "–"
    mean, deviation = mean_and_deviation(values)
    spread = "" if deviation is None else f" ± {number(deviation, metric)}"
    mark = " ▼" if learned_nothing(by_seed, metric) else ""
    ours = f"**{number(mean, metric)}**{spread}{mark}"
    if not with_others:
        return ours
    others = [f"majority {_majority(by_seed, metric)}"] if metric == "test_accuracy" else []
    if published := _published(by_seed, metric):
        others.insert(0, f"published {published}")
    return f"{ours} ({', '.join(others)})" if others else ours


def _published(by_seed: Mapping[int, Mapping[str, str]], metric: str) -> str:
    text = next(iter(by_seed.values())).get(f"published_{metric}", "")
    return number(float(text), metric) if text else ""


def _majority(by_seed: Mapping[int, Mapping[str, str]], metric: str) -> str:
    text = next(iter(by_seed.values()))["test_majority"]
    return number(float(text), metric) if metric == "test_accuracy" and text else ""


def _seeds(seen: Mapping[str, Mapping[int, Mapping[str, str]]]) -> str:
    """How many seeds a run was trained with."""
    return str(len(next(iter(seen.values()))))


def _seconds(seen: Mapping[str, Mapping[int, Mapping[str, str]]]) -> str:
    """Mean wall time of a run."""
    values = [float(row["seconds"]) for row in next(iter(seen.values())).values()]
    return f"{mean_and_deviation(values)[0]:.0f}"
