"""Random names for the same memory: aliases, views, rows of a loop; and stores through them."""

import math

from .stores import Stores
from .writer import Var, valued


class Views(Stores):
    def views(self, var):
        """Texts after the name of an array, and the shape of what each gives: most are views, a few are copies."""
        if len(var.shape) == 2:
            rows, columns = var.shape
            flat = (rows * columns,)
            return [
                self.region(var),
                (".T", (columns, rows)),
                (".swapaxes(0, 1)", (columns, rows)),
                (".reshape(-1)", flat),
                (".ravel()", flat),
                (".T.ravel()", flat),
                (".flatten()", flat),
                (f".T[{self.index(columns)}]", (rows,)),
                (f"[{self.index(rows)}:][0]" if rows == 1 else "[1:][0]", (columns,)),
                ("[:, ::-1]", (rows, columns)),
                (f"[..., {self.index(columns)}]", (rows,)),
                (f".reshape({columns}, {rows})", (columns, rows)),
            ]
        (size,) = var.shape
        return [
            self.region(var),
            self.region(var),
            (".ravel()", (size,)),
            ("[:, None]", (size, 1)),
            (".reshape(1, -1)", (1, size)),
            ("[::-1]", (size,)),
            ("[None, :].T", (size, 1)),
            ("[...]", (size,)),
        ]

    def view(self):
        """A name for a part of an array, and most often a store through it."""
        var = self.target()
        index, shape = self.rng.choice(self.views(var))
        if not shape:
            return
        part = valued(self.fresh(valued("", shape).kind), shape)
        if self.chance(0.2):
            flat = (math.prod(var.shape),)
            name, shape = self.rng.choice([("asarray", var.shape), ("transpose", var.shape[::-1]), ("ravel", flat)])
            part = valued(self.fresh(valued("", shape).kind), shape)
            self.emit(f"{self.define(part)} = np.{name}({var.name})")
        else:
            self.emit(f"{self.define(part)} = {var.name}{index}")
        if self.chance(0.6):
            self.store_to(self.rng.choice([part, var]))

    def through(self):
        """A store through a view that has no name: `A.T[0] = e`, `A[1][1:] *= e`."""
        var = self.target()
        index, shape = self.rng.choice(self.views(var))
        if shape:
            self.store_to(valued(f"{var.name}{index}", shape))

    def alias(self):
        """A second name, perhaps of one array or another."""
        var = self.target()
        same = [v.name for v in self.arrays() if v.shape == var.shape and v != var]
        other = valued(self.fresh(var.kind), var.shape)
        text = var.name
        if same and self.chance(0.4):
            text = f"{var.name} if {self.condition()} else {self.rng.choice(same)}"
        elif self.chance(0.2):
            size = var.shape[0] if len(var.shape) == 1 else var.shape
            twin = valued(self.fresh(var.kind, [other.name]), var.shape)
            text = f"{self.define(twin)} = np.{self.rng.choice(['zeros', 'ones'])}({size})"
        self.emit(f"{self.define(other)} = {text}")
        if self.chance(0.5):
            self.store_to(self.rng.choice([other, var]))

    def diagonal(self):
        """A read of a diagonal, which is a view that must not be written; or of a sliding sum."""
        if matrices := self.having("matrix"):
            matrix = self.recent(matrices)
            size = min(matrix.shape)
            var = valued(self.fresh("vector"), (size,))
            text = self.rng.choice(["np.diag({})", "np.diagonal({})", "{}.diagonal()"]).format(matrix.name)
            self.emit(f"{self.define(var)} = {text}{self.rng.choice([' * 1.0', '.copy()', ' + 0.5'])}")
            if self.chance(0.5):
                self.store_to(matrix)

    def rows(self):
        """A loop over rows, that writes to them."""
        matrices = self.having("matrix")
        if not matrices or self.loops == 2:
            return
        matrix = self.recent(matrices)
        row = valued(self.fresh("vector"), matrix.shape[1:])
        same = [v for v in self.arrays() if v.shape[0] == matrix.shape[0] and v != matrix]
        variables = [row]
        if same and self.chance(0.3):
            other = self.recent(same)
            kind = valued("", other.shape[1:]).kind
            variables.append(valued(self.fresh(kind, [row.name]), other.shape[1:]))
            self.emit(f"for {row.name}, {variables[1].name} in zip({matrix.name}, {other.name}):")
        elif self.chance(0.3):
            variables.append(Var(self.fresh("int"), "int", low=0, high=matrix.shape[0] - 1))
            self.emit(f"for {variables[1].name}, {row.name} in enumerate({matrix.name}):")
        else:
            self.emit(f"for {row.name} in {matrix.name}{self.rng.choice(['', '', '.T'][:2])}:")
        with self.block(*variables):
            outer, self.loops = self.loops, self.loops + 1
            if self.chance(0.5):
                self.write(row.name, self.rng.choice(["+=", "*="]), row.shape)
            else:
                self.store_to(row)
            if self.chance(0.3):
                self.statements(1)
            self.loops = outer
