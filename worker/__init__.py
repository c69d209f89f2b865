"""Executes runs: a Celery job supervises each one's trainer process, and a loop recovers what dead workers left."""
