from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any

import pytest

from mtl.config import Dst, Lambdas
from mtl.errors import ReplayError
from mtl.explain import COLUMNS, explain

LOSSES = "epoch,a,b\n1,2.0,2.0\n2,1.0,2.0\n"
TASKS = "task,depth,samples\nb,4,50\na,2,100\n"


@pytest.fixture
def replayed(tmp_path: Path) -> Any:
    def run(
        losses: str | bytes = LOSSES, tasks: str | bytes = TASKS, config: Dst | None = None
    ) -> list[dict[str, str]]:
        for name, text in (("losses.csv", losses), ("tasks.csv", tasks)):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        output = io.StringIO()
        explain(tmp_path / "losses.csv", tmp_path / "tasks.csv", config or Dst(), output)
        return list(csv.DictReader(io.StringIO(output.getvalue())))

    return run


def test_the_columns_and_rows(replayed: Any) -> None:
    rows = replayed()
    assert tuple(rows[0]) == COLUMNS
    assert [(row["epoch"], row["task"]) for row in rows] == [("1", "a"), ("1", "b"), ("2", "a"), ("2", "b")]


def test_the_numbers(replayed: Any) -> None:
    first, _, a, b = replayed()
    assert (first["R"], first["R_global"]) == ("", "")
    assert {name: float(a[name]) for name in COLUMNS[2:]} == pytest.approx(
        {"V": 1, "I": 0.5, "P_u": 2 / 3, "R": -0.75, "R_global": -0.75, "P_r": 0.5, "P_d": 0.5, "P_c": 1, "P_b": 1}
        | {"P": 0.2 * (0.5 + 1 + 2 / 3 + 0.5 + 1)}
    )
    assert float(b["P"]) == pytest.approx(0.2 * (1 + 0.5 + 1 + 1 + 1))


def test_options_are_followed(replayed: Any) -> None:
    shares = Lambdas(depth=0, samples=0, incompleteness=0, stagnancy=1, base=0)
    losses = "epoch,a,b\n1,1,1\n2,0.5,1.5\n3,0.4,1.4\n"
    literal = replayed(losses, config=Dst(lambdas=shares, reading="literal"))
    assert (literal[3]["P_r"], literal[3]["P"]) == ("-0.5", "0.0")
    assert (
        replayed(losses, config=Dst(beta=1.0))[4]["R_global"] != replayed(losses, config=Dst(beta=0.1))[4]["R_global"]
    )


def test_floats_keep_their_full_precision(replayed: Any) -> None:
    loss = 0.1 + 0.2
    assert replayed(f"epoch,a,b\n1,{loss!r},1\n")[0]["V"] == "0.30000000000000004"


def test_losses_that_are_not_finite_are_shown(replayed: Any) -> None:
    rows = replayed("epoch,a,b\n1,1,1\n2,nan,inf\n3,0.5,0.5\n")
    assert math.isnan(float(rows[2]["V"]))
    assert rows[3]["V"] == "inf"
    assert (rows[2]["P_u"], rows[2]["P"]) == ("", "1.0")


def test_spreadsheet_habits_are_tolerated(replayed: Any) -> None:
    losses = "\ufeffepoch, a ,b\r\n1,2.0,2.0\r\n\r\n2.0,1.0,2.0\r\n,,\r\n"
    tasks = "name,task,depth,samples,kind\nx,a,2,100,binary\ny,b,4,50,binary\n"
    assert replayed(losses, tasks) == replayed()


@pytest.mark.parametrize(
    ("losses", "tasks", "place"),
    [
        ("a,b\n1,2\n", TASKS, "losses.csv, line 1, column epoch: the column is missing"),
        ("epoch,a,b\n1,2,3\n3,2,3\n", TASKS, "losses.csv, line 3, column epoch: expected epoch 2, found '3'"),
        ("epoch,a,b\n0,2,3\n", TASKS, "losses.csv, line 2, column epoch: expected epoch 1"),
        ("epoch,a,b\n1,2,3\n1,2,3\n", TASKS, "losses.csv, line 3, column epoch: expected epoch 2"),
        ("epoch,a,b\n1,2,much\n", TASKS, "losses.csv, line 2, column b: 'much' is not a number"),
        ("epoch,a,b\n1,2,\n", TASKS, "losses.csv, line 2, column b: '' is not a number"),
        ("epoch,a,b\none,2,3\n", TASKS, "losses.csv, line 2, column epoch: 'one' is not a number"),
        ("epoch,a,b\n1,-2,3\n", TASKS, "losses.csv, line 2, column a: '-2' is below 0"),
        ("epoch,a,b\n1,2\n", TASKS, "losses.csv, line 2, column b: the line has 2 values for 3 columns"),
        ("epoch,a,b\n1,2,3,4\n", TASKS, "losses.csv, line 2, column b: the line has 4 values for 3 columns"),
        ("epoch,a,a\n1,2,3\n", TASKS, "losses.csv, line 1, column a: column names must be there and differ"),
        ("epoch,a,\n1,2,3\n", TASKS, "losses.csv, line 1, column 3: column names must be there and differ"),
        ("epoch,a,b,c\n1,2,3,4\n", TASKS, "losses.csv, line 1, column c: the task is not listed in "),
        ("epoch,a\n1,2\n", TASKS, "losses.csv, line 1, column b: the column is missing, though "),
        ("epoch,a,b\n", TASKS, "losses.csv holds no rows"),
        ("", TASKS, "losses.csv holds no rows"),
        (b"epoch,a,b\n1,\xff,2\n", TASKS, "losses.csv cannot be read as CSV"),
        (LOSSES, "task,depth\na,2\nb,2\n", "tasks.csv, line 1, column samples: the column is missing"),
        (LOSSES, "task,depth,samples\na,deep,1\nb,2,1\n", "tasks.csv, line 2, column depth: 'deep' is not a number"),
        (
            LOSSES,
            "task,depth,samples\na,2,1\nb,2,0\n",
            "tasks.csv, line 3, column samples: '0' must be a finite number",
        ),
        (LOSSES, "task,depth,samples\na,2,nan\nb,2,0\n", "tasks.csv, line 2, column samples: 'nan' must be a finite"),
        (LOSSES, "task,depth,samples\na,2,1\na,2,1\n", "tasks.csv, line 3, column task: 'a' is listed twice"),
        (LOSSES, "task,depth,samples\n,2,1\n", "tasks.csv, line 2, column task: the task has no name"),
    ],
)
def test_mistakes_are_named_with_file_line_and_column(replayed: Any, losses: Any, tasks: str, place: str) -> None:
    with pytest.raises(ReplayError) as caught:
        replayed(losses, tasks)
    assert place in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReplayError, match="cannot be read"):
        explain(tmp_path / "no.csv", tmp_path / "no.csv", Dst(), io.StringIO())
