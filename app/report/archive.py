"""The report as an archive: the page, the explanation, the configuration, and every table with all its digits."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from app.documents import latex, markdown
from app.explain.document import document
from app.explain.setting import settings
from app.export.formats import FORMATS, Sheet
from app.export.rows import Measured
from app.export.tables import TABLES
from app.report import facts
from app.report.page import page
from app.runs.results import ConfusionOut, EpochOut
from app.runs.schemas import RunOut

_TABLE_FORMATS = ("csv", "parquet")

_README = """This is run {run.id} of Switchboard, {run.name}.

report.html     the report; opens in any browser, without a network
explain.md      how the drop rates were computed, with the numbers of one decision; explain.tex: the same for LaTeX
config.toml     the configuration
run.json        everything else that is known of the run
tables/         every table as CSV and as Parquet, with all digits

To repeat it:

{commands}
"""


def archive(run: RunOut, epochs: Sequence[EpochOut], confusions: list[ConfusionOut]) -> bytes:
    """A zip file of a run with at least one epoch."""
    history = list(settings(run, epochs))
    blocks = list(document(run, history, history[-1]))
    commands = "\n".join(f"    {command}" for command in facts.repeat(run))
    files: dict[str, str | bytes] = {
        "README.txt": _README.format(run=run, commands=commands),
        "report.html": page(run, epochs, confusions),
        "explain.md": markdown.render(blocks),
        "explain.tex": latex.render(blocks),
        "config.toml": facts.toml(run.config),
        "run.json": json.dumps(run.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n",
    }
    source = Measured(run, epochs, lambda: confusions)
    for name, table in TABLES.items():
        for ending in _TABLE_FORMATS:
            sheet = Sheet(name, table.columns(source), table.rows(source))
            parts = (part if isinstance(part, bytes) else part.encode() for part in FORMATS[ending].write(sheet))
            files[f"tables/{name}.{ending}"] = b"".join(parts)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as folder:
        for path, content in files.items():
            folder.writestr(f"switchboard-run-{run.id}/{path}", content)
    return buffer.getvalue()
