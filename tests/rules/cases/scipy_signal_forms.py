"""More forms of ``rules/scipy/signal.py``, ``fft.py``, ``ndimage.py`` and of samples: sizes, axes, options."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, inside, normal, positive

try:
    import scipy.fft as sf
    import scipy.integrate as si
    import scipy.ndimage as nd
    import scipy.signal as ss
except ImportError:  # pragma: no cover
    ss = None
drawing_for(__name__)
Z, V, P, U = complex_normal, normal, positive, inside
S, F, N = "scipy.signal", "scipy.fft", "scipy.ndimage"


def fourier(f, draw):
    """Transforms along one axis: of matrices, along either axis, cut and padded."""
    return [case(f"{F}.{f}(x, axis=0)", x=draw(4, 3)), case(f"{F}.{f}(x, 3)", x=draw(2, 5)),
            case(f"{F}.{f}(x, 6, 0, 'forward')", x=draw(4, 2))]


def fourier_of_axes(f, draw):
    """Transforms along several axes: either alone, in another order, cut and padded."""
    return [case(f"{F}.{f}(x, axes=(1, 0))", x=draw(3, 4)), case(f"{F}.{f}(x, (3, 4), norm='ortho')", x=draw(2, 5)),
            case(f"{F}.{f}(x)", x=draw(2, 3, 4) if f.endswith("n") else draw(4, 2))]


def cosines(f):
    return [case(f"{F}.{f}(x, 2, axes=(0,))", x=V(4, 3)), case(f"{F}.{f}(x, 1)", x=V(3, 5)),
            case(f"{F}.{f}(x, 4, norm='forward')", x=V(2, 3, 2))]


def shifts(f):
    return [case(f"{F}.{f}(x) * x", x=V(3, 4)), case(f"{F}.{f}(x, 1)", x=V(2, 5)),
            case(f"{F}.{f}(x, (0, 1)) ** 2", x=V(3, 3)), case(f"{F}.{f}(x, axes=-1) * x", x=V(2, 3, 2)),
            case(f"{F}.{f}(x)", x=Z(4, 2))]


def along(f, *options, shape=(4, 5)):
    """A filter along an axis."""
    return [case(f"{N}.{f}({o})", x=V(*shape)) for o in options]


def cases() -> dict[Any, Any]:
    one = {"fft": Z, "ifft": Z, "rfft": V, "irfft": Z, "hfft": Z, "ihfft": V}
    some = {"fftn": Z, "ifftn": Z, "rfftn": V, "irfftn": Z, "fft2": Z, "ifft2": Z, "rfft2": V, "irfft2": Z}
    slope = ["x, 0", "x, 1, mode='wrap'", "x, mode='constant'", "x, axis=-1, mode='mirror'"]
    return {
        **{getattr(sf, f): fourier(f, draw) for f, draw in one.items()},
        **{getattr(sf, f): fourier_of_axes(f, draw) for f, draw in some.items()},
        **{getattr(sf, f): cosines(f) for f in ("dctn", "idctn", "dstn", "idstn")},
        sf.fftshift: shifts("fftshift"), sf.ifftshift: shifts("ifftshift"),
        ss.oaconvolve: [case(f"{S}.oaconvolve(x, z, {mode!r})", x=V(4, 3), z=V(2, 3)) for mode in ("full", "same")],
        ss.correlate2d: [case(f"{S}.correlate2d(x, z)", x=V(3, 3), z=V(1, 2))],
        ss.lfilter: [case(f"{S}.lfilter(b, a, x)", b=V(2), a=np.array([2.0, 0.5]), x=V(3, 4)),
                     case(f"{S}.lfilter(b, a, x, 1)", b=V(1), a=np.array([1.0, 0.2, -0.1]), x=V(2, 5))],
        ss.sosfilt: [case(f"{S}.sosfilt(np.array([[0.3, 0.2, 0.1, 1.0, -0.5, 0.1]]), x{o})", x=V(*s))
                     for s, o in (((3, 4), ""), ((2, 5), ", axis=1"), ((4, 3), ", 0"))],
        ss.hilbert: [case(f"{S}.hilbert(x{o})", x=V(*s)) for s, o in (((2, 5), ""), ((4, 3), ", axis=0"),
                                                                      ((2, 6), ", axis=-1"), ((3, 2, 2), ", axis=1"))],
        ss.savgol_filter: [case(f"{S}.savgol_filter(x, {w}, {k}{o})", x=V(*s)) for w, k, s, o in (
            (3, 1, (2, 6), ""), (5, 3, (8, 2), ", axis=0"), (7, 2, (2, 9), ", deriv=2"), (3, 2, (5, 4), ", axis=1"))],
        ss.detrend: [case(f"{S}.detrend(x, {axis}, 'constant')", x=V(*s))
                     for s, axis in (((2, 5), 1), ((3, 4), -1), ((4, 2), 0), ((2, 3, 2), 1))],
        si.trapezoid: [case("scipy.integrate.trapezoid(y, x)", y=V(3, 4), x=V(4)),
                       case("scipy.integrate.trapezoid(y, x, axis=1)", y=V(2, 5), x=V(2, 5)),
                       case("scipy.integrate.trapezoid(y, dx=h)", y=V(2, 3), h=P()),
                       case("scipy.integrate.trapezoid(y)", y=V(2, 3, 4))],
        si.cumulative_trapezoid: [case("scipy.integrate.cumulative_trapezoid(y, x, axis=0)", y=V(4, 3), x=V(4)),
                                  case("scipy.integrate.cumulative_trapezoid(y, dx=h, initial=0)", y=V(3, 4), h=P()),
                                  case("scipy.integrate.cumulative_trapezoid(y, axis=1)", y=V(2, 4, 2))],
        nd.correlate1d: [case(f"{N}.correlate1d(x, w{o})", x=V(4, 5), w=V(k)) for k, o in (
            (3, ""), (2, ", 0, mode='wrap'"), (3, ", axis=1, mode='constant', cval=0.5"))],
        nd.convolve1d: [case(f"{N}.convolve1d(x, w{o})", x=V(4, 5), w=V(k)) for k, o in (
            (3, ""), (2, ", 0, mode='wrap'"), (3, ", axis=1, mode='constant', cval=0.5"), (1, ""))],
        nd.gaussian_filter1d: along("gaussian_filter1d", "x, 0.6", "x, 0.8, 0", "x, 0.5, mode='wrap'",
                                    "x, 1.1, axis=1"),
        nd.gaussian_filter: along("gaussian_filter", "x, 0.8, mode='wrap'", "x, (0.4, 0.9)"),
        **{getattr(nd, f): along(f, *slope) for f in ("sobel", "prewitt")},
        nd.laplace: along("laplace", "x", "x, mode='constant'", "x, mode='mirror'") + along(
            "laplace", "x", shape=(2, 3, 3)),
        nd.uniform_filter1d: along("uniform_filter1d", "x, 2", "x, 3, 0", "x, 3, mode='wrap'", "x, 4, axis=1"),
        nd.uniform_filter: along("uniform_filter", "x", "x, 2", "x, 4", "x, 3, mode='nearest'"),
        nd.map_coordinates: [case(f"{N}.map_coordinates(x, [c, d], order=1{o})", x=V(4, 5), c=1.4 + 0.2 * U(*s),
                                  d=2.5 + 0.2 * U(*s), order=1, single=False)
                             for s in ((2,), (2, 2), (1,)) for o in ("", ", mode='nearest'")],
    }


CASES = {} if ss is None else cases()
drawing_for("")
