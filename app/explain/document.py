"""How a run's drop rates were computed, as a document: pure functions from the stored records to blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from app.documents.blocks import Block, Equation, Heading, Inline, Math, Strong, Table, paragraph
from app.documents.numbers import count, percent, show, show_chosen
from app.explain import words
from app.explain.derivation import METRICS, lines_of
from app.explain.formula import Number, Symbol, latex
from app.explain.meaning import overrulings, verdict
from app.explain.setting import Setting
from app.runs.schemas import StoredRun
from mtl.config import Dst, DstFormula, RandomDrop


def document(run: StoredRun, history: Sequence[Setting], chosen: Setting) -> Iterator[Block]:
    """The explanation of the decision `chosen`; `history` holds every decision of the run, epoch by epoch."""
    task, schedule = chosen.row.task, chosen.schedule
    yield Heading(1, f"How the drop rates of “{run.name}” were computed")
    epochs = f"{run.epochs_done} of {run.epochs_total} epochs"
    subject = (Strong(task), " in epoch ", Strong(str(chosen.epoch.epoch)), ".")
    yield paragraph(f"Run #{run.id}, {run.dataset}, {epochs}. Explained here: task ", *subject)
    yield Heading(2, "The idea")
    for text in words.IDEA.get(schedule.kind, ()):
        yield paragraph(text)
    if isinstance(schedule, DstFormula):
        yield from _symbols()
        yield from _settings(chosen, schedule)
    yield from _decision(chosen)
    own = [setting for setting in history if setting.index == chosen.index]
    if isinstance(schedule, DstFormula):
        yield from _metrics(own)
    yield from _guards(history)
    yield from _drop_rates(history)


def _symbols() -> Iterator[Block]:
    yield Heading(2, "The symbols")
    rows = [(Math(latex(symbol)), meaning) for symbol, meaning in words.SYMBOLS]
    yield Table("Every symbol of the formulas", ("symbol", "meaning"), rows, wraps=True)


def _settings(chosen: Setting, dst: DstFormula) -> Iterator[Block]:
    yield Heading(2, "The settings of this run")
    shares = [
        (Math(latex((Symbol("λ", letter),))), f"share of {name}", show_chosen(getattr(dst.lambdas, name)))
        for letter, _, name in METRICS
    ]
    beta = (Math(latex((Symbol("β"),))), "weight of this epoch's rate", show_chosen(dst.beta))
    reading = ("", "reading of stagnancy", dst.reading)
    yield Table("Settings", ("symbol", "meaning", "value"), [*shares, beta, reading])
    yield paragraph(words.READINGS[dst.reading])
    if isinstance(dst, Dst):
        yield paragraph(words.ALL_DROPPED[dst.all_dropped])
    if chosen.plan is not None:
        rows = [
            (task.task, str(task.depth), count(task.samples), show(task.P_d), show(task.P_c))
            for task in chosen.plan.tasks
        ]
        columns = ("task", Math("d"), Math("c"), Math("P_{d}"), Math("P_{c}"))
        yield Table("What stays the same over the run", columns, rows)


def _decision(chosen: Setting) -> Iterator[Block]:
    done = "trained" if chosen.row.active else "dropped"
    yield Heading(2, f"Why {chosen.row.task} was {done} in epoch {chosen.epoch.epoch}")
    yield paragraph(verdict(chosen))
    for text in overrulings(chosen.row):
        yield paragraph(Strong(text))
    for line in lines_of(chosen):
        unused = " (λ = 0: not part of P)" if line.share == 0 else ""
        yield Heading(3, f"{line.label}{unused}")
        result = _value(line.value)
        steps = tuple(latex(step) for step in line.steps)
        yield Equation(latex((line.symbol,)), (*steps, result))
        yield paragraph(line.meaning)


def _value(value: float | None) -> str:
    return r"\text{not defined}" if value is None else latex((Number(value),))


def _metrics(own: Sequence[Setting]) -> Iterator[Block]:
    task = own[0].row.task
    yield Heading(2, "The four metrics over the epochs")
    yield paragraph("", Strong(task), ": what was computed before each epoch, and what the draw decided.")
    columns: tuple[Inline, ...] = (
        "epoch", Math("V"), Math("P_{d}"), Math("P_{c}"), Math("P_{u}"), Math("P_{r}"), Math("P"), "draw", "decision",
    )  # fmt: skip
    yield Table(f"Metrics and decisions of {task}", columns, [_metric_row(setting) for setting in own])


def _metric_row(setting: Setting) -> tuple[Inline, ...]:
    row = setting.row
    values = (setting.loss, row.P_d, row.P_c, row.P_u, row.P_r, setting.chance, row.draw)
    return (str(setting.epoch.epoch), *(show(value) for value in values), "trained" if row.active else "dropped")


def _guards(history: Sequence[Setting]) -> Iterator[Block]:
    yield Heading(2, "What the guards did")
    counts = Counter((setting.row.task, guard) for setting in history for guard in setting.row.guards)
    if not counts:
        yield paragraph("No guard was needed: every number came out of the formulas and the draws as it is.")
        return
    yield paragraph("A guard keeps P a probability where a formula or a draw would fail. Each one is recorded.")
    rows = [(task, str(times), words.GUARDS[guard]) for (task, guard), times in sorted(counts.items())]
    yield Table("Guards over the whole run", ("task", "epochs", "what happened"), rows, wraps=True)


def _drop_rates(history: Sequence[Setting]) -> Iterator[Block]:
    yield Heading(2, "The drop rates")
    if isinstance(history[0].schedule, Dst | RandomDrop):
        yield paragraph(
            "The expected drop rate of a task is the mean of 1 − P over the epochs; what was drawn scatters around it."
        )
    tasks = dict.fromkeys(setting.row.task for setting in history)
    rows = []
    for task in tasks:
        own = [setting for setting in history if setting.row.task == task]
        dropped = sum(not setting.row.active for setting in own) / len(own)
        expected = sum(setting.row.expected_drop or 0.0 for setting in own) / len(own)
        rows.append((task, f"{percent(expected)} %", f"{percent(dropped)} %"))
    yield Table(f"Drop rates over {history[-1].epoch.epoch} epochs", ("task", "expected", "drawn"), rows)
