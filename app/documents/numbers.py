"""Numbers as people read them, digit for digit as on the pages (`frontend/src/shared/format.ts`)."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

NOT_DEFINED = "–"


def show(value: float | None, digits: int = 3) -> str:
    """A number with `digits` significant digits, a real minus sign, and no exponent for everyday sizes."""
    if value is None:
        return NOT_DEFINED
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(value))
    size = abs(value)
    if size != 0 and (size < 1e-4 or size >= 1e6 or rounded.adjusted() >= digits):
        text = f"{rounded:.{digits - 1}e}"
    else:
        text = f"{rounded:.{max(0, digits - 1 - rounded.adjusted())}f}"
    return text.replace("-", "−", 1)


def show_chosen(value: float | None) -> str:
    """A number that somebody chose or counted: as it was written, without padding zeros."""
    if value is None:
        return NOT_DEFINED
    short = float(f"{value:.6g}")
    return str(int(short)) if short.is_integer() else re.sub(r"e([+-])0", r"e\1", repr(short))


def percent(fraction: float, digits: int = 1) -> str:
    """A fraction as a percentage without its sign: 0.9032 becomes 90.3."""
    step = Decimal(1).scaleb(-digits)
    return str(Decimal(100 * fraction).quantize(step, ROUND_HALF_UP))


def count(value: int) -> str:
    """A whole number with spaces between thousands."""
    return f"{value:,}".replace(",", " ")
