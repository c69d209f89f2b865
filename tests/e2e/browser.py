"""A real Chromium that needs no root and no system package.

The npm package `@sparticuz/chromium` (a development dependency of the frontend) carries a headless Chromium, the shared
libraries it needs beyond the C library, and one font family. They are unpacked once into `build/chromium/<version>`;
Playwright for Python drives the result.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

from tests.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "frontend" / "node_modules" / "@sparticuz" / "chromium"
CACHE = ROOT / "build" / "chromium"

# The package's own function unpacks below os.tmpdir() and leaves the libraries out anywhere but on AWS.
_UNPACK = """
import { inflate } from "@sparticuz/chromium";
for (const name of ["chromium.br", "al2023.tar.br", "fonts.tar.br", "swiftshader.tar.br"]) {
  await inflate(`${process.argv[1]}/bin/${name}`);
}
"""

# The package's fonts first, so that pictures look the same everywhere; the machine's for signs that those lack.
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="strong"><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias binding="strong"><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
"""


def install() -> Path:
    """The folder of the unpacked browser, made at the first call.

    Raises:
        FileNotFoundError: the frontend's packages are not installed; the message says how to get them.
    """
    manifest = PACKAGE / "package.json"
    if not manifest.exists():
        raise FileNotFoundError(f"{PACKAGE} is missing; run `make setup`")
    folder = CACHE / json.loads(manifest.read_text())["version"]
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "lock"):
        if not folder.exists():
            _unpack(folder)
    return folder


def _unpack(folder: Path) -> None:
    fresh = folder.with_suffix(".part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    node = shutil.which("node", path=search)
    if node is None:
        raise FileNotFoundError("no node beside this Python nor on PATH; run `make setup`")
    subprocess.run(
        [node, "--input-type=module", "--eval", _UNPACK, str(PACKAGE)],
        cwd=ROOT / "frontend",
        env=os.environ | {"TMPDIR": str(fresh)},
        check=True,
    )
    (fresh / "fonts" / "fonts.conf").write_text(_FONTS.format(cache=folder / "fonts" / "cache"))
    fresh.rename(folder)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser, closed at the end of the block."""
    folder = install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=folder / "chromium",
            env={
                "LD_LIBRARY_PATH": str(folder / "al2023" / "lib"),
                "FONTCONFIG_PATH": str(folder / "fonts"),
                "HOME": str(folder),
            },
            args=["--font-render-hinting=none"],
            timeout=1000 * PATIENCE_SECONDS,
        )
        try:
            yield browser
        finally:
            browser.close()
