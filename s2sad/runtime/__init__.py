"""The few helpers that generated code may import.

Each is small and depends on NumPy alone, but for those that SciPy's functions need: these import it themselves.
``export`` copies the source of those that a derivative uses.
"""
from .arrays import (
                     add_at,
                     broadcast_like,
                     conform,
                     convolve_back,
                     diagonal_back,
                     diff_back,
                     einsum_scatter,
                     interp_back,
                     last_stored,
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
from .filters import convolution_back, taps, valid_correlate
from .incomplete import betainc_dab, elliptic_moment, gammainc_da
from .matrices import (
                     banded_outer,
                     banded_product,
                     banded_transpose,
                     block_diagonal,
                     cofactors,
                     cofactors_along,
                     diagonal_blocks,
                     frechet,
                     matmul_lhs,
                     matmul_rhs,
                     real_eigen,
                     real_only,
                     swap_rows,
                     tensordot_lhs,
                     tensordot_rhs,
)
from .padding import bessel_i, inverse_permutation, pad_matrix, pad_widths, stat_items
from .records import children as children
from .records import instance as instance
from .solvers import Minimum as Minimum
from .solvers import Root as Root
from .solvers import ScalarRoot as ScalarRoot
from .solvers import Trajectory as Trajectory
from .solvers import minimum, rooted, trajectory
from .sorting import sorting_order
from .spectra import ends_scaled, resized, weighted_pairs
from .trees import accumulate, conjugate_leaves, copied, zeros_like

__all__ = [
                     "accumulate",
                     "add_at",
                     "banded_outer",
                     "banded_product",
                     "banded_transpose",
                     "bessel_i",
                     "betainc_dab",
                     "block_diagonal",
                     "broadcast_like",
                     "cofactors",
                     "cofactors_along",
                     "conform",
                     "conjugate_leaves",
                     "convolution_back",
                     "convolve_back",
                     "copied",
                     "diagonal_back",
                     "diagonal_blocks",
                     "diff_back",
                     "einsum_scatter",
                     "elliptic_moment",
                     "ends_scaled",
                     "frechet",
                     "gammainc_da",
                     "interp_back",
                     "inverse_permutation",
                     "last_stored",
                     "linear_recurrence",
                     "matmul_lhs",
                     "matmul_rhs",
                     "minimum",
                     "pad_matrix",
                     "pad_widths",
                     "product_of_others",
                     "products_before",
                     "quantile_items",
                     "real_eigen",
                     "real_only",
                     "reciprocal",
                     "reduceat_back",
                     "repeat_back",
                     "resized",
                     "rooted",
                     "safe_log_times",
                     "scatter",
                     "scatter_along",
                     "shifted",
                     "sinc_derivative",
                     "sorting_order",
                     "split_like",
                     "stat_items",
                     "structured_like",
                     "swap_rows",
                     "taps",
                     "tensordot_lhs",
                     "tensordot_rhs",
                     "tile_back",
                     "trajectory",
                     "unbroadcast",
                     "unpad",
                     "valid_correlate",
                     "weighted_pairs",
                     "zeros_like",
]
