"""s2sad: source-to-source automatic differentiation of Python."""
from typing import TYPE_CHECKING, Any

from .api import Derivative, grad, jvp, value_and_grad, vjp
from .errors import (
    ArgumentError,
    InternalError,
    RuleError,
    S2SADError,
    ShapeError,
    SharedMemoryError,
    SourceError,
    StaleError,
    UnsupportedError,
)
from .higher import elementwise_grad, hessian, hvp, jacfwd, jacobian, jacrev, linearize, stop_gradient
from .rules.registry import adjoint, composition, differential, nondifferentiable, transpose
from .runtime.records import register_container
from .version import __version__ as __version__

if TYPE_CHECKING:
    from .checking import CheckError, check_grads
    from .display import show
    from .explaining import Explanation, explain
    from .flattening import ravel
    from .graphs import Graph, graph
    from .standalone import export
    from .surgery import adjoint_of, with_adjoint

__all__ = [
    "ArgumentError", "CheckError", "Derivative", "Explanation", "Graph", "InternalError", "RuleError", "S2SADError",
    "ShapeError", "SharedMemoryError", "SourceError", "StaleError", "UnsupportedError", "adjoint", "adjoint_of",
    "check_grads", "composition", "differential", "elementwise_grad", "explain",
    "export", "grad", "graph", "hessian", "hvp", "jacfwd", "jacobian", "jacrev", "jvp", "linearize",
    "nondifferentiable", "ravel", "register_container", "show", "stop_gradient", "transpose", "value_and_grad", "vjp",
    "with_adjoint",
]
_LATER = {"CheckError": "checking", "Explanation": "explaining", "Graph": "graphs", "adjoint_of": "surgery",
          "check_grads": "checking", "explain": "explaining", "export": "standalone", "graph": "graphs",
          "ravel": "flattening", "show": "display", "with_adjoint": "surgery"}


def __getattr__(name: str) -> Any:
    """What is imported only when it is asked for."""
    if name in _LATER:
        from importlib import import_module
        value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
