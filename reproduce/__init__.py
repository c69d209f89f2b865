"""Runs the published experiments on a server and writes docs/results.md from what they gave."""
