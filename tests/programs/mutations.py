"""Random programs that write to arrays: what each statement is worth, and the loops that solvers are made of.

What is written is bounded, so that a store inside a loop does not grow.  Python and NumPy say what
a store means to every other name of the same memory; nothing is tracked here.
"""

from .holders import Holders
from .writer import Var, valued


class Mutations(Holders):
    LATE_BINDING = True
    STARTS = ("0.0", "1.0")  # no integer: an array made from it would truncate what is stored

    def makers(self):
        return [
            *((0.6 * weight, maker) for weight, maker in super().makers()),
            (8, self.store),
            (5, self.update),
            (5, self.view),
            (4, self.through),
            (3, self.alias),
            (1, self.diagonal),
            (3, self.buffer),
            (3, self.rows),
            (5, self.stencil),
            (2, self.recurrence),
            (3, self.elimination),
            (2, self.two_levels),
            (2, self.history),
            (3, self.out),
            (3, self.masked),
            (3, self.fancy),
            (2, self.exchange),
            (2, self.several),
            (3, self.method),
            (9 * bool(self.having("procedure")), self.procedure_call),
            (9 * bool(self.having("class")), self.instance),
            (3, self.holder),
            (2, self.over_arrays),
            (2, self.list_change),
            (1, self.dict_change),
            (1, self.integers),
            (1, self.truths),
        ]

    def stencil(self):
        """`u[1:-1] += 0.3 * (u[2:] - u[:-2])`: reads and writes that overlap, alone or in a loop of steps."""
        var = self.target()
        if var.shape[0] < 3:
            return
        name, share = var.name, self.rng.choice(["0.1", "0.3", self.leaf(())])
        share = share if share[0].isdigit() else f"np.sin({share})"
        text = self.rng.choice(
            [
                f"{name}[1:-1] += {share} * ({name}[2:] - 2 * {name}[1:-1] + {name}[:-2])",
                f"{name}[1:] += {share} * {name}[:-1]",
                f"{name}[:-1] -= {share} * {name}[1:] * {name}[:-1]",
                f"{name}[1:] = {name}[:-1]",
                f"{name}[1:-1] += {name}[:-2]",
                f"{name}[1:-1] = {share} * ({name}[2:] + {name}[:-2])",
                f"{name}[::-1] += {share} * {name}",
                f"{name}[1:] *= np.cos({name}[:-1])",
            ]
        )
        if self.loops < 2 and self.chance(0.6) and "+= " + name not in text:
            self.emit(f"for {self.fresh('int')} in range({self.rng.randint(1, 3)}):")
            self.emit(f"    {text}")
            if self.chance(0.4):
                self.emit(f"    {name}[{self.rng.choice(['0', '-1'])}] = {self.bounded(var.shape[1:], 1)}")
        else:
            self.emit(text)

    def recurrence(self):
        """`u[i] = e(u[i - 1])`, forwards or backwards."""
        vectors = [v for v in self.having("vector") if v.shape[0] > 1]
        if not vectors or self.loops == 2:
            return
        var, index = self.recent(vectors), self.fresh("int")
        size, forward = var.shape[0], self.chance(0.6)
        self.emit(f"for {index} in range({f'1, {size}' if forward else f'{size} - 2, -1, -1'}):")
        before = f"{var.name}[{index} {'-' if forward else '+'} 1]"
        bounds = {"low": 1, "high": size - 1} if forward else {"low": 0, "high": size - 2}
        with self.block(Var(index, "int", **bounds)):
            outer, self.loops = self.loops, self.loops + 1
            value = self.rng.choice(
                [
                    f"0.5 * {before} + {self.bounded((), 0)}",
                    f"np.sin({before} * {self.leaf(())})",
                    f"max({before}, {self.leaf(())})",
                    f"{self.factor((), 0)} - 0.3 * {before}",
                ]
            )
            self.emit(f"{var.name}[{index}] {self.rng.choice(['=', '+=', '-='])} {value}")
            if self.chance(0.3):
                self.statements(1)
            self.loops = outer

    def elimination(self):
        """A triangular loop over the elements or rows of a square matrix."""
        square = [v for v in self.having("matrix") if v.shape[0] == v.shape[1] > 1]
        if not square or self.loops:
            return
        A = self.recent(square).name
        size = f"len({A})"
        i, j = self.fresh("int"), "k" if self.fresh("int") != "k" else "l"
        body = self.rng.choice(
            [
                [f"{A}[{i}, {j}] -= {A}[{i}, :{j}] @ {A}[:{j}, {j}]", f"{A}[{i}, {j}] /= 1.0 + {A}[{j}, {j}] ** 2"],
                [f"t = {A}[{j}, {i}] / (1.0 + {A}[{i}, {i}] ** 2)", f"{A}[{j}, {i}:] -= t * {A}[{i}, {i}:]"],
                [f"{A}[{i}] -= 0.4 * np.sin({A}[{j}, {i}]) * {A}[{j}]"],
                [f"if {A}[{i}, {j}] > {A}[{j}, {i}]:", f"    {A}[{i}, {j}] = {A}[{j}, {i}]"],
            ]
        )
        self.emit(f"for {i} in range({size}):")
        self.emit(f"    for {j} in range({i}):")
        for line in body:
            self.emit(f"        {line}")
        if self.chance(0.5):
            self.emit(f"    {A}[{i}, {i}] = np.sqrt(1.0 + {A}[{i}, {i}] ** 2)")

    def two_levels(self):
        """Steps in time between two arrays that exchange their names."""
        vectors = [v for v in self.having("vector") if v.shape[0] > 1 and v.name.isidentifier()]
        if not vectors or self.loops:
            return
        var = self.recent(vectors)
        if var.name in self.fixed:
            return
        new, n = self.fresh("vector"), self.fresh("int")
        self.emit(f"{new} = np.zeros_like({var.name})")
        self.emit(f"for {n} in range({self.rng.randint(1, 4)}):")
        with self.block(valued(new, var.shape), Var(n, "int", low=0)):
            self.emit(f"{new}[1:] = np.cos({var.name}[:-1]) * {self.leaf(())}")
            self.emit(f"{new}[0] = {self.bounded((), 1)}")
            self.emit(
                self.rng.choice([f"{var.name}, {new} = {new}, {var.name}", f"{var.name}[:] = {new}",
                                 f"{var.name} = {new}"])
            )
        self.define(valued(new, var.shape))

    def history(self):
        """A trajectory, written row by row."""
        vectors = self.having("vector")
        if not vectors or self.loops == 2:
            return
        var = self.recent(vectors)
        steps, n = self.rng.randint(1, 3), self.fresh("int")
        out = valued(self.fresh("matrix"), (steps + 1, var.shape[0]))
        filled = self.chance(0.5)
        self.emit(f"{out.name} = np.{'zeros' if filled else 'empty'}({out.shape})")
        self.emit(f"{out.name}[0] = {var.name}")
        self.emit(f"for {n} in range({steps}):")
        with self.block(Var(n, "int", low=0, high=steps - 1), *[out] * filled):
            outer, self.loops = self.loops, self.loops + 1
            step = self.bounded(var.shape, 1)
            self.emit(f"{out.name}[{n} + 1] = {out.name}[{n}] + 0.2 * {step}")
            if self.chance(0.3):
                self.store_to(self.recent(vectors))
            self.loops = outer
        self.define(out)
