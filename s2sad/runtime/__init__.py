"""The few helpers that generated code may import.

Each is small and depends on NumPy alone: ``export`` copies the source of those that a derivative uses.
"""
from .arrays import (
                     add_at,
                     broadcast_like,
                     conform,
                     convolve_back,
                     copied,
                     diagonal_back,
                     diff_back,
                     einsum_scatter,
                     interp_back,
                     linear_recurrence,
                     product_of_others,
                     products_before,
                     quantile_items,
                     reciprocal,
                     reduceat_back,
                     repeat_back,
                     safe_log_times,
                     scatter,
                     scatter_along,
                     shifted,
                     sinc_derivative,
                     split_like,
                     structured_like,
                     tile_back,
                     unbroadcast,
                     unpad,
)
from .matrices import (
                     cofactors,
                     cofactors_along,
                     matmul_lhs,
                     matmul_rhs,
                     real_eigen,
                     tensordot_lhs,
                     tensordot_rhs,
)
from .trees import accumulate, zeros_like

__all__ = ["accumulate", "add_at", "broadcast_like", "cofactors", "cofactors_along", "conform", "convolve_back", "copied",
           "diagonal_back", "diff_back", "einsum_scatter", "interp_back", "linear_recurrence", "matmul_lhs",
           "matmul_rhs", "product_of_others", "products_before", "quantile_items", "real_eigen", "reciprocal", "reduceat_back",
           "repeat_back", "safe_log_times",
           "scatter", "scatter_along", "shifted", "sinc_derivative", "split_like", "structured_like", "tensordot_lhs",
           "tensordot_rhs", "tile_back", "unbroadcast", "unpad", "zeros_like"]
