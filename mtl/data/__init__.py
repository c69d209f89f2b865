"""Data sets, one per file; `registry` knows them all. Importing this package needs neither torch nor the files."""
