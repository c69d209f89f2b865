"""Picture of one page: `python -m tests.e2e.screenshot URL OUT.png [--width 420] [--dark] [--wait CSS] [--full]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.e2e.browser import chromium


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--full", action="store_true", help="the whole page, not only the first screen")
    parser.add_argument("--wait", metavar="CSS", help="wait until this is visible")
    parser.add_argument("--settle", type=int, default=500, metavar="MS", help="wait this long before the picture")
    options = parser.parse_args()
    with chromium() as browser:
        page = browser.new_page(
            viewport={"width": options.width, "height": options.height},
            color_scheme="dark" if options.dark else "light",
        )
        page.on("console", lambda message: print(f"console {message.type}: {message.text}", file=sys.stderr))
        page.on("pageerror", lambda error: print(f"page error: {error}", file=sys.stderr))
        page.goto(options.url)
        if options.wait:
            page.locator(options.wait).first.wait_for()
        page.wait_for_timeout(options.settle)
        page.screenshot(path=options.out, full_page=options.full)


if __name__ == "__main__":
    main()
