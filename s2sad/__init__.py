"""s2sad: source-to-source automatic differentiation of Python."""
from .api import Derivative, grad, jvp, value_and_grad, vjp
from .errors import ArgumentError, InternalError, RuleError, S2SADError, SourceError, UnsupportedError

__version__ = "0.1.0"
__all__ = ["ArgumentError", "Derivative", "InternalError", "RuleError", "S2SADError", "SourceError", "UnsupportedError",
           "grad", "jvp", "value_and_grad", "vjp"]
