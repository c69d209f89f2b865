"""How much the loss of each task counts: one method per file."""
