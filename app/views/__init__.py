"""Searches in the list of runs that somebody has named."""
