"""The calculus: each function's differential, and the transposes of the few linear functions."""
