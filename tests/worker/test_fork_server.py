"""What the fork server loads, and what comes of it when it cannot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.runs.schemas import Status
from tests.records import make_config
from tests.servers import ROOT
from tests.worker.workplace import Workplace

_TRAIN = """
import sys
import worker.preload
import torch
assert not torch.cuda.is_initialized()  # it would be of no use after a fork
loaded = set(sys.modules)
from pathlib import Path
from mtl.training import train
from tests.records import make_config
list(train(make_config(("digit", "parity"), epochs=1, schedule={"kind": "dst"}), Path()))
folders = {"sklearn.datasets.data", "sklearn.datasets.descr"}
libraries = {"pandas", "scipy", "sklearn", "torch", "torchvision"}
late = {name for name in sys.modules if name.split(".")[0] in libraries} - loaded - folders
assert not late, late
"""


def test_after_the_fork_a_training_loads_no_more_of_the_large_libraries() -> None:
    done = subprocess.run([sys.executable, "-c", _TRAIN], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_cannot_be_loaded_is_said_in_the_log_of_the_run(workplace: Workplace, tmp_path: Path) -> None:
    broken = tmp_path / "sklearn"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise OSError('libgomp is missing')")
    with workplace.worker("broken", PYTHONPATH=tmp_path):
        run_id = workplace.submit(make_config())
        run = workplace.wait_status(run_id, Status.FAILED)
    assert run.error is not None
    assert (run.error.type, run.error.message) == ("OSError", "libgomp is missing")
    assert "Traceback (most recent call last):" in workplace.log(run_id, "stderr")
