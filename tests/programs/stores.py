"""Random statements that write to arrays and lists: stores, updates, ufuncs with `out=`, and helpers that write.

What is written is bounded, so that a store inside a loop does not grow.  Python and NumPy say what
a store means to every other name of the same memory; nothing is tracked here.
"""

from dataclasses import replace

from .functions import MODULE
from .statements import Statements
from .writer import Var, valued


class Stores(Statements):
    LATE_BINDING = True
    STARTS = ("0.0", "1.0")  # no integer: an array made from it would truncate what is stored

    # helpers that write to their arguments

    def helper(self):
        if self.chance(0.4):
            return super().helper()
        name = self.fresh("function")
        shape = self.rng.choice([(size,) for size in self.sizes] + [tuple(self.sizes)])
        params = [
            valued(self.fresh(valued("", shape).kind), shape),
            valued(self.fresh("float"), ()),
        ]
        self.emit(f"def {name}({params[0].name}, {params[1].name}):")
        outer = self.scope
        self.scope = {v.name: v for v in self.scope.values() if v.kind in MODULE}
        outer_result, self.result = self.result, self.rng.choice([None, shape, ()])
        with self.block(*params):
            for _ in range(self.rng.randint(1, 2)):
                self.store_to(params[0])
            if self.chance(0.4):
                self.statements(1)
            result = self.result
            if result is not None:
                self.emit(f"return {params[0].name if result else self.weighted(params[0])}")
        self.result = outer_result
        self.scope = outer
        self.define(Var(name, "procedure", params=(shape, ()), result=result))
        self.emit("")

    def procedure_call(self):
        """A call that writes to the array, or to the part of it, that it is given."""
        procedures = self.having("procedure")
        if not procedures:
            return
        procedure = self.recent(procedures)
        shape = procedure.params[0]
        given = [v.name for v in self.arrays() if v.shape == shape]
        if len(shape) == 1:
            given += [text for text in (self.row(shape, 0), self.slice(shape, 0)) if text]
        if len(given) > 1 or given and self.chance(0.8):
            target = self.rng.choice(given)
        else:
            target = self.new_array(shape)
        call = f"{procedure.name}({target}, {self.bounded((), 1)})"
        if procedure.result is None:
            self.emit(call)
        else:
            var = valued(self.fresh(valued("", procedure.result).kind), procedure.result)
            self.emit(f"{self.define(var)} = {call}")

    # targets

    def target(self):
        """An array to write to."""
        if not self.arrays():
            self.new_array(self.rng.choice([(size,) for size in self.sizes]))
        return self.recent(self.arrays())

    def new_array(self, shape):
        """A new array of that shape, and its name."""
        size = shape[0] if len(shape) == 1 else shape
        held = self.having(valued("", shape).kind, shape=shape)
        forms = [f"np.zeros({size})", f"np.ones({size})", self.bounded(shape, 1)]
        forms += [f"{self.recent(held).name}.copy()"] * 3 if held else []
        text = self.rng.choice(forms)
        var = valued(self.fresh(valued("", shape).kind), shape)
        self.emit(f"{self.define(var)} = {text}")
        return var.name

    def region(self, var):
        """An index into an array that is a place or a view, and its shape."""
        if len(var.shape) == 1:
            return self.rng.choice([self.place, self.place, self.stretch])(var)
        row, column = self.index(var.shape[0]), self.index(var.shape[1])
        stretch, size = self.span(var.shape[1])
        return self.rng.choice(
            [
                (f"[{row}, {column}]", ()),
                (f"[{row}][{column}]", ()),
                (f"[{row}]", var.shape[1:]),
                (f"[:, {column}]", var.shape[:1]),
                (f"[{row}, {stretch}]", (size,)),
                (f"[:, {stretch}]", (var.shape[0], size)),
            ]
        )

    def place(self, var):
        return f"[{self.index(var.shape[0])}]", ()

    def stretch(self, var):
        text, size = self.span(var.shape[0])
        return f"[{text}]", (size,)

    def span(self, size):
        """A slice of an axis, never empty, and its length."""
        if size == 1:
            return ":", 1
        return self.rng.choice(
            [
                ("1:", size - 1),
                (":-1", size - 1),
                ("::-1", size),
                ("::2", (size + 1) // 2),
                (":", size),
                (f":{size - 1}", size - 1),
                ("-1:", 1),
            ]
        )

    # stores

    def store(self):
        """`A[i] = e`, `A[1:] += e`, `A[i, j] *= e`."""
        self.store_to(self.target())

    def store_to(self, var):
        index, shape = self.region(var)
        operator = self.rng.choice(["=", "=", "+=", "+=", "-=", "*=", "/=", "**="])
        self.write(f"{var.name}{index}", operator, shape)

    def write(self, target, operator, shape):
        given = self.rng.choice([shape, shape, ()])
        if operator == "**=" and self.loops:
            operator = "*="
        if operator == "/=":
            leaf = self.leaf(given)
            value = f"(1.0 + {leaf} * {leaf})"
        elif operator == "*=":
            value = self.factor(given)
        elif operator == "**=":
            value = "2"
        else:
            value = self.stored(given)
        self.emit(f"{target} {operator} {value}")

    def stored(self, shape):
        """A value to store: outside loops a plain view of something too."""
        return self.leaf(shape) if not self.loops and self.chance(0.3) else self.bounded(shape)

    def update(self):
        """`A += e` of a whole array, which is seen under all its names."""
        var = self.target()
        if var.name in self.fixed:
            return
        if len(var.shape) == 2 and self.chance(0.15):
            self.emit(f"{var.name} @= {self.factor((var.shape[1], var.shape[1]))}")
        else:
            operator = self.rng.choice(["+=", "+=", "-=", "*=", "/=", "**="])
            self.write(var.name, operator, var.shape)

    def augment(self):
        """`s += e` of a float, which rebinds it where `A += e` does not."""
        held = [v for v in self.assignable() if not v.shape]
        if held and not self.loops and self.chance(0.1):
            self.emit(f"{self.recent(held).name} **= 2")
        else:
            super().augment()

    def buffer(self):
        """An array that a loop fills in."""
        if self.loops == 2:
            return
        size = self.rng.choice(self.sizes)
        var = valued(self.fresh("vector"), (size,))
        index = Var(self.fresh("int"), "int", low=0, high=size - 1)
        self.emit(f"{var.name} = np.{self.rng.choice(['empty', 'zeros'])}({size})")
        self.emit(f"for {index.name} in range({self.rng.choice([str(size), f'len({var.name})'])}):")
        with self.block(index):
            outer, self.loops = self.loops, self.loops + 1
            self.emit(f"{var.name}[{index.name}] = {self.bounded(())}")
            self.loops = outer
        self.define(var)

    def out(self):
        """`np.multiply(a, b, out=c)`, where c may be an operand."""
        var = self.target()
        target, shape = self.rng.choice([("", var.shape), self.region(var)])
        if not shape:
            return
        name = self.rng.choice("multiply add subtract maximum sin tanh cumsum clip sum".split())
        target, operands = var.name + target, [f"np.sin({self.leaf(shape)})"]
        if name == "sum":
            name, operands = "copyto", [target, self.bounded(shape, 1)]
            if len(shape) == 1:
                name, operands = "sum", [self.bounded((2, *shape), 1), "axis=0"]
        elif name == "cumsum" and len(shape) == 2:
            operands.append("axis=0")
        elif name == "clip":
            operands += [f"-{self.literal()}", self.literal()]
        elif name not in ("sin", "tanh", "cumsum"):
            operands.append(self.rng.choice([f"np.cos({self.leaf(shape)})", self.leaf(())]))
        if name not in ("sum", "copyto") and self.chance(0.4) and not self.loops:
            operands[0] = target
        positional = name in ("multiply", "add", "subtract", "maximum", "sin", "tanh", "clip")
        if name != "copyto":
            operands.append(target if positional and self.chance(0.2) else f"out={target}")
        self.emit(f"np.{name}({', '.join(operands)})")

    def masked(self):
        """`u[u > c] = e`."""
        var = self.target()
        operator = self.rng.choice(["=", "*=", "+="])
        value = self.factor((), 0) if operator == "*=" else self.stored(())
        mask = self.mask(var.shape)
        if len(var.shape) == 2 and self.chance(0.3):
            mask = self.mask(var.shape[:1])
        if self.chance(0.3):
            value = f"np.sin({var.name})[{mask}]"
        if self.chance(0.2):
            self.emit(f"np.copyto({var.name}, {self.bounded(var.shape, 1)}, where={self.mask(var.shape)})")
        else:
            self.emit(f"{var.name}[{mask}] {operator} {value}")

    def fancy(self):
        """A store at a list of indices; where they repeat, the last of them counts."""
        var = self.target()
        size = self.rng.randint(1, 3)
        indices = [self.rng.randrange(var.shape[0]) for _ in range(size)]
        form, rest = self.rng.choice(["list", "array", "two", "columns"]), (size, *var.shape[1:])
        text = f"{indices}"
        if form == "array":
            text = f"np.array({indices})"
        elif len(var.shape) == 2 and form != "list":
            columns = [self.rng.randrange(var.shape[1]) for _ in range(size)]
            text = f"{indices}, {columns}" if form == "two" else f":, {columns}"
            rest = (size,) if form == "two" else (var.shape[0], size)
        value = self.stored(self.rng.choice([(), rest]))
        if self.chance(0.25):
            index = text if "," not in text.replace(f"{indices}", "") else f"({text.replace(':', 'slice(None)')})"
            self.emit(f"np.{self.rng.choice(['add', 'add', 'subtract'])}.at({var.name}, {index}, {value})")
        elif self.chance(0.2):
            self.emit(f"{var.name}[{text}] *= {self.factor(())}")
        else:
            self.emit(f"{var.name}[{text}] {self.rng.choice(['=', '=', '+='])} {value}")

    def exchange(self):
        """`u[i], u[j] = u[j], u[i]`, rows too: without a copy, both become the second."""
        var = self.target()
        i, j = self.index(var.shape[0]), self.index(var.shape[0])
        if len(var.shape) == 2 and self.chance(0.5):
            self.emit(f"{var.name}[[{i}, {j}]] = {var.name}[[{j}, {i}]]")
        else:
            copied = ".copy()" if len(var.shape) == 2 and self.chance(0.7) else ""
            self.emit(f"{var.name}[{i}], {var.name}[{j}] = {var.name}[{j}]{copied}, {var.name}[{i}]{copied}")

    def several(self):
        """`u[0] = x = e`, and `u[1], x = e, g`."""
        var = self.target()
        index, shape = self.region(var)
        place = f"{var.name}{index}"
        held = [v for v in self.assignable() if v.shape == shape and v.name != var.name]
        other = self.recent(held) if held else valued(self.fresh(valued("", shape).kind), shape)
        if self.chance(0.5):
            targets = [place, other.name]
            self.rng.shuffle(targets)
            self.emit(f"{' = '.join(targets)} = {self.bounded(shape, 1)}")
        else:
            self.emit(f"{place}, {other.name} = {self.bounded(shape, 1)}, {self.bounded(shape, 1)}")
        self.define(other)

    def method(self):
        var = self.target()
        name, forms = var.name, [f"{var.name}.sort()"]
        forms += [f"{name}.fill({self.stored(())})", f"{name}[...] = {self.stored(())}"]
        forms += [f"np.copyto({name}, {self.stored(())})"]
        if len(var.shape) == 2:
            forms += [f"{name}.sort(axis=0)"]
            size = min(var.shape)
            forms += [f"np.fill_diagonal({name}, {self.stored(self.rng.choice([(), (size,)]))})"] * 2
        else:
            forms += [f"{name}[:] = {name}[::-1]", f"{name}[...] = {self.bounded(var.shape, 1)}"]
        self.emit(self.rng.choice(forms))

    # containers

    def list_change(self):
        lists = self.having("list")
        if not lists:
            name = self.define(Var(self.fresh("list"), "list"))
            self.emit(f"{name} = []")
            lists = self.having("list")
        var = self.recent(lists)
        words = "append append append insert extend item item pop pop stack reverse".split()
        word = self.rng.choice(words)
        if word == "stack":  # pushed and popped at once, so any block may do it
            name = self.fresh("float")
            self.emit(f"{var.name}.append({self.bounded((), 1)})")
            self.emit(f"{name} = {var.name}.pop()")
            self.define(valued(name, ()))
        elif word == "extend":
            self.emit(f"{var.name}.extend([{self.bounded((), 1)}, {self.bounded((), 1)}])")
            self.define(replace(var, length=var.length + 2))
        elif word == "pop" and var.length and var.name not in self.around:
            name = self.fresh("float")
            self.emit(f"{name} = {var.name}.pop({self.rng.choice(['', '0'])})")
            self.define(replace(var, length=var.length - 1))
            self.define(valued(name, ()))
        elif word == "item" and var.length:
            index = self.constant_index(var.length)
            self.write(f"{var.name}[{index}]", self.rng.choice(["=", "+=", "*="]), ())
        elif word == "reverse":
            self.emit(f"{var.name}.reverse()")
        else:
            call = "insert(0, {})" if word == "insert" else "append({})"
            self.emit(f"{var.name}.{call.format(self.bounded((), 1))}")
            self.define(replace(var, length=var.length + 1))

    def dict_change(self):
        if tables := self.having("dict"):
            key = self.rng.choice(["low", "high"])
            self.write(f"{self.recent(tables).name}['{key}']", self.rng.choice(["=", "+="]), ())
