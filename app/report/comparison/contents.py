"""What a report of a comparison is made of, read from the store once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from app.compare import service, table
from app.compare.choosing import Asked, Chosen, choose
from app.compare.schemas import Comparison, Metric, Quantity
from app.errors import Conflict
from app.export.formats import Row, Sheet
from app.report import facts
from app.report.comparison.charts import Curves
from app.report.comparison.drawn import METRIC_WORDS, Drawn, drawn
from app.report.comparison.repeat import Recipe, recipes
from app.runs.schemas import StoredRun
from app.store.runs import RunRepository

_MOST_DRAWN = 12
"""Tasks whose curves and decisions are drawn; of more, the page Compare shows one at a time."""
_RUN_COLUMNS = ["run", "name", "variant", "seed", "epochs", "device", "worker", "started", "finished"]


@dataclass(frozen=True, slots=True)
class Contents:
    """A comparison with everything that its report shows."""

    experiment: str | None
    chosen: Chosen
    comparison: Comparison
    variants: list[Drawn]
    runs: dict[int, StoredRun]
    """The compared runs by number."""
    curves: Curves
    """On validation, of the first tasks."""
    recipes: list[Recipe]

    @property
    def title(self) -> str:
        """The heading of the report."""
        numbers = ", ".join(map(str, self.runs))
        return self.experiment or f"Comparison of {'run' if len(self.runs) == 1 else 'runs'} {numbers}"

    def comparison_table(self, comparison: Comparison) -> Sheet:
        """One row per variant and task, with all digits."""
        return Sheet("comparison", table.columns(comparison), table.rows(comparison))

    def run_table(self) -> Sheet:
        """One row per run: where and when it was trained."""
        return Sheet("runs", _RUN_COLUMNS, [row for own in self.variants for row in self._run_rows(own)])

    def _run_rows(self, own: Drawn) -> list[Row]:
        rows = []
        for compared in own.variant.runs:
            run = self.runs[compared.id]
            where = {"device": run.device or "", "worker": run.worker or ""}
            when = {"started": facts.moment(run.started_at), "finished": facts.moment(run.finished_at)}
            what: Row = {"run": run.id, "name": run.name, "variant": own.letter, "seed": compared.seed}
            rows.append({**what, "epochs": compared.epochs, **where, **when})
        return rows


def contents(runs: RunRepository, asked: Asked, metric: Metric, baseline: int | None) -> Contents:
    """The comparison that was asked for.

    Raises:
        Unprocessable: as `app.compare.service.compare`.
        Conflict: none of the runs has ended well, so there is nothing to report.
    """
    chosen = choose(runs, asked)
    comparison = service.compare_chosen(runs, chosen, metric, baseline)
    if not comparison.variants:
        raise Conflict("None of these runs has ended well yet, so there is nothing to report; wait for one, or resume.")
    variants = drawn(comparison.variants)
    stored = {run.id: runs.get(run.id) for run in chosen.runs}
    curves = {
        task: service.curves_of(runs, list(stored), task, cast("Quantity", f"validation_{metric}"))
        for task in comparison.tasks[:_MOST_DRAWN]
    }
    return Contents(asked.experiment, chosen, comparison, variants, stored, curves, recipes(variants, stored))


def environment(found: Contents) -> facts.Facts:
    """Where the runs were trained, and the versions beside the server that writes the report."""
    devices = dict.fromkeys(run.device for run in found.runs.values() if run.device)
    return [("devices", ", ".join(devices)), *facts.versions()]


def about(found: Contents) -> facts.Facts:
    """Names and values of what is compared."""
    comparison = found.comparison
    baseline = next((own for own in found.variants if own.variant.id == comparison.baseline), None)
    seeds = dict.fromkeys(run.seed for own in found.variants for run in own.variant.runs)
    better = "higher" if comparison.higher_is_better else "lower"
    known = [
        ("experiment", found.experiment or ""),
        ("data set", comparison.dataset or ""),
        (
            "metric",
            f"{METRIC_WORDS[comparison.metric]}; {better} is better",
        ),
        ("tasks", ", ".join(comparison.tasks)),
        ("runs", f"{len(found.runs)} in {len(found.variants)} variants, seeds {', '.join(seeds)}"),
        ("baseline", f"{baseline.letter}, {baseline.variant.label}{_pinned(comparison)}" if baseline else ""),
    ]
    return [(name, value) for name, value in known if value]


def _pinned(comparison: Comparison) -> str:
    return f", as run {comparison.pinned} is pinned" if comparison.baseline_by == "pinned" else ""
