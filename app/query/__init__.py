"""The query language of the list of runs: `task.mustache.f1 > 0.5 and schedule = dst`. docs/query.md explains it."""
