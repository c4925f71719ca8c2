"""Every rule file, imported on the first use of any rule."""
from . import containers, mathematics, python  # noqa: F401
from .numpy import calculus, creation, elementwise, fft, indexing, joining, linalg, logic, products, reductions, shaping  # noqa: F401
