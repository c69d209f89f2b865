"""`python -m switchboard` is the same as the console script."""

from switchboard.cli import main

main()
