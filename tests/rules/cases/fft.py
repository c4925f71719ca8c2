"""Cases of ``rules/numpy/fft.py``: lengths odd and even, cut off and filled up, axes, norms."""

import numpy as np

from ..harness import case, complex_normal, drawing_for, normal

drawing_for(__name__)
F, Z, V = np.fft, complex_normal, normal
NORMS = ["ortho", "forward", "backward"]


def one_axis(name, make):
    """Cases of a transform along one axis."""
    f = f"np.fft.{name}"
    return [
        *[case(f"{f}(x)", x=make(n)) for n in (2, 5, 6)],
        *[case(f"{f}(x, {n})", x=make(5)) for n in (3, 4, 7, 8)],
        case(f"{f}(x, axis=0)", x=make(4, 2)),
        case(f"{f}(x, axis=1)", x=make(2, 5, 2)),
        case(f"{f}(x, 6, 0)", x=make(4, 3)),
        case(f"{f}(x, n=3, axis=-2)", x=make(4, 3)),
        *[case(f"{f}(x, norm={norm!r})", x=make(5)) for norm in NORMS],
        case(f"{f}(x, 4, -1, 'ortho')", x=make(2, 6)),
        case(f"{f}(x * x) * {f}(x)", x=make(5)),
        case(f"np.abs({f}(x)) ** 2", x=make(4)),
    ]


def some_axes(name, make):
    """Cases of a transform along several axes."""
    f = f"np.fft.{name}"
    return [
        *[case(f"{f}(x)", x=make(*shape)) for shape in ((4, 3), (3, 4), (2, 3, 4))],
        case(f"{f}(x, (3, 5), (-2, -1))", x=make(4, 4)),
        case(f"{f}(x, axes=(0, 1))", x=make(3, 4, 2)),
        case(f"{f}(x, axes=(1, 0))", x=make(3, 4)),
        case(f"{f}(x, (4, 2), (0, 1))", x=make(3, 4)),
        case(f"{f}(x, norm='ortho')", x=make(3, 4)),
        case(f"{f}(x, (2, 4), (1, 2), 'forward')", x=make(2, 3, 3)),
    ]


CASES = {
    F.fft: [*one_axis("fft", Z), case("np.fft.fft(x)", x=V(5)), case("np.fft.fft(x, 7).real", x=V(5))],
    F.ifft: [*one_axis("ifft", Z), case("np.fft.ifft(x)", x=V(4))],
    F.rfft: one_axis("rfft", V),
    F.ihfft: one_axis("ihfft", V),
    F.irfft: [*one_axis("irfft", Z), case("np.fft.irfft(x)", x=V(4)), case("np.fft.irfft(np.fft.rfft(x), 5)", x=V(5))],
    F.hfft: [*one_axis("hfft", Z), case("np.fft.hfft(x)", x=V(4))],
    F.fftn: [*some_axes("fftn", Z), case("np.fft.fftn(x)", x=V(2, 3)), case("np.fft.fftn(x, axes=(-1,))", x=Z(2, 3))],
    F.ifftn: some_axes("ifftn", Z),
    F.rfftn: [*some_axes("rfftn", V), case("np.fft.rfftn(x)", x=V(5)), case("np.fft.rfftn(x, (4,), (0,))", x=V(5, 2))],
    F.irfftn: [*some_axes("irfftn", Z), case("np.fft.irfftn(x)", x=Z(4))],
    F.fft2: some_axes("fft2", Z),
    F.ifft2: some_axes("ifft2", Z)[:5],
    F.rfft2: some_axes("rfft2", V)[:5],
    F.irfft2: some_axes("irfft2", Z)[:5],
    F.fftshift: [case("np.fft.fftshift(x) * x", x=V(5)), case("np.fft.fftshift(x, 1)", x=Z(2, 3)),
                 case("np.fft.fftshift(x, axes=(0, 1))", x=V(3, 4)), case("np.fft.fftshift(x) ** 2", x=V(3, 2)),
                 case("np.fft.fftshift(x, -2)", x=V(4, 3))],
    F.ifftshift: [case("np.fft.ifftshift(x) * x", x=V(5)), case("np.fft.ifftshift(x, axes=0)", x=V(3, 2)),
                  case("np.fft.ifftshift(x, (0, 1))", x=V(3, 4)), case("np.fft.ifftshift(x)", x=Z(2, 5)),
                  case("np.fft.ifftshift(x, -1)", x=V(2, 3))],
    F.fftfreq: [*[case(f"np.fft.fftfreq({n}, d)", d=d) for n, d in ((5, 0.7), (4, 1.3), (2, -0.4))],
                case("np.fft.fftfreq(4) * x", x=V(4)), case("np.fft.fftfreq(n, d=d)", d=2.1, n=7)],
    F.rfftfreq: [*[case("np.fft.rfftfreq(n, d=d)", d=d, n=n) for n, d in ((4, 0.7), (5, 1.3), (2, -0.4))],
                 case("np.fft.rfftfreq(6) * x", x=V(4)), case("np.fft.rfftfreq(7, d)", d=2.1)],
}
drawing_for("")
