"""A test program: its source, the point at which it is differentiated, and its file form."""

import copy
import importlib.util
import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HEADER = "import math\n\nimport numpy as np\n\n\n"
COUNTER = itertools.count()


@dataclass(frozen=True)
class Program:
    """The function `name` of a module `source`, to be differentiated at `args` for `wrt`."""

    source: str
    args: tuple
    wrt: tuple
    name: str = "f"

    def fresh(self):
        """The arguments, as a program that writes to them may have them."""
        return copy.deepcopy(self.args)

    def function(self, folder):
        """The function, imported from a file of its own: the compiler reads its source there."""
        stem = f"program_{next(COUNTER)}"
        path = Path(folder, f"{stem}.py")
        path.write_text(self.source)
        spec = importlib.util.spec_from_file_location(stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return getattr(module, self.name)

    def text(self, docstring):
        """The program as a file that `read` takes back."""
        needed = "" if "import numpy as np" in self.source else "import numpy as np\n\n"
        point = f"ARGS = {show(self.args)}\nWRT = {self.wrt}\n"
        return f'"""{docstring}"""\n\n# ruff: noqa\n{needed}{self.source}\n\n{point}'


def read(path):
    """A program that `Program.text` has written."""
    source = Path(path).read_text()
    module = {}
    exec(compile(source, str(path), "exec"), module)
    return Program(source, module["ARGS"], module["WRT"])


def show(args):
    """Arguments as Python source."""
    parts = [
        f"np.array({arg.tolist()})" if isinstance(arg, np.ndarray) else repr(arg) for arg in args
    ]
    return f"({', '.join(parts)},)"
