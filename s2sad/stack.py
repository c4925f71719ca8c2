"""Runs the compiler where Python's stack does not suffice: an expression of a thousand terms, a deep nest of calls.

The compiler recurses along syntax and operands.  Where that exceeds the recursion limit, it is run once more, in a
thread with a stack of its own, whose size nobody else's limit restricts.
"""
from __future__ import annotations

import contextvars
import sys
import threading
from collections.abc import Callable
from typing import Any

from .errors import UnsupportedError

DEPTH, STACK = 50_000, 256 << 20        # calls; bytes, of which only those are used that are needed
_running = threading.local()


def deep(f: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """``f(*args, **kwargs)``, however deep it recurses."""
    if getattr(_running, "inside", False):          # the outermost call sees to it
        return f(*args, **kwargs)
    _running.inside = True
    try:
        return f(*args, **kwargs)
    except RecursionError:
        pass
    finally:
        _running.inside = False
    return in_thread(f, *args, **kwargs)


def in_thread(f: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """A call in a thread with a large stack."""
    found: list[Any] = []
    raised: list[BaseException] = []
    context = contextvars.copy_context()

    def run() -> None:
        _running.inside = True
        try:
            found.append(context.run(f, *args, **kwargs))
        except (RecursionError, MemoryError):       # the latter is what Python's own parser raises
            raised.append(UnsupportedError("the function is nested too deeply", note="split it into several functions, "
                                           "or write a loop", code="S2SAD211"))
        except BaseException as error:
            raised.append(error)
    size, limit = threading.stack_size(STACK), sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEPTH))
    try:
        thread = threading.Thread(target=run, name="s2sad", daemon=True)
        thread.start()
        threading.stack_size(size)
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if raised:
        raise raised[0]
    return found[0]
