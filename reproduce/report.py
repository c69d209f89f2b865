"""docs/results.md from the tables under docs/results/: nothing in it is written by hand but the plan's own notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from reproduce.collect import RESULTS, missing, read
from reproduce.differences import differences
from reproduce.families import FAMILIES
from reproduce.figures import figures
from reproduce.goals import at_a_glance
from reproduce.plan import Family, Item
from reproduce.tables import Rows, named, table
from reproduce.wall_time import PICTURE, PUBLISHED, Arrival, Point, arrivals, read_points

DOCUMENT = Path("docs/results.md")

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
    parts = [_HEAD, "\n".join(at_a_glance(tables, points))]
    parts += ["\n".join(_family(family, tables[name])) for name, family in FAMILIES.items()]
    if points:
        parts.append("\n".join(_wall_time(points)))
    return "\n\n".join(parts) + "\n"


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
        yield from figures(family, rows, metric)
    yield from differences(family, rows)
    yield from _scaled_down(family, rows)


def _facts(rows: Rows) -> str:
    first = rows[0]
    runs = {(row["preset"], row["changes"], row["seed"]): float(row["seconds"]) for row in rows}
    return (
        f"{len(runs)} runs, {sum(runs.values()) / 60:.1f} minutes of training in all ({first['device']}); "
        f"{int(first['train_samples']):,} training and {int(first['test_samples']):,} test images of "
        f"{first['image_shape'].replace('x', ' x ')}."
    )


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
            yield f"- {', '.join(named(family, *item.key) for item in items)}: {note}"
    absent: dict[str, list[int]] = defaultdict(list)
    for item, seed in missing(family.items, rows):
        absent[item.label if item.key not in done else named(family, *item.key)].append(seed)
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
    yield from table(["recipe", "epochs", "s", "item", "group", "reached", "share"], map(_arrival, arrivals(points)))


def _arrival(arrival: Arrival) -> list[str]:
    last, first = arrival.last, arrival.reached
    reached = f"after {first.seconds:.0f} s, epoch {first.epoch}" if first else "not reached"
    share = "" if arrival.share is None else f"{arrival.share:.2f}"
    figures = (f"{100 * last.item:.2f}", f"{100 * last.group:.2f}")
    return [arrival.recipe, str(last.epoch), f"{last.seconds:.0f}", *figures, reached, share]
