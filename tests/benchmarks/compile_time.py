"""Time the compilation of `fifty_lines` in this process, which should be fresh; print JSON.

The command line names modules to import beforehand: those that an earlier process reported, so
that what the compiler imports on first use is not timed.
"""

import importlib
import json
import sys
import time

import s2sad

from .fifty_lines import WRT, arguments, fifty_lines


def main() -> None:
    for name in sys.argv[1:]:
        importlib.import_module(name)
    before = set(sys.modules)
    values = arguments()
    start = time.process_time()
    gradient = s2sad.grad(fifty_lines, WRT)
    gradient(*values)
    first = time.process_time()
    gradient(*values)
    again = time.process_time() - first
    modules = sorted(name for name in set(sys.modules) - before if is_importable(name))
    print(json.dumps({"seconds": first - start - again, "modules": modules}))


def is_importable(name: str) -> bool:
    """Tell a module from a file, rather than one that the compiler made up."""
    return getattr(sys.modules[name], "__spec__", None) is not None


if __name__ == "__main__":
    main()
