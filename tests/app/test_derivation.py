"""Derivations: their numbers come to what was recorded, and documents say the same as the pages."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.numbers import count, percent, show, show_chosen
from app.explain.derivation import lines_of
from app.explain.formula import Fraction, Number, Part, Parts, Signs, Symbol, Words, latex, plain
from app.explain.setting import Setting, settings
from tests.app.decisions import CASES, stored


def _all_settings() -> list[Setting]:
    return [setting for case in CASES.values() for setting in settings(*stored(*case))]


def _code(part: Part) -> str:
    match part:
        case Signs(text) | Words(text):
            return text.replace("·", "*").replace("−", "-")
        case Number(value):
            return repr(value)
        case Symbol(name):
            return {"ε": "1e-12"}[name]
        case Fraction(over, under):
            return f"(({''.join(map(_code, over))})/({''.join(map(_code, under))}))"


def _worked_out(parts: Parts) -> float:
    def clip(value: float, low: float, high: float) -> float:
        return min(high, max(low, value))

    return float(eval("".join(map(_code, parts)), {"min": min, "clip": clip}))


def test_the_last_step_comes_to_the_recorded_value() -> None:
    worked = 0
    for setting in _all_settings():
        for line in lines_of(setting):
            if line.steps and not any(isinstance(part, Words) for part in line.steps[-1]):
                last = line.steps[-1]
                if last == (Symbol("p"),) or last == (Symbol("R"),):
                    continue
                assert _worked_out(last) == pytest.approx(line.value, rel=1e-9), (plain(last), setting.row)
                worked += 1
    assert worked > 200


def test_every_guard_occurs_in_the_cases() -> None:
    guards = {guard for setting in _all_settings() for guard in setting.row.guards}
    assert guards >= {
        "non_finite_loss", "not_improving", "undefined_rate", "clamped", "forced_on", "resampled",
    }  # fmt: skip


def test_every_line_is_latex_with_balanced_braces() -> None:
    for setting in _all_settings():
        for line in lines_of(setting):
            for step in line.steps:
                text = latex(step)
                assert text.count("{") == text.count("}")
                assert not re.search(r"[^\x00-\x7f]", text), text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"), (0, "0.00"), (0.1034, "0.103"), (-2.5, "−2.50"), (1234, "1.23e+3"), (2.125, "2.13"),
        (999.9, "1.00e+3"), (0.000012345, "1.23e−5"), (1e6, "1.00e+6"), (math.nan, "NaN"), (math.inf, "∞"),
        (-math.inf, "−∞"), (0.9999, "1.00"),
    ],
)  # fmt: skip
def test_numbers_are_shown_as_on_the_pages(value: float | None, text: str) -> None:
    assert show(value) == text


@given(st.floats(-1e9, 1e9))
def test_a_shown_number_is_near(value: float) -> None:
    assert float(show(value, 6).replace("−", "-")) == pytest.approx(value, rel=1e-5, abs=1e-300)


def test_chosen_numbers_fractions_and_counts() -> None:
    assert [show_chosen(value) for value in (0.2, 5, 60000.0, 1 / 3, None)] == ["0.2", "5", "60000", "0.333333", "–"]
    assert (percent(0.9032), percent(0.5, 0), count(1294), count(162770)) == ("90.3", "50", "1 294", "162 770")
