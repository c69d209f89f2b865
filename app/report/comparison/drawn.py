"""How variants are called and drawn, in every chart and table; as on the pages (`charts/compare/variants.ts`)."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass

from app.compare.schemas import DifferenceOut, Metric, TaskFigures, VariantOut

# Hues that no task has, after Tol's colour-blind-safe "muted" scheme; dash and letter tell variants apart without them.
_COLORS = ("#332288", "#c4506a", "#77771c", "#2a8a7c", "#882255", "#a0409a")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")

METRIC_WORDS: dict[Metric, str] = {
    "accuracy": "accuracy", "balanced_accuracy": "balanced accuracy", "f1": "F1",
    "average_precision": "average precision", "auroc": "AUROC", "loss": "loss",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """A variant with its letter, colour and dash."""

    variant: VariantOut
    letter: str
    color: str
    dash: str

    def figures(self, task: str | None) -> TaskFigures | None:
        """Those of a task; `None` asks for the mean over the tasks. `None` if the variant lacks the task."""
        return next((figures for figures in self.variant.figures if figures.task == task), None)


def drawn(variants: Sequence[VariantOut]) -> list[Drawn]:
    """Variants with several tasks first, then those with a single one."""
    ordered = sorted(variants, key=lambda variant: variant.single_task)
    return [
        Drawn(
            variant,
            _letter(place),
            _COLORS[place % len(_COLORS)],
            # The second round of colours starts with another dash, so that thirty-six look different.
            _DASHES[(place + place // len(_COLORS)) % len(_DASHES)],
        )
        for place, variant in enumerate(ordered)
    ]


def is_firm(difference: DifferenceOut) -> bool:
    """Whether the interval leaves out zero and rests on enough seeds."""
    return difference.verdict in ("higher", "lower")


def _letter(place: int) -> str:
    """A, B, …, Z, AA, AB and so on."""
    letters = string.ascii_uppercase
    last = letters[place % len(letters)]
    return last if place < len(letters) else _letter(place // len(letters) - 1) + last
