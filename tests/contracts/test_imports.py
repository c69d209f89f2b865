"""Who may import what."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("module", ["app.main", "mtl.config", "mtl.records", "mtl.schedules.dst", "switchboard.cli"])
def test_importing_leaves_the_heavy_libraries_out(module: str) -> None:
    code = f"import sys, {module}; print(sorted(sys.modules.keys() & {{'torch', 'torchvision', 'sklearn', 'scipy'}}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_server_starts_without_the_libraries_of_its_files() -> None:
    code = (
        "import sys, app.main; print(sorted(sys.modules.keys() & {'jinja2', 'numpy', 'openpyxl', 'plotly', 'pyarrow'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_mtl_alone_needs_no_server_part() -> None:
    code = "import sys, mtl.training; print(sorted(sys.modules.keys() & {'fastapi', 'celery', 'redis', 'sqlalchemy'}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_import_contracts_hold() -> None:
    command = [Path(sys.executable).parent / "lint-imports"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
