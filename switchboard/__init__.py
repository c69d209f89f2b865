"""The command line: one supervised process tree, a worker for it, and runs from the terminal."""
