"""Arrays in lists, dicts and objects, written where they are held; buffers of integers and truth values.

An item or an attribute is a variable like any other here: its name is the text `parts[0]` or `body.u`.
"""

from .functions import MODULE
from .views import Views
from .writer import Var, valued


class Holders(Views):
    def holder(self):
        """A list or dict of arrays of one shape: some are seen under other names too."""
        var = self.target()
        same = [v.name for v in self.arrays() if v.shape == var.shape]
        size = var.shape[0] if len(var.shape) == 1 else var.shape
        forms = [*same, f"{var.name}.copy()", f"np.zeros({size})", self.bounded(var.shape, 1)]
        items = [self.rng.choice(forms) for _ in range(2)]
        kind = self.rng.choice(["list", "list", "dict"])
        name = self.fresh(kind)
        if kind == "dict":
            keys = ["'a'", "'b'"]
            self.emit(f"{name} = {{'a': {items[0]}, 'b': {items[1]}}}")
        else:
            keys = ["0", "1"]
            if self.chance(0.2):
                self.emit(f"{name} = [{var.name}.copy() for _ in range(2)]")
            else:
                self.emit(f"{name} = [{items[0]}, {items[1]}]")
        self.define(Var(name, "arrays" if kind == "list" else "table", var.shape))
        for key in keys:
            self.define(valued(f"{name}[{key}]", var.shape))
        self.store_to(valued(f"{name}[{self.rng.choice(keys)}]", var.shape))

    def over_arrays(self):
        """A loop over a list of arrays, that writes to each."""
        held = self.having("arrays")
        if not held or self.loops == 2:
            return
        var = self.recent(held)
        item = valued(self.fresh(valued("", var.shape).kind), var.shape)
        index = Var(self.fresh("int"), "int", low=0, high=1)
        if self.chance(0.5):
            self.emit(f"for {item.name} in {var.name}:")
            variables = [item]
        else:
            self.emit(f"for {index.name} in range(2):")
            item = valued(f"{var.name}[{index.name}]", var.shape)
            variables = [index, item]
        with self.block(*variables):
            outer, self.loops = self.loops, self.loops + 1
            self.store_to(item)
            if self.chance(0.4):
                self.statements(1)
            self.loops = outer

    # objects

    def helper(self):
        if "Body" not in self.scope and self.chance(0.15):
            self.new_class()
        else:
            super().helper()

    def new_class(self):
        """A class that holds an array and a float, with a method that changes both."""
        shape = self.rng.choice([(size,) for size in self.sizes])
        held = [valued("self.x", ()), valued("self.u", shape)]
        self.emit("class Body:")
        self.emit("    def __init__(self, u, x):")
        self.emit(f"        self.u = {self.rng.choice(['u', 'u.copy()'])}")
        self.emit("        self.x = x")
        outer = self.scope
        self.scope = {v.name: v for v in self.scope.values() if v.kind in MODULE}
        self.indent += 1
        self.emit("def step(self, t):")
        with self.block(*held, valued("t", ())):
            self.store_to(held[1])
            self.augment()
            if self.chance(0.5):
                self.store_to(held[1])
        self.indent -= 1
        self.scope = outer
        self.define(Var("Body", "class", shape))
        self.emit("")

    def instance(self):
        """A new object, or a call of its method."""
        classes, bodies = self.having("class"), self.having("object")
        if bodies and self.chance(0.6):
            self.emit(f"{self.recent(bodies).name}.step({self.bounded((), 1)})")
        elif classes:
            shape = classes[0].shape
            name = self.fresh("object")
            self.emit(f"{name} = Body({self.leaf(shape)}, {self.leaf(())})")
            self.define(Var(name, "object", shape))
            self.define(valued(f"{name}.u", shape))
            self.define(valued(f"{name}.x", ()))
            self.emit(f"{name}.step({self.bounded((), 1)})")

    # buffers of other dtypes

    def integers(self):
        """A buffer of integers: what is stored is truncated, and has no derivative."""
        arrays = self.having("vector")
        if not arrays or self.loops == 2:
            return
        vector = self.recent(arrays)
        (size,) = vector.shape
        name, result = self.fresh("counts"), valued(self.fresh("float"), ())
        self.emit(f"{name} = np.zeros({size}, dtype=int)")
        place = self.constant_index(size)
        self.emit(
            self.rng.choice(
                [f"{name}[:] = 3 * {vector.name}", f"{name}[{place}] = 5.0 * {self.leaf(())}", f"{name}[{place}] += 2"]
            )
        )
        if self.chance(0.5):
            self.emit(f"{name}[{self.constant_index(size)}] += 1")
        use = self.rng.choice(
            [
                f"np.sum({name} * {vector.name})",
                f"{vector.name}[{name}[{place}] % {size}]",
                f"{name}[{place}] * {self.leaf(())}",
            ]
        )
        self.define(Var(name, "counts"))
        self.emit(f"{self.define(result)} = np.sin({use})")

    def truths(self):
        """A mask that a loop fills in, and a store where it is true."""
        vectors = self.having("vector")
        if not vectors or self.loops == 2:
            return
        vector = self.recent(vectors)
        (size,) = vector.shape
        name, index = self.fresh("bool"), self.fresh("int")
        self.emit(f"{name} = np.zeros({size}, dtype=bool)")
        self.emit(f"for {index} in range({size}):")
        self.emit(f"    {name}[{index}] = {vector.name}[{index}] > {self.literal()}")
        self.emit(f"{vector.name}[{self.rng.choice(['', '~'])}{name}] {self.rng.choice(['=', '+='])} {self.stored(())}")
        self.define(Var(name, "truths"))
