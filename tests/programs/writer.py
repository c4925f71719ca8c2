"""Source text under construction: its lines, and what each name in scope holds."""

import contextlib
from dataclasses import dataclass

POOLS = {
    "float": "x y z p q r s t a b c d e".split(),
    "vector": "u v w g h o".split(),
    "matrix": "A B C D E M".split(),
    "int": "i j k l n m".split(),
    "bool": "ok big near flag".split(),
    "list": "terms parts items".split(),
    "tuple": "pair triple".split(),
    "dict": "table state".split(),
    "object": "body other".split(),
    "counts": "counts bins".split(),
    "function": "wave bump blend mix fold kick".split(),
}
KIND = ("float", "vector", "matrix")


@dataclass(frozen=True)
class Var:
    """What a name holds.

    An int has the range `low..high` as long as it is in scope; a list has its least `length`, a
    tuple too, and `exact` if that is its length; a dict its `keys`; a function the shapes of its
    parameters, the names of its optional floats, and the shape of its result (a list of shapes
    if it returns several, None if none).
    """

    name: str
    kind: str
    shape: tuple = ()
    low: int = 0
    high: int = None
    length: int = 0
    exact: bool = False
    keys: tuple = ()
    params: tuple = ()
    optional: tuple = ()
    result: object = None


def valued(name, shape):
    """A float, vector or matrix variable."""
    return Var(name, KIND[len(shape)], shape)


class Writer:
    """Lines of source, and the scope that holds at the last of them."""

    def __init__(self, rng):
        self.rng, self.lines, self.indent = rng, [], 0
        self.scope = {}
        self.constants = []  # names of floats of the module
        self.around = {}  # the scope in which the innermost block began

    def emit(self, text):
        self.lines.append("    " * self.indent + text)

    @contextlib.contextmanager
    def block(self, *variables):
        """An indented block: `variables` enter with it, and all that it defines leaves with it."""
        outer = self.scope, self.around
        self.around = self.scope
        self.scope = self.scope | {v.name: v for v in variables}
        self.indent += 1
        yield
        self.indent -= 1
        self.scope, self.around = outer

    def define(self, var):
        self.scope[var.name] = var
        return var.name

    def fresh(self, kind, taken=()):
        """A name of that kind that is not in scope."""
        names = POOLS[kind] + [f"{name}{i}" for i in (2, 3, 4) for name in POOLS[kind]]
        return next(name for name in names if name not in self.scope and name not in taken)

    def chance(self, probability):
        return self.rng.random() < probability

    def having(self, kind, **facts):
        """The variables of a kind, as wanted, the latest last."""
        return [
            v
            for v in self.scope.values()
            if v.kind == kind and all(getattr(v, k) == fact for k, fact in facts.items())
        ]

    def recent(self, variables):
        """One of them, the later ones more often."""
        return self.rng.choices(variables, weights=range(1, len(variables) + 1))[0]

    def pick(self, table):
        """One entry of a table of (weight, entry)."""
        return self.rng.choices([e for _, e in table], weights=[w for w, _ in table])[0]

    def literal(self):
        if self.constants and self.chance(0.2):
            return self.rng.choice(self.constants)
        return str(round(self.rng.uniform(0.1, 1.9), 1))
