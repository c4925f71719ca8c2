"""Random functions: helpers of the module, closures, and what they return."""

import re

from .expressions import Expressions
from .writer import Var, valued

MODULE = ("function", "procedure", "class")  # what a function sees of its module


class Functions(Expressions):
    LATE_BINDING = False  # whether what a closure reads may be assigned after its definition

    def __init__(self, rng):
        super().__init__(rng)
        self.sizes = [rng.randint(1, 4), rng.randint(2, 4)]
        self.result = ()  # the shape that the current function returns, or a list of shapes
        self.loops = 0
        self.continuable = False
        self.fixed = {}  # what a closure may read, but not assign

    def shape(self):
        kind, arrays = self.rng.random(), self.arrays()
        if kind < 0.5:
            return ()
        if arrays and self.chance(0.7):
            return self.recent(arrays).shape
        first, second = self.rng.choice(self.sizes), self.rng.choice(self.sizes)
        return (first,) if kind < 0.8 else (first, second)

    # what is in scope

    def held(self):
        """The variables that hold floats."""
        filled = [v for v in self.scope.values() if v.length or v.keys]
        return self.having("float") + self.arrays() + filled

    def assignable(self):
        """The floats and arrays that a statement may rebind."""
        held = self.having("float") + self.arrays()
        return [v for v in held if v.name not in self.fixed]

    # definitions

    def function(self, name, params, result, count, optional=()):
        """`def name(params, optional=…)` with a body of about `count` statements."""
        outer = self.scope, self.fixed, self.result, self.loops, self.continuable
        self.result, self.loops, self.continuable = result, 0, False
        if not self.indent:  # a closure keeps what is around it
            self.scope = {v.name: v for v in self.scope.values() if v.kind in MODULE}
        self.fixed = self.scope
        defaults = [f"{v.name}={self.literal()}" for v in optional]
        self.emit(f"def {name}({', '.join([v.name for v in params] + defaults)}):")
        with self.block(*params, *optional):
            self.statements(count)
            self.emit(f"return {self.results(params)}")
        self.scope, self.fixed, self.result, self.loops, self.continuable = outer
        shapes = tuple(v.shape for v in params)
        names = tuple(v.name for v in optional)
        return Var(name, "function", params=shapes, optional=names, result=result)

    def results(self, params=()):
        """What a function returns: a float sums up its parameters and its latest variables."""
        if self.result is None:
            return ""
        if isinstance(self.result, list):
            return ", ".join(self.bounded(shape) for shape in self.result)
        if self.result:
            return self.expression(self.result)
        chosen = [v for v in self.held() if v in params]
        chosen += [v for v in self.held() if v not in params][-3:]
        return " + ".join(self.weighted(v) for v in chosen) or self.bounded(())

    def weighted(self, var):
        """A float from a variable, of weights that tell its elements apart."""
        if var.kind == "dict":
            return f"np.sin({var.name}['low']) + np.cos({var.name}['high'])"
        if var.kind in ("list", "tuple"):
            return f"np.tanh({self.rng.choice([f'sum({var.name})', f'{var.name}[-1]'])})"
        if not var.shape:
            return self.rng.choice([var.name, f"{self.literal()} * {var.name}"])
        weight = self.leaf(var.shape)
        return self.rng.choice(
            [f"np.sum({var.name} * {weight})", f"np.sum(np.sin({weight} + {var.name}))"]
        )

    def helper(self):
        """A function of the module."""
        name = self.fresh("function")
        params = self.parameters(self.rng.randint(1, 3))
        kind = self.rng.choice("plain plain several optional recursive loop".split())
        result = self.rng.choice([(), (), self.shape()])
        if kind == "recursive":
            self.define(self.recursive(name, params))
        elif kind == "several":
            result = [self.shape() for _ in range(self.rng.randint(2, 3))]
            self.define(self.function(name, params, result, 1))
        elif kind == "optional":
            optional = [valued(n, ()) for n in ("scale", "shift")[: self.rng.randint(1, 2)]]
            self.define(self.function(name, params, result, 1, optional))
        else:
            self.define(self.function(name, params, result, 1 if kind == "plain" else 2))
        self.emit("")

    def parameters(self, count):
        params = []
        for _ in range(count):
            kind = self.shape()
            var = valued("", kind)
            taken = [p.name for p in params]
            params.append(valued(self.fresh(var.kind, taken), kind))
        return params

    def recursive(self, name, params):
        """A function that calls itself `n` times, and a call of it with a small `n`."""
        self.emit(f"def {name}_from(n, {', '.join(p.name for p in params)}):")
        self.scope = {v.name: v for v in self.having("function")}
        with self.block(*params):
            self.emit("if n <= 0:")
            self.emit(f"    return {self.bounded((), 1)}")
            arguments = ", ".join(self.bounded(p.shape, 1) for p in params)
            call = f"{name}_from(n - 1, {arguments})"
            self.emit(f"return {self.rng.choice(['np.sin({})', '0.7 * {}']).format(call)} "
                      f"+ {self.bounded((), 1)}")  # fmt: skip
        self.emit("")
        names = ", ".join(p.name for p in params)
        self.emit(f"def {name}({names}):")
        self.emit(f"    return {name}_from({self.rng.randint(0, 3)}, {names})")
        return Var(name, "function", params=tuple(p.shape for p in params), result=())

    def closure(self):
        """A lambda or an inner function, that may read what is around it."""
        if self.loops > 1:
            return
        name, start = self.fresh("function"), len(self.lines)
        param = valued(self.fresh("float"), ())
        if self.chance(0.5):
            with self.block(param):
                body = self.expression((), 2)
            self.emit(f"{name} = lambda {param.name}: {body}")
            self.define(Var(name, "function", params=((),), result=()))
        else:
            self.define(self.function(name, [param], (), self.rng.randint(0, 1)))
        if not self.LATE_BINDING:
            read = set(re.findall(r"\w+", "\n".join(self.lines[start:])))
            self.fixed = self.fixed | {n: v for n, v in self.scope.items() if n in read}
        if self.chance(0.7):
            result = self.fresh("float")
            self.emit(f"{result} = {name}({self.expression((), 1)})")
            self.define(valued(result, ()))
