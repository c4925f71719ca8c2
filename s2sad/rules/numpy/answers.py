"""Functions whose results are answers, dtypes, texts or integers: none of these varies."""
from __future__ import annotations

import numpy as np

from ..registry import nondifferentiable

# what is asked of arrays and dtypes
nondifferentiable(np.issubdtype, np.can_cast, np.isdtype, np.isfortran, np.iterable, np.shares_memory,
                  np.may_share_memory, kind="python_bool")
nondifferentiable(np.promote_types, np.min_scalar_type, np.common_type, np.mintypecode)
nondifferentiable(np.einsum_path)

# texts
nondifferentiable(np.array2string, np.array_repr, np.array_str, np.format_float_positional,
                  np.format_float_scientific, np.binary_repr, np.base_repr, np.typename, kind="python_str")

# bits and dates
nondifferentiable(np.packbits, np.unpackbits, np.bitwise_count, np.isnat, np.busday_count, np.busday_offset,
                  np.is_busday, np.datetime_as_string, np.datetime_data)

# what is set for all of NumPy
nondifferentiable(np.geterr, np.seterr, np.geterrcall, np.seterrcall, np.getbufsize, np.setbufsize,
                  np.get_printoptions, np.set_printoptions, np.show_config, np.show_runtime, pure=False)
