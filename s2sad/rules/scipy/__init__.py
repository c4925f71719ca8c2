"""SciPy's functions, a file for each of its parts; SciPy is optional, and each file is read if it is there."""
