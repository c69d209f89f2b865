"""The formulas of a decision with its epoch's numbers put in, in order of computation (`mtl/schedules/dst.py`).

The panel *Why?* has the same lines (`frontend/src/features/run/why/substitution.ts`); a table of decisions that
both are tested with keeps the two word for word alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.explain import meaning
from app.explain.formula import Fraction, Number, Parts, Signs, Symbol, Words
from app.explain.setting import Setting
from app.runs.results import TaskEpochOut
from mtl.config import DstFormula, Lambdas, RandomDrop, RoundRobin


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity: its symbol equals each of `steps` in turn (symbols, then numbers) and finally `value`."""

    quantity: str
    """Its column in the table `decisions`."""
    label: str
    symbol: Symbol
    steps: tuple[Parts, ...]
    value: float | None
    meaning: str
    share: float | None
    """λ of a metric that enters P; None for every other quantity."""


_I, _P_U, _R = Symbol("I"), Symbol("P", "u"), Symbol("R")
_SMOOTHED = Symbol("R", prime=True)


def lines_of(setting: Setting) -> list[Line]:
    """All lines of one decision, from the measured loss to P."""
    match setting.schedule:
        case DstFormula() as dst:
            return [
                _loss(setting),
                _depth(setting, dst),
                _samples(setting, dst),
                _completion(setting),
                _incompleteness(setting, dst),
                _rate(setting),
                _smoothed(setting, dst),
                _stagnancy(setting, dst),
                _base(setting, dst),
                _sum(setting, dst),
            ]
        case _:
            return [_loss(setting), _chosen_probability(setting)]


def _loss(setting: Setting) -> Line:
    symbol = Symbol("V", str(setting.epoch.epoch))
    return Line("V", "Loss before the epoch", symbol, (), setting.loss, meaning.of_loss(setting), None)


def _depth(setting: Setting, dst: DstFormula) -> Line:
    depths = None if setting.plan is None else [task.depth for task in setting.plan.tasks]
    steps = _relative(Symbol("d"), depths, setting.index)
    symbol, value = Symbol("P", "d"), setting.row.P_d
    return Line("P_d", "Network depth", symbol, steps, value, meaning.of_depth(setting), dst.lambdas.depth)


def _samples(setting: Setting, dst: DstFormula) -> Line:
    samples = None if setting.plan is None else [task.samples for task in setting.plan.tasks]
    steps = _relative(Symbol("c"), samples, setting.index)
    symbol, value = Symbol("P", "c"), setting.row.P_c
    return Line("P_c", "Labelled samples", symbol, steps, value, meaning.of_samples(setting), dst.lambdas.samples)


def _relative(letter: Symbol, counts: list[int] | None, index: int) -> tuple[Parts, ...]:
    symbols = Fraction((letter,), (Signs("max "), letter))
    if counts is None:
        return ((symbols,),)
    return ((symbols,), (Fraction((Number(counts[index], chosen=True),), (Number(max(counts), chosen=True),)),))


def _completion(setting: Setting) -> Line:
    row, first = setting.row, setting.first
    steps: tuple[Parts, ...] = ()
    if row.I is not None and first is not None:
        now, start = Symbol("V", str(setting.epoch.epoch)), Symbol("V", str(first[0]))
        steps = ((Fraction((now,), (start,)),), (Fraction((Number(row.V),), (Number(first[1]),)),))
    return Line("I", "Loss left", _I, steps, row.I, meaning.of_completion(setting), None)


def _incompleteness(setting: Setting, dst: DstFormula) -> Line:
    row, epoch = setting.row, setting.epoch
    steps: tuple[Parts, ...] = ()
    if row.P_u is not None and epoch.epoch > 1:
        steps = (
            _at_most_one((_I,), (Signs("mean "), _I)),
            _at_most_one((Number(row.I),), (Number(epoch.mean_I),)),
        )
    share = dst.lambdas.incompleteness
    return Line("P_u", "Incompleteness", _P_U, steps, row.P_u, meaning.of_incompleteness(setting), share)


def _rate(setting: Setting) -> Line:
    row, number = setting.row, setting.epoch.epoch
    steps: tuple[Parts, ...] = ()
    if row.R is not None:
        now, then = Symbol("V", str(number)), Symbol("V", str(number - 1))
        V = Number(None if setting.before is None else setting.before.measured("V"))
        times, minus = Signs(" · "), Signs(" − ")
        steps = (
            (Fraction((Signs("1"),), (_P_U,)), times, Fraction((now, minus, then), (then,))),
            (Fraction((Signs("1"),), (Number(row.P_u),)), times, Fraction((Number(row.V), minus, V), (V,))),
        )
    return Line("R", "Rate of change", _R, steps, row.R, meaning.of_rate(setting), None)


def _smoothed(setting: Setting, dst: DstFormula) -> Line:
    row = setting.row
    history = None if setting.before is None else setting.before.R_global
    steps: tuple[Parts, ...] = ()
    if row.R_global is not None and history is None:
        steps = ((_R,), (Number(row.R),))
    elif row.R_global is not None:
        b, beta = Symbol("β"), Number(dst.beta, chosen=True)
        before = Symbol("R", str(setting.epoch.epoch - 1), prime=True)
        steps = (
            (b, Signs(" · "), _R, Signs(" + (1 − "), b, Signs(") · "), before),
            (beta, Signs(" · "), *_factor(row.R), Signs(" + (1 − "), beta, Signs(") · "), *_factor(history)),
        )
    words = meaning.of_smoothed(setting, history, dst.beta)
    return Line("R_global", "Smoothed rate", _SMOOTHED, steps, row.R_global, words, None)


def _stagnancy(setting: Setting, dst: DstFormula) -> Line:
    steps = _stagnancy_steps(setting, dst)
    words = meaning.of_stagnancy(setting, dst.reading)
    return Line("P_r", "Stagnancy", Symbol("P", "r"), steps, setting.row.P_r, words, dst.lambdas.stagnancy)


def _stagnancy_steps(setting: Setting, dst: DstFormula) -> tuple[Parts, ...]:
    row = setting.row
    rate = row.R_global
    if rate is None or row.P_r is None:
        return ()
    mean = Number(setting.epoch.mean_rate)
    if dst.reading == "magnitude":
        size: Parts = (Signs("|"), _SMOOTHED, Signs("|"))
        epsilon: Parts = (Signs(" + "), Symbol("ε"))
        return (
            _at_most_one((Signs("mean "), *size), (*size, *epsilon)),
            _at_most_one((mean,), (Number(abs(rate)), *epsilon)),
        )
    if dst.reading == "signed" and "not_improving" in row.guards:
        because: Parts = (Signs("1"), Words(", because "), Signs("−"), _SMOOTHED, Signs(" = "), Number(-rate))
        return ((*because, Words(" is not above 0")),)
    if dst.reading == "signed":
        return (
            _clipped((Signs("mean("), Signs("−"), _SMOOTHED, Signs(")")), (Signs("−"), _SMOOTHED)),
            _clipped((mean,), (Number(-rate),)),
        )
    published = (
        _at_most_one((Signs("mean "), _SMOOTHED), (_SMOOTHED,)),
        _at_most_one((mean,), (Number(rate),)),
    )
    if "undefined_ratio" in row.guards:
        return (*published, (Words("not a finite number, so "), Signs("1")))
    return published


def _base(setting: Setting, dst: DstFormula) -> Line:
    return Line("P_b", "Base", Symbol("P", "b"), (), setting.row.P_b, meaning.of_base(), dst.lambdas.base)


METRICS = (
    ("d", "P_d", "depth"), ("c", "P_c", "samples"), ("u", "P_u", "incompleteness"), ("r", "P_r", "stagnancy"),
    ("b", "P_b", "base"),
)  # fmt: skip
"""The five metrics of DST in the paper's order: letter, column, and name of the share λ in `Lambdas`."""


def _sum(setting: Setting, dst: DstFormula) -> Line:
    row = setting.row
    if "non_finite_loss" in row.guards:
        steps: tuple[Parts, ...] = ((Signs("1"), Words(", because the loss is not a finite number")),)
    else:
        used = [metric for metric in METRICS if getattr(dst.lambdas, metric[2]) > 0]
        steps = (
            _joined([(Symbol("λ", letter), Symbol("P", letter)) for letter, _, _ in used]),
            _joined([_product(dst.lambdas, row, column, share) for _, column, share in used]),
        )
    if "clamped" in row.guards:
        steps = (*steps, (Number(row.P_raw), Words(", clamped to "), Signs("0 … 1")))
    return Line("P", "Probability", Symbol("P"), steps, setting.chance, meaning.of_sum(setting), None)


def _product(lambdas: Lambdas, row: TaskEpochOut, column: str, share: str) -> Parts:
    return (Number(getattr(lambdas, share), chosen=True), Signs(" · "), *_factor(getattr(row, column)))


def _chosen_probability(setting: Setting) -> Line:
    """P of a schedule without a formula."""
    steps = () if "non_finite_loss" in setting.row.guards else _chosen_steps(setting)
    words = meaning.of_chosen_probability(setting)
    return Line("P", "Probability", Symbol("P"), steps, setting.chance, words, None)


def _chosen_steps(setting: Setting) -> tuple[Parts, ...]:
    match setting.schedule:
        case RandomDrop(p=p, rates=rates):
            return (Symbol("p"),), (Number(rates.get(setting.row.task, p), chosen=True),)
        case RoundRobin(together=together):
            tasks = len(setting.epoch.tasks)
            return ((Fraction((Number(together, chosen=True),), (Number(tasks, chosen=True),)),),)
        case _:
            return ()


def _factor(value: float | None) -> Parts:
    """A number as a factor: negative ones stand in brackets."""
    number = Number(value)
    return (Signs("("), number, Signs(")")) if value is not None and value < 0 else (number,)


def _at_most_one(over: Parts, under: Parts) -> Parts:
    return (Signs("min(1, "), Fraction(over, under), Signs(")"))


def _clipped(over: Parts, under: Parts) -> Parts:
    return (Signs("clip("), Fraction(over, under), Signs(", 0, 1)"))


def _joined(terms: list[Parts]) -> Parts:
    """The terms of a sum."""
    return tuple(part for i, term in enumerate(terms) for part in ((Signs(" + "),) if i else ()) + term)
