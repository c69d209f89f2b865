"""The contracts with the frontend as files: `python -m tests.contracts.openapi` writes them, `--check` compares."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from app.main import create_app
from mtl.config import json_schema
from tests.app.decisions import fixture

_ROOT = Path(__file__).resolve().parents[2]
SNAPSHOT = _ROOT / "docs" / "openapi.json"
_FORM_FIXTURE = _ROOT / "frontend" / "src" / "features" / "new-run" / "testing" / "config-schema.json"
_DECISIONS_FIXTURE = _ROOT / "frontend" / "src" / "features" / "run" / "why" / "testing" / "decisions.json"


def current() -> str:
    """The app's own OpenAPI document, one value a line."""
    return _text(create_app().openapi())


def main() -> None:
    """Write the files, or end with an error when one of them is not up to date."""
    files = {SNAPSHOT: current(), _FORM_FIXTURE: _text(json_schema()), _DECISIONS_FIXTURE: _text(fixture())}
    for path, text in files.items():
        if "--check" not in sys.argv[1:]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.relative_to(_ROOT)} is not what the code says; run `make client` and read the difference")


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    main()
