"""What the repository says about itself: its files, its documents, the commands and links in them."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```(?:sh|bash|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Command:
    """One line of a shell block in a document."""

    document: str
    words: tuple[str, ...]


def files() -> list[Path]:
    """Every file that git tracks or would track."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted({path for name in listed.split("\0") if name and (path := ROOT / name).is_file()})


def documents() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def links(document: Path) -> list[str]:
    """Targets of the relative links, without their anchors."""
    targets = _LINK.findall(document.read_text(encoding="utf-8"))
    return [target.split("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]


def commands() -> list[Command]:
    """Every command in the shell blocks of the documents, without comments, prompts and variables before it."""
    found = []
    for document in documents():
        for block in _FENCE.findall(document.read_text(encoding="utf-8")):
            for line in block.replace("\\\n", " ").splitlines():
                words = tuple(re.sub(r"\s#.*|^#.*|^\$ ", "", line).split())
                while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
                    words = words[1:]
                if words:
                    found.append(Command(document.name, words))
    return found
