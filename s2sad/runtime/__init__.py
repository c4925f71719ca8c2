"""The few helpers that generated code may import.

Each is small and depends on NumPy alone: ``export`` copies the source of those that a derivative uses.
"""
from .arrays import (add_at, broadcast_like, cofactors, conform, copied, diagonal_back, einsum_scatter, linear_recurrence, matmul_lhs, matmul_rhs, product_of_others, products_before, reciprocal, repeat_back, safe_log_times, scatter, scatter_along, sinc_derivative, split_like, tensordot_lhs, tensordot_rhs, unbroadcast)
from .trees import accumulate, zeros_like

__all__ = ["accumulate", "add_at", "broadcast_like", "cofactors", "conform", "copied", "diagonal_back", "einsum_scatter", "linear_recurrence", "matmul_lhs", "matmul_rhs", "product_of_others", "products_before", "reciprocal", "repeat_back", "safe_log_times", "scatter", "scatter_along", "sinc_derivative", "split_like", "tensordot_lhs", "tensordot_rhs", "unbroadcast", "zeros_like"]
