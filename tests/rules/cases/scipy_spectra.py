"""Cases of ``rules/scipy/spectra.py``, ``spatial.py`` and ``kde.py``; none where SciPy is missing."""

from typing import Any

import numpy as np

from ..harness import case, complex_normal, drawing_for, normal, positive, spd

try:
    import scipy.signal as ss
    import scipy.spatial.distance as sd
    import scipy.stats as st
except ImportError:  # pragma: no cover
    ss = None
drawing_for(__name__)
Z, V, P = complex_normal, normal, positive
S, D, T = "scipy.signal", "scipy.spatial.distance", "scipy.stats"


def spectra(f: str, names: str, part: int = 1) -> list[Any]:
    """Spectra of one signal or of two: segments, windows, axes, scalings."""
    options = [("nperseg=4", (9,)), ("nperseg=4, noverlap=1", (2, 9)), ("nperseg=5, scaling='spectrum'", (2, 8)),
               ("nperseg=4, nfft=7, axis=0", (9, 2)), ("fs=2.5, window='hamming', nperseg=4, detrend=False", (3, 8)),
               ("window=np.arange(1.0, 5.0)", (2, 7)), ("nperseg=4, return_onesided=False", (2, 6))]
    return [case(f"{S}.{f}({names}, {o})[{part}]", **{k: V(*s) for k in names.split(", ")}) for o, s in options]


def distances(f: str, **made: Any) -> list[Any]:
    names = ", ".join(made)
    metrics = ["'euclidean'", "'sqeuclidean'", "'cityblock'", "'chebyshev'", "'cosine'", "'correlation'", "'canberra'",
               "'braycurtis'", "'minkowski'", "'minkowski', p=3"]
    return [case(f"{D}.{f}({names}, {m})", **{k: V(*s) for k, s in made.items()}) for m in metrics] + [
        case(f"{D}.{f}({names}, 'seuclidean', V=v)", v=P(3), **{k: V(*s) for k, s in made.items()}),
        case(f"{D}.{f}({names}, 'mahalanobis', VI=v)", v=spd(3), **{k: V(*s) for k, s in made.items()}),
        case(f"{D}.{f}({names}, 'minkowski', p=2.5, w=w)", w=P(3), **{k: V(*s) for k, s in made.items()})]


def cases() -> dict[Any, Any]:
    kde = st.gaussian_kde(np.array([[0.1, 1.2, -0.7, 2.0, 0.4], [1.0, 0.3, -0.2, 0.9, -1.1]]))
    periods = [("", (6,)), ("fs=3.0", (2, 5)), ("window='hann', axis=0", (6, 2)), ("nfft=8", (2, 6)),
               ("nfft=4", (2, 6)),
               ("scaling='spectrum', detrend=False", (2, 7)), ("return_onesided=False", (2, 5))]
    short = [("nperseg=4", (9,)), ("nperseg=4, noverlap=1", (2, 9)), ("nperseg=5, scaling='psd', fs=2.0", (2, 8)),
             ("nperseg=4, nfft=6, axis=0", (7, 2)), ("nperseg=4, boundary=None, padded=False", (2, 9)),
             ("window='hamming', nperseg=4, detrend='constant'", (3, 8)), ("nperseg=4", (2, 2, 6))]
    back = [("", (4, 5)), ("nperseg=6, noverlap=4", (4, 5)), ("nperseg=6, boundary=False, window='hamming'", (4, 3)),
            ("scaling='psd', fs=2.0", (3, 6)), ("nperseg=4, nfft=6", (4, 5)), ("", (2, 3, 4))]
    return {
        ss.welch: [*spectra("welch", "x"), case(f"{S}.welch(x, nperseg=4)[1]", x=Z(2, 7)),
                   case(f"{S}.welch(x, fs, nperseg=4)[0]", x=V(6), fs=2.0, fixed=("x",))],
        ss.csd: [*spectra("csd", "x, y"), case(f"{S}.csd(x, y, nperseg=4)[1]", x=V(2, 6), y=V(2, 9)),
                 case(f"{S}.csd(x, y, nperseg=4)[1]", x=Z(6), y=Z(6))],
        ss.coherence: [c for c in spectra("coherence", "x, y") if "scaling" not in c.expression
                       and "sided" not in c.expression] + [
            case(f"{S}.coherence(x, y, nperseg=3)[1]", x=V(2, 8), y=V(2, 8))],
        ss.periodogram: [case(f"{S}.periodogram(x{', ' + o if o else ''})[1]", x=V(*s)) for o, s in periods],
        ss.stft: [case(f"{S}.stft(x, {o})[2]", x=V(*s)) for o, s in short],
        ss.istft: [case(f"{S}.istft(z{', ' + o if o else ''})[1]", z=Z(*s)) for o, s in back],
        sd.cdist: distances("cdist", x=(2, 3), y=(4, 3)), sd.pdist: distances("pdist", x=(4, 3)),
        sd.squareform: [case(f"{D}.squareform(x){p}", x=V(n)) for n in (1, 3, 6, 10) for p in ("", " ** 2")],
        st.gaussian_kde: [case(f"{T}.gaussian_kde(x{o})(t)", x=V(*s), t=V(*t), single=False) for o, s, t in (
            ("", (6,), (3,)), ("", (2, 6), (2, 3)), (", 'silverman'", (2, 5), (2, 4)), (", 0.6", (1, 5), (1, 3)),
            (", bw_method='scott'", (6,), (2,)), ("", (3, 7), (3, 2)), (", 0.4", (2, 6), (2,)),
            (", 0.7", (3, 5), (3, 3)))],
        st.gaussian_kde.__call__: [case(f"k(t){p}", k=kde, t=V(*s)) for p, s in (
            ("", (2, 3)), ("", (2,)), (" ** 2", (2, 4)), ("[::-1]", (2, 2)), (" * t[0]", (2, 5)), ("", (2, 1)))],
    }


CASES = {} if ss is None else cases()
drawing_for("")
