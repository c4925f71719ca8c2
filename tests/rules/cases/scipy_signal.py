"""Cases of ``rules/scipy/signal.py``, ``fft.py`` and ``integrate.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, normal

try:
    import scipy.fft as sf
    import scipy.integrate as si
    import scipy.signal as ss
except ImportError:  # pragma: no cover
    ss = None
drawing_for(__name__)
Z, V = complex_normal, normal
MODES = ["full", "same", "valid"]
SHAPES = [((5,), (3,)), ((3,), (5,)), ((4,), (2,)), ((4, 5), (2, 3)), ((3, 4), (3, 2))]


def products(name, shapes=SHAPES, draw=V, modes=MODES, extra=""):
    """Cases of a convolution of two arrays."""
    return [case(f"scipy.signal.{name}(x, z, {mode!r}{extra})", x=draw(*a), z=draw(*b)) for mode in modes
            for a, b in shapes if name in ("convolve", "correlate") or a >= b]


def transforms(name):
    """Cases of a cosine or sine transform."""
    f = f"scipy.fft.{name}"
    return [*[case(f"{f}(x, {type}, norm={norm!r})", x=V(5)) for type in (1, 2, 3, 4)
              for norm in (None, "ortho", "forward")],
            case(f"{f}(x)", x=V(4)), case(f"{f}(x, n=3)", x=V(5)), case(f"{f}(x, n=7, norm='ortho')", x=V(5)),
            case(f"{f}(x, axis=0) * x", x=V(4, 2)), case(f"{f}(x, 3, None, 0)", x=V(4, 2))]


def cases() -> dict[Any, Any]:
    matrices = SHAPES[3:]
    one = {"fft": Z, "ifft": Z, "rfft": V, "irfft": Z, "hfft": Z, "ihfft": V}
    some = {"fftn": Z, "ifftn": Z, "rfftn": V, "irfftn": Z, "fft2": Z, "ifft2": Z, "rfft2": V, "irfft2": Z}
    return {
        ss.convolve: [*products("convolve"), *products("convolve", draw=Z, shapes=SHAPES[:1]),
                      case("scipy.signal.convolve(x, z, method='direct')", x=V(4), z=V(2)),
                      case("scipy.signal.convolve(x, x)", x=V(3)), case("scipy.signal.convolve(x, z)", x=Z(3), z=V(2))],
        ss.correlate: [*products("correlate"), *products("correlate", draw=Z, shapes=SHAPES[:1])],
        ss.fftconvolve: products("fftconvolve", modes=["full", "same"]), ss.oaconvolve: products("oaconvolve")[:4],
        ss.convolve2d: products("convolve2d", shapes=matrices),
        ss.correlate2d: products("correlate2d", shapes=matrices, modes=["full", "valid"]),
        ss.lfilter: [case("scipy.signal.lfilter(b, a, x)", b=V(3), a=np.array([1.5, 0.3]), x=V(6)),
                     case("scipy.signal.lfilter(b, [1.0, -0.5], x)", b=V(2), x=V(5)),
                     case("scipy.signal.lfilter(b, a, x, axis=0)", b=V(2), a=np.array([1.0, 0.3, 0.1]), x=V(4, 2)),
                     case("scipy.signal.lfilter([0.5, 0.5], a, x)", a=np.array([1.0, -0.4]), x=V(2, 5))],
        ss.sosfilt: [case("scipy.signal.sosfilt(np.concatenate([b, np.ones((2, 1)), a], axis=1), x)", b=V(2, 3),
                          a=0.3 * V(2, 2), x=V(6)),
                     case("scipy.signal.sosfilt(np.array([[0.3, 0.2, 0.1, 1.0, -0.5, 0.1]]), x, axis=0)", x=V(5, 2))],
        ss.hilbert: [case("scipy.signal.hilbert(x)", x=V(6)),
                     case("np.abs(scipy.signal.hilbert(x, axis=0))", x=V(5, 2))],
        ss.savgol_filter: [case("scipy.signal.savgol_filter(x, 5, 2)", x=V(9)),
                           case("scipy.signal.savgol_filter(x, 5, 2, deriv=1, delta=0.5, axis=0)", x=V(7, 2))],
        ss.detrend: [case("scipy.signal.detrend(x, type='constant')", x=V(4)),
                     case("scipy.signal.detrend(x, 0, 'constant')", x=V(4, 2))],
        **{getattr(sf, f): [case(f"scipy.fft.{f}(x)", x=make(5)), case(f"scipy.fft.{f}(x, 4, norm='ortho')", x=make(6)),
                            case(f"scipy.fft.{f}(x, axis=0)", x=make(4, 2))] for f, make in one.items()},
        **{getattr(sf, f): [case(f"scipy.fft.{f}(x)", x=make(3, 4)), case(f"scipy.fft.{f}(x, (2, 5), (0, 1))",
                                                                          x=make(3, 4))] for f, make in some.items()},
        sf.fftshift: [case("scipy.fft.fftshift(x) * x", x=V(5))],
        sf.ifftshift: [case("scipy.fft.ifftshift(x, 0) * x", x=V(3, 2))],
        **{getattr(sf, f): transforms(f) for f in ("dct", "idct", "dst", "idst")},
        **{getattr(sf, f): [case(f"scipy.fft.{f}(x)", x=V(3, 4)),
                            case(f"scipy.fft.{f}(x, 3, axes=(1,), norm='ortho') * x", x=V(3, 4))]
           for f in ("dctn", "idctn", "dstn", "idstn")},
        si.trapezoid: [case("scipy.integrate.trapezoid(y, x)", y=V(4), x=V(4)),
                       case("scipy.integrate.trapezoid(y, dx=0.5, axis=0)", y=V(4, 2))],
        si.cumulative_trapezoid: [case("scipy.integrate.cumulative_trapezoid(y, x)", y=V(4), x=V(4)),
                                  case("scipy.integrate.cumulative_trapezoid(y, dx=0.5, axis=0)", y=V(4, 2)),
                                  case("scipy.integrate.cumulative_trapezoid(y, initial=0)", y=V(2, 4))],
    }


CASES = {} if ss is None else cases()
drawing_for("")
