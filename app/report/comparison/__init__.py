"""The report of an experiment, or of any runs that are compared."""
