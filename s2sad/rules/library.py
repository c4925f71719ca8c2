"""Every rule file, imported on the first use of any rule."""
from . import containers, mathematics, python, sequences  # noqa: F401
from .numpy import (  # noqa: F401
    calculus,
    creation,
    decompositions,
    elementwise,
    indexing,
    joining,
    linalg,
    logic,
    polynomials,
    products,
    reductions,
    shaping,
    statistics,
    ufunc_methods,
)
