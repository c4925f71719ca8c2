"""Every rule file, imported on the first use of any rule; those of optional parts once the user has imported these."""
from __future__ import annotations

import importlib
import sys

from . import complex_mathematics, containers, mathematics, python, sequences  # noqa: F401
from .numpy import (  # noqa: F401
    answers,
    calculus,
    creation,
    decompositions,
    elementwise,
    fft,
    histograms,
    indexing,
    joining,
    linalg,
    logic,
    polynomials,
    products,
    reductions,
    sets,
    shaping,
    statistics,
    ufunc_methods,
    writing,
)

OPTIONAL = {       # a part of a library that is not always imported -> the files of its rules
    "numpy.polynomial": ("series",),
    "scipy.special": ("special", "incomplete", "classical"),
    "scipy.linalg": ("linalg", "functions", "decompositions", "condensed", "subspaces", "banded", "structured"),
    "scipy.stats": ("distributions", "distributions_on_a_part", "moments", "counts", "multivariate", "frozen", "stats",
                    "kde"),
    "scipy.signal": ("signal", "filters", "spectra"),
    "scipy.fft": ("fft",),
    "scipy.integrate": ("integrate", "ode"),
    "scipy.optimize": ("optimize", "fits"),
    "scipy.interpolate": ("interpolate", "splines", "scattered"),
    "scipy.ndimage": ("ndimage", "images"),
    "scipy.sparse.linalg": ("sparse",),
    "scipy.spatial.distance": ("spatial",),
    "scipy.cluster.vq": ("cluster",),
}
_loaded: set[str] = set()


def load_optional() -> None:
    """Import the rule files for modules that are imported by now."""
    for module, files in OPTIONAL.items():
        if module in sys.modules and module not in _loaded:
            _loaded.add(module)
            for file in files:
                importlib.import_module(f"{__package__}.{module.partition('.')[0]}.{file}")
