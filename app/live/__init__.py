"""The live stream of epochs, statuses, progress and log lines."""
