"""Surgery: a program changes, prints or stops its own adjoint sweep, where it stands.

    h = s2sad.with_adjoint(h, lambda h_bar: np.clip(h_bar, -1.0, 1.0))

    with s2sad.adjoint_of(h) as h_bar:
        h_bar = np.clip(h_bar, -1.0, 1.0)

Both mean the same to a derivative.  Run plainly, the first one does nothing at all, while Python runs the
body of the second one too: on zeros, the adjoint in a program that nobody differentiates.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .runtime import zeros_like

T = TypeVar("T")


def with_adjoint(x: T, change: Callable[[Any], Any]) -> T:
    """``x`` itself; in reverse mode, what comes back for it is given to ``change`` on its way.

    ``x`` is a number or an array.  ``change`` takes the adjoint (cotangent) that has come together for the
    value returned here, and returns the one to go on with, of the same shape, or None to go on with the one
    that it was given.  It runs in the adjoint sweep, where this call is mirrored: once for each time that the
    call was run, last one first, and not at all where the derivative does not depend on ``x``.  It may read
    the function's variables, print, raise, and append to lists from outside the function; it may not write
    the function's variables.

    Run plainly, and in forward mode, ``change`` is not called.  A derivative of the derivative takes the
    program as it is, ``change`` included, and changes no adjoint of its own.

    Raises ``UnsupportedError`` where ``x`` is neither a float nor an array of them, or ``change`` returns
    something else than an adjoint of ``x``; ``ValueError``, when it runs, for a wrong shape.
    """
    return x


class adjoint_of:
    """``with adjoint_of(x) as x_bar:`` has its body run on the adjoint of ``x``: see ``with_adjoint``.

    ``x`` is a variable, an item or an attribute; what the body leaves in ``x_bar`` is the adjoint to go on
    with.  Of the names that the body assigns none may be used outside it.  Leave the body by its end, or raise.

    A plain run of the function runs the body as well, with zeros for ``x_bar``: the adjoint in a program that
    nobody differentiates.  What the body prints or appends is then printed or appended; where that matters,
    or where the body divides by the adjoint, use ``with_adjoint``.
    """

    def __init__(self, x: Any):
        self.x = x

    def __enter__(self) -> Any:
        return zeros_like(self.x)

    def __exit__(self, *error: object) -> None:
        return None


def _request(specialiser: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """How a specialiser treats a call of ``with_adjoint`` inside a program."""
    from .transforms.surgery import changed
    given = dict(zip(("x", "change"), args)) | kwargs
    if len(args) > 2 or set(given) != {"x", "change"}:
        raise specialiser.refuse("with_adjoint takes a value and a function", "with_adjoint(x, lambda x_bar: …)",
                                 code="S2SAD214")
    return changed(specialiser, given["x"], given["change"])


with_adjoint.__s2sad_request__ = adjoint_of.__s2sad_surgery__ = _request  # type: ignore[attr-defined]
