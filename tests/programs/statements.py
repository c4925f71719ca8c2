"""Random statements that write to no array: what every differentiator should answer.

Each maker emits one statement, or emits nothing where the scope lacks what it needs.  What loops
carry around is bounded, so that values and derivatives stay moderate; trip counts are small.
"""

from dataclasses import replace

from .functions import Functions
from .writer import Var, valued


class Statements(Functions):
    STARTS = ("0.0", "0.0", "1.0", "0")  # what accumulators start from

    def makers(self):
        return [
            (10, self.new),
            (6, self.reassign),
            (6, self.augment),
            (4, self.branch),
            (2, self.branch_define),
            (9, self.loop),
            (2, self.while_loop),
            (2, self.swap),
            (2, self.unpack),
            (1.5, self.closure),
            (1, self.apply),
            (3, self.jump),
        ]

    def statements(self, count):
        """That many statements, or fewer, but never an empty block."""
        before, around = len(self.lines), self.scope.copy()
        for _ in range(count):
            self.pick(self.makers())()
        if len(self.lines) == before:
            self.new_float()
        self.sink([v for v in self.held() if v.name not in around], around)

    def sink(self, inner, around):
        """Let what a block has defined reach a variable that outlives it."""
        outer = [v for v in self.assignable() if not v.shape and v.name in around]
        if inner and outer and self.chance(0.7):
            self.emit(f"{self.recent(outer).name} += {self.weighted(self.recent(inner))}")

    # assignments

    def value(self, shape):
        """A value for a variable that lives on."""
        if self.loops or self.chance(0.4):
            return self.bounded(shape)
        return self.expression(shape, 3)

    def new(self):
        kind = self.rng.choice("value value value value int bool list tuple dict".split())
        getattr(self, f"new_{kind}")()

    def new_float(self):
        self.emit(f"{self.fresh('float')} = {self.value(())}")
        self.define(valued(self.fresh("float"), ()))

    def new_value(self):
        shape = self.shape()
        text = self.value(shape)
        var = valued(self.fresh(valued("", shape).kind), shape)
        self.emit(f"{self.define(var)} = {text}")

    def new_int(self):
        arrays = self.arrays()
        name = self.fresh("int")
        if arrays and self.chance(0.5):
            array = self.recent(arrays)
            self.emit(
                f"{name} = {self.rng.choice([f'len({array.name})', f'{array.name}.shape[0]'])}"
            )
            size = array.shape[0]
        else:
            size = self.rng.randint(0, 3)
            self.emit(f"{name} = {size}")
        self.define(Var(name, "int", low=size, high=size))

    def new_bool(self):
        text = self.condition()
        name = self.define(Var(self.fresh("bool"), "bool"))
        self.emit(f"{name} = {text}")

    def new_list(self):
        name = self.fresh("list")
        loop, var = self.over_floats()
        if loop and self.chance(0.4):
            with self.block(var):
                body = self.expression((), 1)
            source = self.scope[loop.split()[-1]]
            length = source.length or source.shape[0]
            self.emit(f"{name} = [{body} for {loop}]")
        else:
            length = self.rng.randint(1, 3)
            self.emit(f"{name} = [{', '.join(self.expression((), 1) for _ in range(length))}]")
        self.define(Var(name, "list", length=length))

    def new_tuple(self):
        name = self.fresh("tuple")
        self.emit(f"{name} = ({self.expression((), 1)}, {self.expression((), 1)})")
        self.define(Var(name, "tuple", length=2, exact=True))

    def new_dict(self):
        name = self.fresh("dict")
        self.emit(f"{name} = {{'low': {self.expression((), 1)}, 'high': {self.expression((), 1)}}}")
        self.define(Var(name, "dict", keys=("low", "high")))

    def reassign(self):
        if held := self.assignable():
            var = self.recent(held)
            self.emit(f"{var.name} = {self.value(var.shape)}")

    def augment(self):
        """`s += e` of a float, which rebinds it."""
        held = [v for v in self.assignable() if not v.shape]
        if not held:
            return
        name, operator = self.recent(held).name, self.rng.choice(["+=", "+=", "-=", "*=", "/="])
        leaf = self.leaf(())
        value = f"(1.0 + {leaf} * {leaf})" if operator == "/=" else self.factor(())
        self.emit(f"{name} {operator} {value}")

    def swap(self):
        held = self.assignable()
        pairs = [(a, b) for a in held for b in held if a.shape == b.shape and a.name < b.name]
        if not pairs:
            return
        a, b = self.rng.choice(pairs)
        value = a.name if self.chance(0.5) else self.bounded(a.shape, 1)
        self.emit(f"{a.name}, {b.name} = {b.name}, {value}")

    def unpack(self):
        """`a, b = helper(…)`, `a, b = pair`, `a, *rest = terms`."""
        several = [v for v in self.having("function") if isinstance(v.result, list)]
        lists = [v for v in self.having("list") if v.length]
        if several and self.chance(0.7):
            function = self.recent(several)
            text, names = self.call_of(function), []
            for shape in function.result:
                names.append(self.define(valued(self.fresh(valued("", shape).kind), shape)))
        elif pairs := self.having("tuple", exact=True):
            text = self.recent(pairs).name
            names = [self.define(valued(self.fresh("float"), ())) for _ in range(2)]
        elif lists:
            held = self.recent(lists)
            text, rest = held.name, self.fresh("list")
            names = [self.define(valued(self.fresh("float"), ())), f"*{rest}"]
            self.define(Var(rest, "list", length=held.length - 1))
        else:
            return
        self.emit(f"{', '.join(names)} = {text}")

    def apply(self):
        """A function handed to a function."""
        functions = self.having("function", params=((),), result=())
        if not functions or "twice" in self.scope:
            return
        self.emit("def twice(g, t):")
        self.emit("    return g(g(t))")
        name = self.fresh("float")
        self.emit(f"{name} = twice({self.recent(functions).name}, {self.leaf(())})")
        self.define(valued(name, ()))

    # control flow

    def branch(self):
        self.emit(f"if {self.condition()}:")
        with self.block():
            self.statements(self.rng.randint(1, 2))
        if self.chance(0.2):
            self.emit(f"elif {self.condition()}:")
            with self.block():
                self.statements(1)
        if self.chance(0.5):
            self.emit("else:")
            with self.block():
                self.statements(1)

    def branch_define(self):
        """A variable that both branches define."""
        shape = self.shape()
        var = valued(self.fresh(valued("", shape).kind), shape)
        condition, first, second = self.condition(), self.value(shape), self.value(shape)
        self.emit(f"if {condition}:")
        self.emit(f"    {var.name} = {first}")
        self.emit("else:")
        self.emit(f"    {var.name} = {second}")
        self.define(var)

    def jump(self):
        """A break, continue or early return, on a condition."""
        if not self.loops and self.chance(0.7):
            return
        words = ["return"] + ["break"] * 2 * bool(self.loops) + ["continue"] * self.continuable
        self.jump_by(self.rng.choice(words))

    def jump_by(self, word):
        self.emit(f"if {self.condition()}:")
        with self.block():
            if self.chance(0.3):
                self.augment()
            self.emit(f"return {self.results()}" if word == "return" else word)

    def headers(self):
        return [
            (5, self.over_range),
            (2, self.over_array),
            (1, self.over_literals),
            (1, self.over_enumerate),
            (1, self.over_zip),
            (1, self.over_list),
        ]

    def loop(self):
        if self.loops == 2:
            return
        if self.chance(0.5):
            name = self.fresh("float")
            self.emit(f"{name} = {self.rng.choice([*self.STARTS, self.literal()])}")
            self.define(valued(name, ()))
        target, iterable, variables = self.pick(self.headers())() or self.over_range()
        self.emit(f"for {target} in {iterable}:")
        with self.block(*variables):
            self.body(continuable=True)
            if with_else := self.chance(0.1):
                self.jump_by("break")
        if with_else:
            self.emit("else:")
            with self.block():
                self.statements(1)

    def body(self, continuable):
        outer = self.loops, self.continuable
        self.loops, self.continuable = self.loops + 1, continuable
        self.statements(self.rng.randint(1, 3))
        if self.chance(0.5):
            self.augment()
        self.loops, self.continuable = outer

    def over_range(self):
        arrays, most = self.arrays(), 3 if self.loops else 4
        if arrays and self.chance(0.4):
            array = self.recent(arrays)
            stop, size = f"len({array.name})", array.shape[0]
        else:
            size = self.rng.randint(1, most)
            stop = str(size)
        text, trips = self.rng.choice(
            [
                (f"range({stop})", range(size)),
                (f"range({stop})", range(size)),
                (f"range(1, {stop})", range(1, size)),
                (f"range({stop} - 1, -1, -1)", range(size)),
                (f"range(0, {stop}, 2)", range(0, size, 2)),
                (f"reversed(range({stop}))", range(size)),
            ]
        )
        name = self.fresh("int")
        return name, text, [Var(name, "int", low=min(trips, default=0), high=max(trips, default=0))]

    def over_array(self):
        arrays = self.arrays()
        if not arrays:
            return None
        array = self.recent(arrays)
        item = valued("", array.shape[1:])
        name = self.fresh(item.kind)
        return name, array.name, [valued(name, item.shape)]

    def over_literals(self):
        name = self.fresh("float")
        return name, f"({self.literal()}, {self.literal()})", [valued(name, ())]

    def over_list(self):
        lists = self.having("list") + self.having("tuple")
        if not lists:
            return None
        name, held = self.fresh("float"), self.recent(lists)
        text = self.rng.choice([held.name, f"reversed({held.name})"])
        return name, text, [valued(name, ()), self.iterated(held)]

    def iterated(self, var):
        """The variable inside a loop over it: a list must not grow there."""
        return replace(var, kind="tuple") if var.kind == "list" else var

    def over_enumerate(self):
        inner = self.over_array() if self.chance(0.7) else self.over_zip()
        if not inner:
            return None
        target, iterable, variables = inner
        target = f"({target})" if "," in target else target
        # the iterable has no more than four items, but which of them are indices is not known
        index = Var(self.fresh("int"), "int", low=0, high=3)
        return f"{index.name}, {target}", f"enumerate({iterable})", [index, *variables]

    def over_zip(self):
        held = self.arrays() + self.having("list")
        if len(held) < 2:
            return None
        chosen, items = self.rng.sample(held, 2), []
        for var in chosen:
            kind = valued("", var.shape[1:]).kind
            items.append(valued(self.fresh(kind, [v.name for v in items]), var.shape[1:]))
        text = f"zip({chosen[0].name}, {chosen[1].name})"
        variables = [*items, *map(self.iterated, chosen)]
        return f"{items[0].name}, {items[1].name}", text, variables

    def while_loop(self):
        if self.loops == 2:
            return
        name, limit = self.fresh("int"), self.rng.randint(1, 3)
        self.emit(f"{name} = 0")
        test = f"{name} < {limit}"
        if self.chance(0.4):
            test = f"{test} and {self.leaf(())} < {self.literal()}"
        first, endless = self.chance(0.5), self.chance(0.15)
        self.emit("while True:" if endless else f"while {test}:")
        with self.block(Var(name, "int", low=0, high=limit)):
            if endless:
                self.emit(f"if {name} >= {limit}:")
                self.emit("    break")
            if first:
                self.emit(f"{name} += 1")
            self.body(continuable=first)
            if not first:
                self.emit(f"{name} += 1")
