"""What was asked, and whether it was met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from app.compare.statistics import mean_and_deviation
from reproduce.chance import learned_nothing
from reproduce.families import FAMILIES
from reproduce.plan import Family, Goal
from reproduce.tables import Rows, by_run, named, table
from reproduce.wall_time import HALF, QUICK, Point, arrivals


def at_a_glance(tables: Mapping[str, Rows], points: Sequence[Point]) -> Iterator[str]:
    """All goals in lines of Markdown, from the rows of each family and the wall times."""
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
    yield from table(["run", "task", "asked", "ours", "seeds", ""], lines)
    yield ""
    yield "Tasks that should have a balanced accuracy above chance, by more than its interval:"
    yield ""
    yield from table(
        ["run", "seeds", "have", "have not"],
        [line for name, family in FAMILIES.items() if family.above_chance for line in _above(family, tables[name])],
    )


def _above(family: Family, rows: Rows) -> Iterator[list[str]]:
    runs = by_run(rows)
    for item in family.items:
        if tasks := runs.get(item.key):
            nothing = [task for task, by_seed in tasks.items() if learned_nothing(by_seed, "test_balanced_accuracy")]
            seeds = max(len(by_seed) for by_seed in tasks.values())
            have = f"{len(tasks) - len(nothing)} of {len(tasks)}"
            yield [named(family, *item.key), str(seeds), have, ", ".join(nothing)]


def _goal(family: Family, goal: Goal, rows: Rows) -> list[str]:
    name = named(family, *goal.item.key)
    by_seed = by_run(rows)[goal.item.key][goal.task]
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
