"""What is written is what is read, and mistakes are named with their place."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Unprocessable
from app.query.fields import RUN_FIELDS
from app.query.guide import EXAMPLES
from app.query.parser import parse, shown
from app.query.tree import And, Comparison, Condition, Field, Moment, Not, Or, Words, written
from tests.app.query.conditions import conditions
from tests.contracts.documents import ROOT

_NAMES = st.text(st.sampled_from('aÄ ."\\()5-_'), min_size=1, max_size=5)


@given(conditions(_NAMES))
def test_what_is_written_is_read_back(condition: Condition) -> None:
    assert parse(written(condition)) == condition


_PIECES = [*'ab ()"\\=<>!~,.0%', " and ", " or ", " not ", " in ", "task.a.f1", "id"]


@given(st.lists(st.sampled_from(_PIECES)).map("".join))
def test_any_text_is_read_or_refused_at_a_place(text: str) -> None:
    try:
        condition = parse(text)
    except Unprocessable as error:
        [mistake] = error.errors
        assert mistake.field == "q"
        found = re.match(r"Column (\d+): ", mistake.message)
        assert found
        assert 1 <= int(found[1]) <= len(text) + 1
    else:
        assert condition is None or parse(written(condition)) == condition


def _number(*name: str | int) -> Field:
    return Field(name, "number")


F1 = Comparison(_number("task", "mustache", "f1"), ">", (0.5,))
DST = Comparison(Field(("schedule",), "text"), "=", ("dst",))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("", None),
        (" \n ", None),
        ("word", Words("word")),
        ("two words", And((Words("two"), Words("words")))),
        ('"two words"', Words("two words")),
        ("task.mustache.f1 > 0.5 and schedule = dst", And((F1, DST))),
        ("TASK.mustache.F1>50% SCHEDULE=dst", And((F1, DST))),
        ("task.mustache.f1 > 0.5 or schedule = dst word", Or((F1, And((DST, Words("word")))))),
        ("not (word or schedule == dst)", Not(Or((Words("word"), DST)))),
        ("NOT word AND word", And((Not(Words("word")), Words("word")))),
        ('task."Big Lips".f1 > 1', Comparison(_number("task", "Big Lips", "f1"), ">", (1.0,))),
        ("task.a.b.f1 > 1", Comparison(_number("task", "a.b", "f1"), ">", (1.0,))),
        ("config.tasks.0.weight > 1", Comparison(_number("config", "tasks", 0, "weight"), ">", (1.0,))),
        ("config.schedule = dst", Comparison(Field(("config", "schedule", "kind"), "text"), "=", ("dst",))),
        ("config.schedule.rates.0 = 1", Comparison(_number("config", "schedule", "rates", "0"), "=", (1.0,))),
        ("id in (1, 2)", Comparison(_number("id"), "in", (1.0, 2.0))),
        ("created >= 7d", Comparison(Field(("created",), "time"), ">=", (Moment("7d"),))),
        ("android order notes inner", And(tuple(map(Words, ("android", "order", "notes", "inner"))))),
        ("trained in 5, wow!", And(tuple(map(Words, ("trained", "in", "5,", "wow!"))))),
        ("äPFEL 50%_ it's c++", And(tuple(map(Words, ("äPFEL", "50%_", "it's", "c++"))))),
        (r'"a \"b\" \\"', Words('a "b" \\')),
    ],
)
def test_meaning(text: str, condition: Condition | None) -> None:
    assert parse(text) == condition


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("scedule = dst", 1, "did you mean schedule?"),
        ("lr = 0.1", 1, "there is no field lr; quote it to search for it as text"),
        ("word config.schedule.bta = 1", 6, "did you mean config.schedule.beta"),
        (
            "config.schedule.lambdas = 1",
            1,
            "holds several settings; choose one of them, such as config.schedule.lambdas",
        ),
        ("config. = 1", 1, "there is no field config."),
        ("task.f1 > 1", 1, "say which task and which metric: task.NAME.accuracy"),
        ("task.digit.f2 > 1", 1, "the metrics are accuracy, balanced_accuracy, f1"),
        ("test.digit.drop_rate > 1", 1, "there is no field drop_rate"),
        ("schedule > x", 10, "schedule is text and cannot be compared with >; use = != ~ in"),
        ("created in (7d)", 1, "created is a time; use ="),
        ("seed = abc", 8, "seed is a number, which 'abc' is not"),
        ("seed = 1e999", 8, "seed is a number"),
        ("status = done", 10, "choose from queued, running"),
        ("pinned = 3", 10, "pinned is true or false"),
        ("created < soon", 11, "write a day (2026-01-31)"),
        ("created < 2026-13-01", 11, "is not a time"),
        ("created < 999999w", 11, "is not a time"),
        ("word and", 9, "the query ends, expected a word or a condition"),
        ("and word", 1, "here stands 'and', expected a word or a condition"),
        ("= 3", 1, "here stands '=', expected a word or a condition"),
        ("a or or b", 6, "expected a word or a condition"),
        ("not", 4, "the query ends"),
        ("(a", 3, "expected `and`, `or`, another term or `)`"),
        ("a)", 2, "a parenthesis was not opened"),
        ("()", 2, "expected a word or a condition"),
        ("name =", 7, "the query ends, expected a value"),
        ("name = and", 8, "here stands 'and', expected a value"),
        ("name = a,b", 9, "here stands ','"),
        ("status in (failed", 18, "expected `,` or `)`"),
        ("status in ()", 12, "expected a value"),
        ('name = "x', 8, "the quotation mark is not closed"),
        ('""', 1, "nothing stands between the quotation marks"),
        ("a < b", 1, "there is no field a"),
        ("not " * 25 + "a", 1, "nested more than 20 levels deep"),
    ],
)
def test_mistakes_are_named(text: str, column: int, message: str) -> None:
    with pytest.raises(Unprocessable) as caught:
        parse(text, "search.q")
    [error] = caught.value.errors
    assert error.field == "search.q"
    assert error.message.startswith(f"Column {column}: ")
    assert message in error.message


def test_a_query_decides_itself_about_archived_runs() -> None:
    archived = Comparison(Field(("archived",), "flag"), "=", (True,))
    assert shown(None, "true") == archived
    assert shown(None, "all") is None
    assert shown(parse("word or archived = true"), "false") == Or((Words("word"), archived))
    assert shown(parse("word or dst"), "true") == And((archived, Or((Words("word"), Words("dst")))))


def test_moments_last() -> None:
    now = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert Moment("2d").span(now) == (now - timedelta(days=2), now)
    assert Moment("2026-01-31").span(now) == (datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    assert Moment("2026-01-31T09:30").span(now)[1] == datetime(2026, 1, 31, 9, 31, tzinfo=UTC)
    with pytest.raises(ValueError, match="soon"):
        Moment("soon")


def test_the_document_tells_everything() -> None:
    text = (ROOT / "docs" / "query.md").read_text(encoding="utf-8")
    for example, meaning in EXAMPLES.items():
        assert parse(example) is not None
        assert f"| `{example}` | {meaning} |" in text
    for name, known in RUN_FIELDS.items():
        assert f"| `{name}` | {known.kind} | {known.about} |" in text
