"""``python -m s2sad show``: the source of a derivative."""
from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from .targets import derivative_of, examples


def run(options: argparse.Namespace) -> int:
    """Print the source of a derivative."""
    from ..display import show
    derivative = derivative_of(options.target, options.wrt, options.mode, options.backend)
    like = examples(options.like) if options.like is not None else ()
    args, kwargs = ((), like) if isinstance(like, dict) else (like, {})
    chosen: dict[str, Any] = {} if options.stage is None else {"stage": options.stage}
    try:
        show(derivative, *args, **kwargs, **chosen)
        sys.stdout.flush()
    except BrokenPipeError:         # as in `… show … | head`
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # what is left in the buffer has nowhere to go
    return 0
