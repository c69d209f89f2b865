"""The Switchboard server: owns the database, serves the HTTP interface and the pages. Never imports torch or worker."""

__version__ = "0.1.0"
