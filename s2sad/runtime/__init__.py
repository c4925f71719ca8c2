"""The few helpers that generated code may import.

Each is small and depends on NumPy alone, but for those that SciPy's functions need: these import it themselves.
``export`` copies the source of those that a derivative uses.
"""
from .arrays import (
                     add_at,
                     broadcast_like,
                     cofactors,
                     conform,
                     convolve_back,
                     copied,
                     diagonal_back,
                     diff_back,
                     einsum_scatter,
                     interp_back,
                     linear_recurrence,
                     matmul_lhs,
                     matmul_rhs,
                     product_of_others,
                     products_before,
                     reciprocal,
                     repeat_back,
                     safe_log_times,
                     scatter,
                     scatter_along,
                     shifted,
                     sinc_derivative,
                     split_like,
                     structured_like,
                     tensordot_lhs,
                     tensordot_rhs,
                     tile_back,
                     unbroadcast,
                     unpad,
)
from .filters import convolution_back, taps, valid_correlate
from .matrices import (
    banded_outer,
    banded_product,
    banded_transpose,
    block_diagonal,
    diagonal_blocks,
    frechet,
    swap_rows,
)
from .spectra import ends_scaled, resized, weighted_pairs
from .trees import accumulate, conjugate_leaves, zeros_like

__all__ = ["accumulate", "add_at", "banded_outer", "banded_product", "banded_transpose", "block_diagonal",
           "broadcast_like", "cofactors", "conform", "conjugate_leaves", "convolution_back", "convolve_back",
           "copied", "diagonal_back", "diagonal_blocks", "diff_back", "einsum_scatter", "ends_scaled", "frechet",
           "interp_back", "linear_recurrence", "matmul_lhs", "matmul_rhs", "product_of_others", "products_before",
           "reciprocal", "repeat_back", "resized", "safe_log_times", "scatter", "scatter_along", "shifted",
           "sinc_derivative", "split_like", "structured_like", "swap_rows", "taps", "tensordot_lhs", "tensordot_rhs",
           "tile_back", "unbroadcast", "unpad", "valid_correlate", "weighted_pairs", "zeros_like"]
