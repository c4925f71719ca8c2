"""Programs to programs: specialise, differentiate, optimise.  Names no NumPy function outside tables."""
