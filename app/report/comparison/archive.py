"""The report of a comparison as an archive: its page and tables, and everything that is known of every run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import get_args

from app.compare.schemas import Comparison, Metric
from app.compare.service import compare_chosen
from app.report.comparison.contents import Contents
from app.report.comparison.page import page
from app.report.comparison.repeat import commands
from app.report.packing import File, packed, table_files
from app.report.run.archive import run_files
from app.runs.detail import detail
from app.runs.history import finished_epochs
from app.store.runs import RunRepository

_CONFIGURATIONS = "configurations/"
_README = """This is a comparison by Switchboard: {title}.

report.html       the report; opens in any browser, without a network
comparison.json   its figures, as GET /api/compare gives them
configurations/   the configuration of each variant
tables/           the comparison in every metric, and where each run was trained, as CSV and as Parquet, with all digits
runs/N/           run N: configuration, explanation, and every table (its page: switchboard report N --out report.html)

To repeat it:

{commands}
"""


def archive(found: Contents, runs: RunRepository) -> Iterator[bytes]:
    """A zip file of a comparison and its runs, piece by piece."""
    return packed("switchboard-comparison", _files(found, runs))


def _files(found: Contents, runs: RunRepository) -> Iterator[File]:
    """One after the other, so that a single run is in memory at a time."""
    lines = (f"    {command}" for command in commands(found.recipes, found.experiment, _CONFIGURATIONS))
    yield "README.txt", _README.format(title=found.title, commands="\n".join(lines))
    yield "report.html", page(found)
    yield "comparison.json", found.comparison.model_dump_json(indent=1) + "\n"
    for recipe in found.recipes:
        yield f"{_CONFIGURATIONS}{recipe.file}", recipe.toml
    for comparison in _in_every_metric(found, runs):
        yield from table_files(f"tables/comparison-{comparison.metric}", partial(found.comparison_table, comparison))
    yield from table_files("tables/runs", found.run_table)
    for number, stored in found.runs.items():
        run = detail(stored)
        for path, content in run_files(run, list(finished_epochs(runs, run)), runs.confusions(number)):
            yield f"runs/{number}/{path}", content


def _in_every_metric(found: Contents, runs: RunRepository) -> Iterator[Comparison]:
    """The comparison in each metric of which some run has a figure on test."""
    for metric in get_args(Metric):
        comparison = compare_chosen(runs, found.chosen, metric, found.comparison.baseline)
        if any(figures.test for variant in comparison.variants for figures in variant.figures):
            yield comparison
