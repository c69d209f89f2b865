"""The database. SQL lives only here."""
