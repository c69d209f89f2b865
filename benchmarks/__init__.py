"""What the design promises about speed, measured. Never part of the tests: figures depend on the machine."""
