"""Random programs: each is differentiated by s2sad and by an oracle, and the two must agree."""
