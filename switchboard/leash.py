"""`python leash.py PARENT PROGRAM ARGUMENT...` runs a program that is killed when its parent dies, however it dies.

A supervisor that is killed with SIGKILL cannot end its children; on Linux the kernel does it (prctl(2):
PR_SET_PDEATHSIG survives exec). Elsewhere the program is run without that promise. Started by path with `-S -E`, so
that it costs a few milliseconds; it imports nothing of this project.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Tie this process to its parent, then become the program."""
    parent, *command = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != int(parent):  # it died before the line above
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606  no shell is the point


if __name__ == "__main__":
    main()
