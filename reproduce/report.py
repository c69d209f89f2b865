"""docs/results.md from the tables under docs/results/: nothing in it is written by hand but the plan's own notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from app.compare.statistics import (
    Difference,
    balanced_half_width,
    mean_and_deviation,
    mean_difference,
    paired_difference,
    proportion_half_width,
)
from reproduce.collect import RESULTS, missing, read
from reproduce.plan import FAMILIES, Comparison, Family, Goal, Item
from reproduce.wall_time import HALF, PICTURE, PUBLISHED, QUICK, Arrival, Point, arrivals, read_points

DOCUMENT = Path("docs/results.md")
Rows = Sequence[Mapping[str, str]]
_METRICS = {
    "test_accuracy": "accuracy",
    "test_balanced_accuracy": "balanced accuracy",
    "test_f1": "F1",
    "test_loss": "loss",
}

_HEAD = """# Results

Written by `make results` from the tables in [docs/results](results), which `python -m reproduce run` has exported from
runs on a Switchboard server. Do not edit: a test compares this file with the tables.

Figures are of the test split, measured once, at the end of training; nothing was chosen by them unless it is said so.
In %: mean ± standard deviation over seeds. *majority* is the accuracy of always answering the commonest training
class; *published* is the report's figure. A difference is paired by seed and has a 95 % interval (Student's t); it says
*higher* or *lower* only where the interval leaves out zero and there are three pairs or more; *outside* says that it
leaves out the report's own difference; *dropped* is in how many epochs of all seeds the first run's schedule dropped
the task. Where that is none for all tasks, both runs are the same training. ▼ marks an accuracy not above the majority,
and a balanced accuracy not above chance (1 / classes), by more than the 95 % interval over seeds and that of a share on
that many test images (for balanced accuracy the widest that it can have there). A number in brackets stands for changes
of the preset, which are listed below the tables. Seconds are wall time, mostly with one thread on a machine of two
cores that had other work besides: they say what to expect, and compare nothing.
"""


def report(results: Path = RESULTS) -> str:
    """The whole document."""
    tables = {name: read(results / f"{name}.csv") for name in FAMILIES}
    points = read_points(results)
    parts = [_HEAD, "\n".join(_at_a_glance(tables, points))]
    parts += ["\n".join(_family(family, tables[name])) for name, family in FAMILIES.items()]
    if points:
        parts.append("\n".join(_wall_time(points)))
    return "\n\n".join(parts) + "\n"


def _at_a_glance(tables: Mapping[str, Rows], points: Sequence[Point]) -> Iterator[str]:
    yield "## At a glance"
    yield ""
    yield "What was asked of these runs, in % of test accuracy, and whether the mean over their seeds has it."
    yield ""
    lines = [_goal(family, goal, tables[name]) for name, family in FAMILIES.items() for goal in family.goals]
    lines += [
        [arrival.recipe, "both figures, share of the time", f"≤ {HALF:.2f}", f"{arrival.share:.2f}", "1",
         "met" if arrival.share <= HALF else "missed"]
        for arrival in (arrivals(points) if points else ())
        if arrival.recipe == QUICK and arrival.share is not None
    ]  # fmt: skip
    yield from _table(["run", "task", "asked", "ours", "seeds", ""], lines)


def _goal(family: Family, goal: Goal, rows: Rows) -> list[str]:
    name = _named(family, *goal.item.key)
    by_seed = _by_run(rows)[goal.item.key][goal.task]
    if not by_seed:
        return [name, goal.task, "", "", "0", "not run"]
    mean, deviation = mean_and_deviation([float(row["test_accuracy"]) for row in by_seed.values()])
    published = next(iter(by_seed.values()))["published_test_accuracy"]
    figure = float(published) if goal.least is None else goal.least
    if goal.within is None:
        asked, met = f"≥ {100 * figure:.2f}", mean >= figure
    else:
        asked, met = f"{100 * figure:.2f} ± {100 * goal.within:.0f}", abs(mean - figure) <= goal.within
    spread = "" if deviation is None else f" ± {100 * deviation:.2f}"
    verdict = "met" if met else f"missed: {100 * abs(mean - figure):.2f} {'above' if mean > figure else 'below'}"
    return [name, goal.task, asked, f"{100 * mean:.2f}{spread}", str(len(by_seed)), verdict]


def _family(family: Family, rows: Rows) -> Iterator[str]:
    yield f"## {family.title}"
    yield ""
    yield family.about
    if not rows:
        yield ""
        yield "Not run yet."
        return
    yield ""
    yield _facts(rows)
    for metric in family.metrics:
        yield ""
        yield from _figures(family, rows, metric)
    yield from _comparisons(family, rows)
    yield from _scaled_down(family, rows)


def _facts(rows: Rows) -> str:
    first = rows[0]
    runs = {(row["preset"], row["changes"], row["seed"]): float(row["seconds"]) for row in rows}
    return (
        f"{len(runs)} runs, {sum(runs.values()) / 60:.1f} minutes of training in all ({first['device']}); "
        f"{int(first['train_samples']):,} training and {int(first['test_samples']):,} test images of "
        f"{first['image_shape'].replace('x', ' x ')}."
    )


def _by_run(rows: Rows) -> dict[tuple[str, str], dict[str, dict[int, Mapping[str, str]]]]:
    """(preset, changes) → task → seed → row."""
    found: dict[tuple[str, str], dict[str, dict[int, Mapping[str, str]]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        found[row["preset"], row["changes"]][row["task"]][int(row["seed"])] = row
    return found


def _figures(family: Family, rows: Rows, metric: str) -> Iterator[str]:
    runs = _by_run(rows)
    tasks = list(dict.fromkeys(row["task"] for row in rows))
    yield f"Test {_METRICS[metric]}:"
    yield ""
    wide = len(tasks) <= family.tasks_side_by_side
    items = [item for item in family.items if item.key in runs]
    if wide:
        yield from _table(
            ["run", "seeds", *tasks, "s / run"],
            ([_named(family, *item.key), *_cells(runs[item.key], tasks, metric)] for item in items),
        )
        return
    for item in items:
        seen = runs[item.key]
        yield f"{_named(family, *item.key)}, {_seeds(seen)} seeds, {_seconds(seen)} s per run:"
        yield ""
        yield from _table(
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
    spread = "" if deviation is None else f" ± {_number(deviation, metric)}"
    ours = f"**{_number(mean, metric)}**{spread}{_warning(by_seed, metric, values)}"
    if not with_others:
        return ours
    others = [f"majority {_majority(by_seed, metric)}"] if metric == "test_accuracy" else []
    if published := _published(by_seed, metric):
        others.insert(0, f"published {published}")
    return f"{ours} ({', '.join(others)})" if others else ours


def _warning(by_seed: Mapping[int, Mapping[str, str]], metric: str, values: Sequence[float]) -> str:
    """A mark on what is not above the answer of a model that has learned nothing, by more than both its intervals."""
    row = next(iter(by_seed.values()))
    majority, count = float(row["test_majority"]), int(row["test_samples"])
    mean, _ = mean_and_deviation(values)
    match metric:
        case "test_accuracy":
            nothing, of_images = majority, proportion_half_width(mean, count)
        case "test_balanced_accuracy":
            classes = int(row["classes"])
            nothing, of_images = 1 / classes, balanced_half_width(majority, classes, count)
        case _:
            return ""
    above = mean_difference([value - nothing for value in values])
    of_seeds = (above.half_width if above else None) or 0.0
    return "" if mean - nothing > max(of_images, of_seeds) else " ▼"


def _published(by_seed: Mapping[int, Mapping[str, str]], metric: str) -> str:
    text = next(iter(by_seed.values())).get(f"published_{metric}", "")
    return _number(float(text), metric) if text else ""


def _majority(by_seed: Mapping[int, Mapping[str, str]], metric: str) -> str:
    text = next(iter(by_seed.values()))["test_majority"]
    return _number(float(text), metric) if metric == "test_accuracy" and text else ""


def _comparisons(family: Family, rows: Rows) -> Iterator[str]:
    runs = _by_run(rows)
    lines = list(chain.from_iterable(_compared(family, comparison, runs) for comparison in family.comparisons))
    if not lines:
        return
    yield ""
    yield "Differences in points (first minus second, paired by seed):"
    yield ""
    columns = ["first", "second", "task", "metric", "difference", "pairs", "", "published", "dropped"]
    used = [place for place, name in enumerate(columns) if name in columns[:7] or any(line[place] for line in lines)]
    yield from _table([columns[place] for place in used], ([line[place] for place in used] for line in lines))


def _compared(
    family: Family,
    comparison: Comparison,
    runs: Mapping[tuple[str, str], Mapping[str, Mapping[int, Mapping[str, str]]]],
) -> Iterator[list[str]]:
    first, second = runs.get(comparison.first), runs.get(comparison.second)
    if first is None or second is None:
        return
    for task in comparison.tasks or [task for task in first if task in second]:
        values = [
            {seed: float(row[comparison.metric]) for seed, row in run[task].items() if row[comparison.metric]}
            for run in (first, second)
        ]
        difference = paired_difference(*values)
        if difference is None:
            continue
        width = "" if difference.half_width is None else f" ± {100 * difference.half_width:.2f}"
        yield [
            _named(family, *comparison.first), _named(family, *comparison.second), task, _METRICS[comparison.metric],
            f"{100 * difference.mean:+.2f}{width}", str(difference.pairs), difference.verdict,
            _published_difference(first[task], second[task], comparison.metric, difference), _dropped(first[task]),
        ]  # fmt: skip


def _published_difference(
    first: Mapping[int, Mapping[str, str]], second: Mapping[int, Mapping[str, str]], metric: str, ours: Difference
) -> str:
    """The report's own difference, where it gives both figures, and whether ours leaves it out."""
    rows = [next(iter(by_seed.values())) for by_seed in (first, second)]
    texts = [row.get(f"published_{metric}", "") for row in rows]
    if not all(texts) or rows[0]["preset"] == rows[1]["preset"]:  # one preset, changed by us: the report has one figure
        return ""
    published = float(texts[0]) - float(texts[1])
    outside = ours.half_width is not None and abs(published - ours.mean) > ours.half_width
    return f"{100 * published:+.2f}{', outside' if outside else ''}"


def _dropped(by_seed: Mapping[int, Mapping[str, str]]) -> str:
    """In how many of its epochs a task was dropped, over all seeds; nothing where no schedule drops."""
    rows = list(by_seed.values())
    if rows[0]["schedule"] in ("", "always_on"):
        return ""
    epochs, trained = (sum(int(row[name]) for row in rows) for name in ("epochs", "epochs_trained"))
    return f"{epochs - trained} of {epochs} epochs"


def _scaled_down(family: Family, rows: Rows) -> Iterator[str]:
    done = {(row["preset"], row["changes"]) for row in rows}
    notes: dict[str, list[Item]] = defaultdict(list)
    for item in family.items:
        if item.note and item.key in done:
            change = f"`{item.described}`: " if item.changes else ""
            notes[f"{change}{item.note}"].append(item)
    if notes:
        yield ""
        yield "Departs from the report:"
        yield ""
        for note, items in notes.items():
            yield f"- {', '.join(_named(family, *item.key) for item in items)}: {note}"
    absent: dict[str, list[int]] = defaultdict(list)
    for item, seed in missing(family.items, rows):
        absent[item.label if item.key not in done else _named(family, *item.key)].append(seed)
    if absent:
        yield ""
        runs = (f"{label} (seeds {', '.join(map(str, seeds))})" for label, seeds in absent.items())
        yield f"Planned but not run yet: {'; '.join(runs)}."


def _wall_time(points: Sequence[Point]) -> Iterator[str]:
    yield "## Accuracy over wall time"
    yield ""
    yield (
        "Fashion-MNIST, λ = 0.7, one seed, all recipes one after the other on a machine with nothing beside "
        "(`python -m benchmarks curves`). Of the loop by hand, which is the report's recipe with a DataLoader, only "
        "training counts; of the others also probe, validation and the test split after each epoch. *reached* is when "
        f"both published figures ({100 * PUBLISHED[0]:.2f} and {100 * PUBLISHED[1]:.2f} %) are, *share* that time over "
        "the whole time of the loop by hand. The test split is looked at after each epoch for this picture alone."
    )
    yield ""
    yield f"![Test accuracy of items and groups over seconds, per recipe](results/{PICTURE})"
    yield ""
    yield from _table(["recipe", "epochs", "s", "item", "group", "reached", "share"], map(_arrival, arrivals(points)))


def _arrival(arrival: Arrival) -> list[str]:
    last, first = arrival.last, arrival.reached
    reached = f"after {first.seconds:.0f} s, epoch {first.epoch}" if first else "not reached"
    share = "" if arrival.share is None else f"{arrival.share:.2f}"
    figures = (f"{100 * last.item:.2f}", f"{100 * last.group:.2f}")
    return [arrival.recipe, str(last.epoch), f"{last.seconds:.0f}", *figures, reached, share]


def _table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join('---' for _ in header)}|"
    for line in lines:
        yield f"| {' | '.join(line)} |"


def _named(family: Family, preset: str, described: str) -> str:
    """The preset, and the number of its changes among those of the family."""
    changes = list(dict.fromkeys(item.described for item in family.items if item.changes))
    return f"{preset} [{changes.index(described) + 1}]" if described else preset


def _seeds(seen: Mapping[str, Mapping[int, Mapping[str, str]]]) -> str:
    return str(len(next(iter(seen.values()))))


def _seconds(seen: Mapping[str, Mapping[int, Mapping[str, str]]]) -> str:
    values = [float(row["seconds"]) for row in next(iter(seen.values())).values()]
    return f"{mean_and_deviation(values)[0]:.0f}"


def _number(value: float, metric: str) -> str:
    return f"{value:.3f}" if metric == "test_loss" else f"{100 * value:.2f}"
