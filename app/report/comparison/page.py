"""The report of a comparison as one HTML file."""

from __future__ import annotations

from app.report.comparison.charts import charts
from app.report.comparison.contents import Contents, about, environment
from app.report.comparison.repeat import commands
from app.report.comparison.tables import settings_table, tasks_table, variants_table
from app.report.html import render, shown_table


def page(found: Contents) -> str:
    """The report of a comparison."""
    comparison, variants = found.comparison, found.variants
    undrawn = len(comparison.tasks) - len(found.curves)
    return render(
        "comparison/page.html.jinja",
        found.title,
        charts(comparison, variants, found.curves),
        about=about(found),
        left_out=[
            *(f"#{run.run_id} {run.name}: {run.reason}" for run in comparison.left_out),
            *(f"#{number}: There is no such run, or it was deleted." for number in comparison.missing),
        ],
        variants=variants_table(comparison, variants),
        tasks=tasks_table(comparison, variants),
        settings=settings_table(comparison, variants),
        not_drawn=f"Of {undrawn} more tasks the page Compare draws curves and decisions." if undrawn else "",
        tables=[shown_table(found.comparison_table(comparison)), shown_table(found.run_table())],
        configurations=found.recipes,
        environment=environment(found),
        repeat="\n".join(commands(found.recipes, found.experiment)),
    )
