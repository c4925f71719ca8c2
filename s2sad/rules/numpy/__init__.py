"""NumPy's functions, in files that mirror NumPy's own divisions."""
