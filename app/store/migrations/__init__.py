"""Schema changes in order; `Database.migrate()` runs those that are missing.

After a change of `app.store.models`, `python -m app.store.migrations "What changes"` writes the next one. Read it
before you keep it.
"""
