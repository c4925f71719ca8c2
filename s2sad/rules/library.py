"""Every rule file, imported on the first use of any rule."""
from . import containers, mathematics, python  # noqa: F401
from .numpy import creation, elementwise, indexing, linalg, logic, reductions, shaping  # noqa: F401
