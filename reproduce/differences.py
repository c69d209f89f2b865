"""The planned comparisons of a family, paired by seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from app.compare.statistics import Difference, paired_difference
from reproduce.plan import Comparison, Family
from reproduce.tables import METRICS, Rows, by_run, named, table


def differences(family: Family, rows: Rows) -> Iterator[str]:
    """A table in Markdown, with a line per comparison and task; nothing where no pair was run."""
    runs = by_run(rows)
    lines = list(chain.from_iterable(_compared(family, comparison, runs) for comparison in family.comparisons))
    if not lines:
        return
    yield ""
    yield "Differences in points (first minus second, paired by seed):"
    yield ""
    columns = ["first", "second", "task", "metric", "difference", "pairs", "", "published", "dropped"]
    used = [place for place, name in enumerate(columns) if name in columns[:7] or any(line[place] for line in lines)]
    yield from table([columns[place] for place in used], ([line[place] for place in used] for line in lines))


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
            named(family, *comparison.first), named(family, *comparison.second), task, METRICS[comparison.metric],
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
