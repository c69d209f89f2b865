"""Multi-task image classification with drop schedules: a library without web, queue or SQL."""

import os

# Before torch is imported, as its OpenMP reads this once: threads that wait for each other sleep instead of spinning.
# Training shares its machine with a server, a database and a browser. On two busy cores nine epochs of digits take
# 2 instead of 40 seconds.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
