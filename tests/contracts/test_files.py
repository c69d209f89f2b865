"""What no file of the repository may hold."""

from __future__ import annotations

import re

from tests.contracts.documents import ROOT, files

CODE = {".py", ".ts", ".tsx", ".css"}
GENERATED = {"schema.d.ts"}
LONGEST_LINES = 350
LARGEST_BYTES = 1_000_000

# Each is written in two parts, so that this file does not hold what it forbids.
FORBIDDEN = {
    "a path of one machine": r"(?<![\w.])/(?:wo" r"rk|ro" r"ot|ho" r"me|op" r"t/py" r"pi)/",
    "the address of a package registry": "py" r"pi\.org|python" r"hosted\.org|registry\.np" r"mjs|download\.pyt" "orch",
    "work left for later": r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b",
}


def _texts() -> dict[str, str]:
    texts = {}
    for path in files():
        try:
            texts[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture
    return texts


def test_no_file_holds_what_belongs_elsewhere() -> None:
    found = [
        f"{name}: {what}: {match[0]}"
        for name, text in _texts().items()
        for what, pattern in FORBIDDEN.items()
        if (match := re.search(pattern, text))
    ]
    assert found == []


def test_code_files_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files()
        if path.suffix in CODE
        and path.name not in GENERATED
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_LINES
    }
    assert long == {}


def test_files_stay_small() -> None:
    assert {str(p.relative_to(ROOT)): s for p in files() if (s := p.stat().st_size) > LARGEST_BYTES} == {}
