"""Cases in which answers, dtypes and texts are asked for; what they are asked of is differentiated through."""

import numpy as np

from ..harness import case, normal

CASES = {
    np.issubdtype: [case("x ** 2 if np.issubdtype(x.dtype, np.floating) else x", x=normal(3))],
    np.can_cast: [case("x ** 2 if np.can_cast(x.dtype, np.complex128) else x", x=normal(3))],
    np.isdtype: [case("x ** 2 if np.isdtype(x.dtype, 'real floating') else x", x=normal(3))],
    np.isfortran: [case("np.isfortran(x.T) * x + x", x=normal(3))],
    np.iterable: [case("x ** 2 if np.iterable(x) else x", x=normal(3))],
    np.shares_memory: [case("np.shares_memory(x, 2 * x) + x", x=normal(2, 3))],
    np.may_share_memory: [case("np.may_share_memory(x, x[1:]) * x", x=normal(2, 3))],
    np.promote_types: [case("x.astype(np.promote_types(x.dtype, np.float32)) ** 2", x=normal(3))],
    np.common_type: [case("x.astype(np.common_type(x)) ** 2", x=normal(3))],
    np.min_scalar_type: [case("x + np.ones(3, np.min_scalar_type(7))", x=normal(3))],
    np.einsum_path: [case("np.einsum('ij,jk->ik', x, z, optimize=np.einsum_path('ij,jk->ik', x, z)[0])", x=normal(2, 3),
                          z=normal(3, 2))],
    np.array2string: [case("x * len(np.array2string(np.round(x), precision=2))", x=np.array([1.2, 3.1]))],
    np.array_repr: [case("x * len(np.array_repr(np.round(x)))", single=False, x=np.array([1.2, 3.1]))],
    np.array_str: [case("x * len(np.array_str(np.round(x)))", x=np.array([1.2, 3.1]))],
    np.format_float_positional: [case("x * len(np.format_float_positional(np.round(x), 3))", x=1.2)],
    np.packbits: [case("np.packbits(x > 0) * x[0]", x=normal(8))],
    np.unpackbits: [case("np.unpackbits(np.packbits(x > 0)) * x", x=normal(8))],
    np.bitwise_count: [case("np.bitwise_count(np.int64(x)) * x", x=3.4)],
    np.geterr: [case("x * len(np.geterr())", x=normal(3))],
}
