"""`python -m app.store.migrations "What changes"`: write the migration that leads from the last one to the models."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from app.store.database import Database


def main() -> None:
    """Compare the models with a database at the newest revision, and write down the difference."""
    if len(sys.argv) != 2:
        sys.exit('usage: python -m app.store.migrations "What changes"')
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        database.migrate()
        database.write_migration(sys.argv[1])
        database.dispose()


if __name__ == "__main__":
    main()
