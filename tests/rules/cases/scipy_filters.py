"""Cases of ``rules/scipy/filters.py``, and of options in ``signal.py`` and ``spectra.py``."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, normal, positive

try:
    import scipy.signal as ss
except ImportError:  # pragma: no cover
    ss = None
drawing_for(__name__)
V, P, Z = normal, positive, complex_normal
S = "scipy.signal"
A = np.array([1.0, 0.3, -0.2])
SECTIONS = "np.array([[1.0, 0.2, 0.3, 1, 0.1, 0.2], [1.0, 0.4, 0.1, 1, 0.3, -0.2]])"


def cases() -> dict[Any, Any]:
    both = ["wrap", "symm"]

    def images(f: str) -> list[Any]:
        return [*[case(f"{S}.{f}(x, w, {m!r}, {b!r})", x=V(5, 4), w=V(3, 2)) for b in both for m in ("full", "same")],
                case(f"{S}.{f}(x, w, fillvalue=1.5)", x=V(3, 4), w=V(2, 3)),
                case(f"{S}.{f}(x, w, 'same')", x=V(4, 4), w=V(2, 2))]

    def axes(f: str) -> list[Any]:
        return [case(f"{S}.{f}(x, w, axes=1)", x=V(3, 5), w=V(3, 2)),
                case(f"{S}.{f}(x, w, 'same', axes=[0])", x=V(5, 3), w=V(2, 3)),
                case(f"{S}.{f}(x, w, 'valid', axes=-1)", x=Z(3, 5), w=V(1, 2))]
    spectra = [case(f"{S}.spectrogram(x, nperseg=8{o})[2]", x=V(*s)) for o, s in (
        ("", (22,)), (", mode='complex'", (18,)), (", mode='magnitude'", (20,)), (", scaling='spectrum'", (2, 22)),
        (", detrend='linear', noverlap=3", (22,)), (", axis=0, window='hann'", (22, 2)),
        (", return_onesided=False", (22,)))]
    return {
        ss.convolve2d: images("convolve2d"), ss.correlate2d: images("correlate2d"),
        ss.fftconvolve: axes("fftconvolve"), ss.oaconvolve: axes("oaconvolve"),
        ss.lfilter: [*[case(f"{S}.lfilter(b, a, x, zi=z)[{i}]", b=V(3), a=A, x=V(n), z=V(2))
                       for i in (0, 1) for n in (6, 1)],
                     case(f"{S}.lfilter(b, a, x, 0, z)[1]", b=V(2), a=2 * A, x=V(5, 2), z=V(2, 2))],
        ss.lfilter_zi: [case(f"{S}.lfilter_zi(b, a)", b=V(n), a=a) for n, a in (
            (3, A), (2, A), (3, 2 * A), (4, A), (1, A), (3, A[:2]), (2, A[:2]))],
        ss.filtfilt: [case(f"{S}.filtfilt(b, a, x{o})", b=V(n), a=A, x=V(*s), single=False) for n, o, s in (
            (3, "", (12,)), (3, ", padlen=4", (8,)), (2, ", padtype='even'", (12,)), (3, ", padtype=None", (6,)),
            (3, ", axis=0, padtype='constant'", (12, 2)), (2, "", (2, 11)), (3, ", padlen=2", (3, 5)),
            (1, "", (11,)), (2, ", padlen=3", (2, 6)))],
        ss.sosfilt: [case(f"{S}.sosfilt({SECTIONS}, x, zi=z)[{i}]", x=V(5), z=V(2, 2)) for i in (0, 1)],
        ss.detrend: [case(f"{S}.detrend(x{o})", x=V(*s)) for o, s in (
            ("", (8,)), (", 0", (6, 2)), (", bp=[3]", (8,)), (", axis=1, bp=4", (2, 8)))],
        ss.savgol_filter: [*[case(f"{S}.savgol_filter(x, 5, 2, mode={m!r})", x=V(9))
                             for m in ("mirror", "nearest", "wrap", "constant")],
                           case(f"{S}.savgol_filter(x, 5, 2, mode='constant', cval=1.5, axis=0)", x=V(8, 2)),
                           case(f"{S}.savgol_filter(x, 5, 3, 1, d)", x=V(9), d=P())],
        ss.hilbert: [case(f"{S}.hilbert(x, 12)", x=V(7)), case(f"{S}.hilbert(x, 4)", x=V(2, 7))],
        ss.resample: [case(f"{S}.resample(x, {n}{o})", x=V(*s)) for n, o, s in (
            (5, "", (8,)), (12, "", (7,)), (6, "", (8, 2)), (6, ", axis=1", (2, 8)), (12, "", (8,)), (8, "", (8,)))],
        ss.freqz: [case(f"{S}.freqz({o})[1]", b=V(n), a=P(3), w=P(4)) for o, n in (
            ("b, a, 5", 3), ("b, 1, 5, whole=True", 4), ("b, a, w", 2), ("b, a, w, fs=3.0", 3), ("b, a, 3", 1),
            ("b, worN=w", 3), ("b, a, 4", 3))],
        ss.spectrogram: spectra,
        ss.welch: [case(f"{S}.welch(x, nperseg=8, {o})[1]", x=V(22)) for o in ("average='median'", "detrend='linear'")],
        ss.csd: [case(f"{S}.csd(x, y, nperseg=8, {o})[1]", x=V(22), y=V(22))
                 for o in ("average='median'", "detrend='linear'")],
        ss.stft: [case(f"{S}.stft(x, nperseg=8, {o})[2]", x=V(20))
                  for o in ("boundary='even'", "boundary='odd'", "boundary='constant'", "detrend='linear'")],
    }


CASES = {} if ss is None else cases()
drawing_for("")
