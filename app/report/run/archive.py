"""The report of a run as an archive: page, explanation, configuration, and every table with all its digits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain

from app.documents import latex, markdown
from app.explain.document import document
from app.explain.setting import settings
from app.export.formats import Sheet
from app.export.rows import Measured
from app.export.tables import TABLES
from app.report import facts
from app.report.packing import File, packed, table_files
from app.report.run.page import page
from app.runs.results import ConfusionOut, EpochOut
from app.runs.schemas import RunOut

_README = """This is run {run.id} of Switchboard, {run.name}.

report.html     the report; opens in any browser, without a network
explain.md      how the drop rates were computed, with the numbers of one decision; explain.tex: the same for LaTeX
config.toml     the configuration
run.json        everything else that is known of the run
tables/         every table as CSV and as Parquet, with all digits

To repeat it:

{commands}
"""


def archive(run: RunOut, epochs: Sequence[EpochOut], confusions: list[ConfusionOut]) -> Iterator[bytes]:
    """A zip file of a run with at least one epoch, piece by piece."""
    commands = "\n".join(f"    {command}" for command in facts.repeat(run))
    front: list[File] = [
        ("README.txt", _README.format(run=run, commands=commands)),
        ("report.html", page(run, epochs, confusions)),
    ]
    return packed(f"switchboard-run-{run.id}", chain(front, run_files(run, epochs, confusions)))


def run_files(run: RunOut, epochs: Sequence[EpochOut], confusions: list[ConfusionOut]) -> Iterator[File]:
    """Everything that is known of a run with at least one epoch, but for its page."""
    history = list(settings(run, epochs))
    blocks = list(document(run, history, history[-1]))
    yield "explain.md", markdown.render(blocks)
    yield "explain.tex", latex.render(blocks)
    yield "config.toml", facts.toml(run.config)
    yield "run.json", json.dumps(run.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    source = Measured(run, epochs, lambda: confusions)
    for name in TABLES:
        yield from table_files(f"tables/{name}", partial(_sheet, name, source))


def _sheet(name: str, source: Measured) -> Sheet:
    return Sheet(name, TABLES[name].columns(source), TABLES[name].rows(source))
