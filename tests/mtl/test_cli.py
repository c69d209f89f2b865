from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from mtl.__main__ import app
from mtl.config import RandomDrop, RunConfig, Sgd, TaskConfig
from mtl.config_file import write_config

Make = Callable[..., RunConfig]
TASKS = "task,depth,samples\na,2,100\nb,4,50\n"
LOSSES = "epoch,a,b\n1,2.0,2.0\n2,1.0,2.0\n"


@pytest.fixture
def mtl(no_data: Path) -> Callable[..., Result]:
    def run(*arguments: object) -> Result:
        environment = {"SWITCHBOARD_DATA": str(no_data), "SWITCHBOARD_CACHE": str(no_data / "cache"), "COLUMNS": "200"}
        return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def to(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return to


def toml(config: RunConfig) -> str:
    return write_config(config.model_dump(mode="json"))


def test_run_trains_and_shows_the_figures_beside_the_majority(mtl: Any, write: Any, make_config: Make) -> None:
    result = mtl("run", write("run.toml", toml(make_config(["digit", "parity"], epochs=2))))
    assert result.exit_code == 0, result.output
    assert "P_d = P_c = 1" in result.stderr
    assert "epoch 1/2" in result.stderr
    assert "epoch 2/2" in result.stderr
    for word in ("accuracy", "majority", "balanced", "F1", "AUROC", "digit", "parity", "overall", "10.00", "360"):
        assert word in result.stdout
    assert "warning" not in result.stdout


def test_data_sets_are_looked_for_where_the_server_looks(write: Any, tmp_path: Path) -> None:
    config = write("run.toml", '[data]\ndataset = "mnist"\n[[tasks]]\nname = "digit"\n')
    environment = {"SWITCHBOARD_DATA": None, "SWITCHBOARD_DATA_DIR": str(tmp_path / "elsewhere"), "COLUMNS": "200"}
    result = CliRunner().invoke(app, ["run", str(config)], env=environment)
    assert result.exit_code == 2
    assert str(tmp_path / "elsewhere" / "datasets") in result.stderr


def test_rates_of_a_run_that_only_a_server_knows_are_refused(mtl: Any, write: Any, make_config: Make) -> None:
    config = make_config(["digit", "parity"], epochs=1, schedule=RandomDrop(rates_of=7, rates={"digit": 0.5}))
    result = mtl("run", write("run.toml", toml(config)))
    assert result.exit_code == 2
    assert "schedule.rates_of: the mean rates of run 7" in result.stderr
    known = RandomDrop(rates_of=7, rates={"digit": 0.5, "parity": 0.75})
    filled = make_config(["digit", "parity"], epochs=1, schedule=known)
    assert mtl("run", write("run.toml", toml(filled))).exit_code == 0


def test_run_needs_only_the_tasks(mtl: Any, write: Any) -> None:
    result = mtl("run", write("run.toml", 'epochs = 1\n[[tasks]]\nname = "digit"\n'))
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[tasks]]\nname = "smile"\n', ["tasks.0.name", "choose from digit"]),
        ('epochs = 0\nspeed = 3\n[[tasks]]\nname = "digit"\n', ["epochs: ", "speed: ", "Unknown field"]),
        ("", ["tasks: Field required"]),
        ("epochs = = 1", ["not valid TOML", "line 1"]),
        ('[data]\ndataset = "fashion-mnist"\n[[tasks]]\nname = "item"\n', ["not available", "SWITCHBOARD_DATA"]),
        (
            '[trunk]\nkind = "cnn"\nkernels = [9, 4, 4]\n[[tasks]]\nname = "digit"\n',
            ["Kernel 9", "Use smaller kernels"],
        ),
        (
            '[trunk]\nkind = "resnet18"\nweights = "file"\nweights_file = "net.pt"\n[[tasks]]\nname = "digit"\n',
            ["There is no file 'net.pt'", "put the checkpoint there"],
        ),
    ],
)
def test_mistakes_end_with_a_message_and_code_2(mtl: Any, write: Any, text: str, words: list[str]) -> None:
    result = mtl("run", write("run.toml", text))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in result.stderr


def test_a_configuration_that_is_not_there(mtl: Any, tmp_path: Path) -> None:
    result = mtl("run", tmp_path / "no.toml")
    assert (result.exit_code, "cannot be read" in result.stderr) == (2, True)


def test_a_diverging_run_ends_with_code_1(mtl: Any, write: Any, make_config: Make) -> None:
    config = make_config(optimizer=Sgd(learning_rate=100, weight_decay=1.0), epochs=20)
    result = mtl("run", write("run.toml", toml(config)))
    assert result.exit_code == 1
    assert "Try a lower learning rate" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_run_that_ends_early_says_so(mtl: Any, write: Any, make_config: Make) -> None:
    result = mtl("run", write("run.toml", toml(make_config(stopping={"kind": "target_loss", "loss": 100.0}))))
    assert "Test split with the weights of epoch 1, stopped early" in result.stdout


def test_a_skipped_epoch_is_said(mtl: Any, write: Any, make_config: Make) -> None:
    config = make_config(
        [TaskConfig(name="digit")], schedule={"kind": "random", "p": 0.0, "all_dropped": "skip_epoch"}, epochs=1
    )
    result = mtl("run", write("run.toml", toml(config)))
    assert "○  nothing trained" in result.stderr


def test_explain_prints_csv(mtl: Any, write: Any) -> None:
    arguments = (write("l.csv", LOSSES), "--tasks", write("t.csv", TASKS), "--lambdas", "0,0,0,1,0", "--beta", "1")
    result = mtl("explain", *arguments, "--reading", "magnitude")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "epoch,task,V,I,P_u,R,R_global,P_r,P_d,P_c,P_b,P"
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--lambdas", "0.5,0.5,0.5,0.5,0.5"], ["--lambdas", "sum to 2.5"]),
        (["--lambdas", "1,0,0"], ["--lambdas", "five numbers", "got 3"]),
        (["--lambdas", "a,0,0,1,0"], ["--lambdas", "depth"]),
        (["--lambdas", "nan,0,0,1,0"], ["--lambdas", "finite"]),
        (["--beta", "1.5"], ["--beta"]),
        (["--beta", "half"], ["--beta"]),
        (["--reading", "loud"], ["--reading", "signed"]),
    ],
)
def test_explain_refuses_impossible_options(mtl: Any, write: Any, options: list[str], words: list[str]) -> None:
    result = mtl("explain", write("l.csv", LOSSES), "--tasks", write("t.csv", TASKS), *options)
    assert result.exit_code == 2
    for word in words:
        assert word in result.stderr


def test_explain_names_what_is_wrong_with_a_table(mtl: Any, write: Any) -> None:
    result = mtl("explain", write("l.csv", "epoch,a,b\n1,x,2\n"), "--tasks", write("t.csv", TASKS))
    assert result.exit_code == 2
    assert "l.csv, line 2, column a: 'x' is not a number" in result.stderr
    assert result.stdout == ""


def run_python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_explain_and_configurations_need_no_torch(write: Any) -> None:
    arguments = ["explain", str(write("l.csv", LOSSES)), "--tasks", str(write("t.csv", TASKS))]
    code = (
        "import sys\nfrom mtl.__main__ import app\nimport mtl.config, mtl.records, mtl.schedules.factory\n"
        f"app({arguments!r}, standalone_mode=False)\n"
        "print('torch' in sys.modules, 'sklearn' in sys.modules)\n"
    )
    assert run_python(code).splitlines()[-1] == "False False"


def test_the_module_runs_as_a_program() -> None:
    result = subprocess.run([sys.executable, "-m", "mtl", "--help"], check=True, capture_output=True, text=True)
    assert "explain" in result.stdout
