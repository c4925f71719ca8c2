"""Programs in SSA, to Python source, to code objects: names, expressions, statements, comments."""
