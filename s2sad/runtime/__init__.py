"""The few helpers that generated code may import.

Each is small and depends on NumPy alone: ``export`` copies the source of those that a derivative uses.
"""
from .arrays import (add_at, broadcast_like, conform, copied, matmul_lhs, matmul_rhs, reciprocal, safe_log_times,
                     split_like, unbroadcast)
from .trees import accumulate, zeros_like

__all__ = ["accumulate", "add_at", "broadcast_like", "conform", "copied", "matmul_lhs", "matmul_rhs", "reciprocal",
           "safe_log_times", "split_like", "unbroadcast", "zeros_like"]
