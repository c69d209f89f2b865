"""Runs: submit, list, change, cancel, resume, delete, and what they recorded."""
