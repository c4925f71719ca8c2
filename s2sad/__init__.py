"""s2sad: source-to-source automatic differentiation of Python."""
