"""Any condition that the query language can say."""

from __future__ import annotations

from hypothesis import strategies as st

from app.query.fields import DROP_RATE, METRICS, RUN_FIELDS, settings
from app.query.tree import (
    ANY,
    OPERATORS,
    And,
    Comparison,
    Condition,
    Field,
    Kind,
    Moment,
    Not,
    Or,
    Value,
    Words,
    joined,
)

TEXTS = st.one_of(
    st.sampled_from(
        ["digit", "Äpfel", "ÄPFEL", "é", "Big Lips", "50%_off", "a", "dst", "always_on", "todo", "", "mlp"]
    ),
    st.text(st.sampled_from('aÄé %_"\\().,=<>!~b'), max_size=6),
)
NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, 2.0, 3.0, 5.0, 0.5, 0.001, 0.25, 1e-4]),
    st.floats(-10, 10).map(lambda number: number + 0.0),
)
MOMENTS = st.one_of(
    st.dates().map(lambda day: Moment(day.isoformat())),
    st.datetimes().map(lambda at: Moment(at.strftime("%Y-%m-%dT%H:%M").rjust(16, "0"))),
    st.builds(lambda count, unit: Moment(f"{count}{unit}"), st.integers(0, 9000), st.sampled_from("hdw")),
)
VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    "text": TEXTS,
    "number": NUMBERS,
    "flag": st.booleans(),
    "time": MOMENTS,
}


def _field(name: tuple[str | int, ...], kind: Kind) -> Field:
    return Field(name, kind)


_RUN = st.sampled_from([Field((name,), known.kind) for name, known in RUN_FIELDS.items() if name != "status"])


def fields(tasks: st.SearchStrategy[str]) -> st.SearchStrategy[Field]:
    """Fields of the run, settings, and figures of tasks with these names."""
    names = st.one_of(tasks, st.just(ANY))
    figures = st.one_of(
        st.tuples(st.just("task"), names, st.sampled_from([*METRICS, DROP_RATE])),
        st.tuples(st.just("test"), names, st.sampled_from([*METRICS])),
    )
    chosen = st.sampled_from(settings()).flatmap(
        lambda setting: st.tuples(
            *(st.integers(0, 3) if part == "#" else tasks if part == "*" else st.just(part) for part in setting.path)
        ).map(lambda path: Field(("config", *path), setting.kind))
    )
    return st.one_of(_RUN, chosen, figures.map(lambda name: Field(name, "number")))


_STATUS = st.sampled_from(["queued", "running", "cancelling", "cancelled", "succeeded", "failed"])


@st.composite
def comparisons(draw: st.DrawFn, tasks: st.SearchStrategy[str]) -> Condition:
    if draw(st.integers(0, 9)) == 0:
        sign = draw(st.sampled_from(["=", "!=", "in"]))
        return Comparison(Field(("status",), "text"), sign, tuple(draw(st.lists(_STATUS, min_size=1, max_size=1))))
    field = draw(fields(tasks))
    sign = draw(st.sampled_from(OPERATORS[field.kind]))
    most = 3 if sign == "in" else 1
    return Comparison(field, sign, tuple(draw(st.lists(VALUES[field.kind], min_size=1, max_size=most))))


def conditions(tasks: st.SearchStrategy[str]) -> st.SearchStrategy[Condition]:
    """Words and comparisons, nested by `and`, `or` and `not`."""
    words = TEXTS.filter(str.strip).map(Words)
    return st.recursive(
        st.one_of(words, comparisons(tasks), comparisons(tasks), comparisons(tasks)),
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: joined(And, parts)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: joined(Or, parts)),
        ),
        max_leaves=6,
    )
