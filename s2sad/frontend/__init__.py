"""Python syntax to SSA: finding the source, resolving names, desugaring."""
