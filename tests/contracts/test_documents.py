"""What the documents promise exists."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import Settings
from tests.contracts.documents import ROOT, commands, documents, links

WORDS = [
    *("task", "run", "experiment", "job", "drop schedule", "LR schedule", "epoch record", "probe"),
    *("V", "I", "P_u", "R", "R'", "P_r", "P_d", "P_c", "P_b", "P", "G", "λ", "β", "ε", "K", "N"),
]


def test_make_targets_in_the_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {word for c in commands() if c.words[0] == "make" for word in c.words[1:] if "=" not in word}
    assert named <= targets
    assert {"setup", "demo", "up", "test", "check"} <= named


def _help(*command: str) -> str:
    done = subprocess.run([*command, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return done.stdout


def _programs() -> dict[str, list[str]]:
    return {
        "switchboard": [str(Path(sys.executable).parent / "switchboard")],
        "python -m mtl": [sys.executable, "-m", "mtl"],
    }


@pytest.mark.parametrize("program", _programs())
def test_commands_and_options_in_the_documents_exist(program: str) -> None:
    length = len(program.split())
    named: dict[str, set[str]] = {}
    for command in commands():
        if " ".join(command.words[:length]).endswith(program):
            flags = {word.split("=")[0] for word in command.words[length:] if word.startswith("--")}
            named.setdefault(command.words[length], set()).update(flags)
    assert named, f"no document shows {program}"
    for subcommand, flags in named.items():
        text = _help(*_programs()[program], subcommand)
        assert {flag for flag in flags if flag not in text} == set(), subcommand


def test_every_setting_has_its_line_in_the_example_environment() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    documented = {match[1] for line in lines if (match := re.match(r"#?\s?([A-Z][A-Z_]+)=", line))}
    assert documented == {field.alias for field in Settings.model_fields.values()}


@pytest.mark.parametrize("word", WORDS)
def test_the_glossary_explains(word: str) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| \*\*{re.escape(word)}\*\*", glossary, re.MULTILINE), word


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_resolve(document: Path) -> None:
    assert [target for target in links(document) if not (document.parent / target).exists()] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
