"""What can be run: configuration schema, data sets, presets, preview."""
