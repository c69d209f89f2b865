"""A run or a comparison to take away whole: one page that opens without a network, or an archive with every table."""
