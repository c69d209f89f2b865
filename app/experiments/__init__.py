"""Named groups of runs that are meant to be compared."""
