"""How fast are the gradients?  `python -m tests.benchmarks` prints it, against three yardsticks.

The primal (the cheap-gradient principle), a gradient written by hand, and other tools.
"""
