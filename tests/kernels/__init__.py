"""Small scientific kernels as their authors write them, in place, and the test that differentiates each unmodified."""
