"""Drop schedules: which task trains in which epoch. Pure Python and numpy, no torch."""
