"""Programs for Numba: the same derivatives, in the part of Python and NumPy that Numba compiles."""
