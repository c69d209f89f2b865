"""A run to take away whole: one page that opens without a network, or an archive with every table."""
