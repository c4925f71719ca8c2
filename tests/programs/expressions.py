"""Random expressions over the names in scope.

An expression is text, and is asked for by shape: `()` is a float, `(n,)` a vector, `(m, n)` a
matrix.  Composite text is always in parentheses; `ast.unparse` removes the needless ones.
"""

from .writer import KIND, Writer, valued

SMOOTH = "sin cos tanh arctan".split()


class Expressions(Writer):
    """Values: every expression is finite wherever its variables are."""

    def any_shape(self):
        return [
            (16, self.binary),
            (8, self.unary),
            (4, self.ratio),
            (3, self.extremum),
            (2, self.power),
            (2, self.where),
            (3, self.ternary),
            (4, self.call),
        ]

    BY_RANK = (
        "reduction reduction element element extreme dot builtin member member prefix "
        "integer_use comprehension".split(),
        "row axis_sum matvec slice reverse gather vector_of cumsum concatenate".split(),
        "outer transpose matmul stack column_scale".split(),
    )

    def expression(self, shape, depth=2):
        """Any expression of that shape."""
        if depth <= 0 or self.chance(0.1):
            return self.leaf(shape)
        special = [(18 / len(names), getattr(self, n)) for names in [self.BY_RANK[len(shape)]]
                   for n in names]  # fmt: skip
        return self.pick(self.any_shape() + special)(shape, depth - 1) or self.leaf(shape)

    def bounded(self, shape, depth=2):
        """An expression that loops can carry around without growth."""
        if self.chance(0.3):
            share = self.rng.choice(["0.5", "0.6", "0.3"])
            return f"({share} * {self.leaf(shape)} + 0.4 * np.sin({self.expression(shape, 1)}))"
        return self.factor(shape, depth)

    def factor(self, shape, depth=1):
        """An expression that a value may be multiplied by in a loop: at most pi / 2."""
        return f"np.{self.rng.choice(SMOOTH)}({self.expression(shape, depth)})"

    # leaves

    def leaf(self, shape):
        held = self.having(KIND[len(shape)], shape=shape)
        if held and self.chance(0.85):
            return self.recent(held).name
        return (self.float_leaf, self.vector_leaf, self.matrix_leaf)[len(shape)](shape, held)

    def float_leaf(self, _, held):
        if self.chance(0.3):
            return self.literal()
        if self.chance(0.4) and (item := self.member((), 0)):
            return item
        return self.element((), 0) or (self.recent(held).name if held else self.literal())

    def vector_leaf(self, shape, held):
        if held:
            return f"({self.literal()} * {self.recent(held).name})"
        filled = [
            f"np.full({shape[0]}, {self.leaf(())})",
            f"({self.leaf(())} * np.ones({shape[0]}))",
        ]
        return self.rng.choice([*filled, self.vector_of(shape, 0)])

    def matrix_leaf(self, shape, held):
        if held:
            return f"({self.literal()} * {self.recent(held).name})"
        if shape[1] == 1:
            return f"{self.leaf(shape[:1])}[:, None]"
        if shape[0] == 1:
            return f"{self.leaf(shape[1:])}[None, :]"
        return self.rng.choice([self.outer(shape, 0), f"np.full({shape}, {self.leaf(())})"])

    # expressions of any shape

    def operand_shapes(self, shape):
        """Two shapes that broadcast to `shape`."""
        smaller = [(), shape]
        if len(shape) == 2:
            smaller += [shape[1:], (shape[0], 1), (1, shape[1])]
        pair = [shape, self.rng.choice(smaller)]
        self.rng.shuffle(pair)
        return pair

    def binary(self, shape, depth):
        left, right = self.operand_shapes(shape)
        operator = self.rng.choice("+-*+*")
        return f"({self.expression(left, depth)} {operator} {self.expression(right, depth)})"

    def unary(self, shape, depth):
        inner, leaf = self.expression(shape, depth), self.leaf(shape)
        smooth = self.rng.choice(SMOOTH)
        return self.rng.choice(
            [
                f"np.{smooth}({inner})",
                f"np.{smooth}({inner})",
                f"np.exp(np.{smooth}({inner}))",
                f"np.sqrt(1.0 + {leaf} * {leaf})",
                f"np.log(1.0 + {leaf} ** 2)",
                f"np.abs({inner})",
                f"(-{inner})",
                *([] if shape else [f"math.{self.rng.choice(['sin', 'cos', 'tanh'])}({inner})"]),
            ]
        )

    def ratio(self, shape, depth):
        top, bottom = self.operand_shapes(shape)
        leaf = self.leaf(bottom)
        return f"({self.expression(top, depth)} / (1.0 + {leaf} * {leaf}))"

    def extremum(self, shape, depth):
        left, right = self.operand_shapes(shape)
        if self.chance(0.2):
            return f"np.clip({self.expression(shape, depth)}, -{self.literal()}, {self.literal()})"
        name = self.rng.choice(["maximum", "minimum"])
        return f"np.{name}({self.expression(left, depth)}, {self.expression(right, depth)})"

    def power(self, shape, depth):
        smooth, powers = self.rng.choice(SMOOTH), self.having("int")
        if powers and not shape and self.chance(0.3):
            return f"(np.{smooth}({self.expression(shape, depth)}) ** {self.recent(powers).name})"
        if self.chance(0.3):
            return f"((1.0 + {self.leaf(shape)} ** 2) ** {self.bounded((), 0)})"
        return f"(np.{smooth}({self.expression(shape, depth)}) ** {self.rng.choice('23')})"

    def where(self, shape, depth):
        # times something: np.where of floats is an array of rank 0, which only here is no matter
        left, right = self.operand_shapes(shape)
        choice = f"np.where({self.mask(shape)}, {self.leaf(left)}, {self.expression(right, depth)})"
        return f"({self.literal()} * {choice})"

    def ternary(self, shape, depth):
        left, right = self.expression(shape, depth), self.leaf(shape)
        return f"({left} if {self.condition()} else {right})"

    def call(self, shape, depth):
        functions = self.having("function", result=shape)
        return self.call_of(self.recent(functions), depth) if functions else None

    def call_of(self, function, depth=1):
        arguments = [self.expression(shape, min(depth, 1)) for shape in function.params]
        for i, name in enumerate(function.optional):
            if self.chance(0.5):
                keyword = f"{name}=" if i or self.chance(0.5) else ""
                arguments.append(keyword + self.leaf(()))
        return f"{function.name}({', '.join(arguments)})"

    # floats

    def arrays(self):
        return self.having("vector") + self.having("matrix")

    def reduction(self, _, depth):
        arrays = self.arrays()
        if not arrays:
            return None
        array, name = self.recent(arrays), self.rng.choice("sum sum mean max min prod var".split())
        if self.chance(0.3):
            return f"{array.name}.{name}()"
        if name == "prod" or self.chance(0.1):
            return f"np.linalg.norm(np.exp(np.sin({array.name})))"
        return f"np.{name}({self.expression(array.shape, depth)})"

    def extreme(self, _, depth):
        """The element that an index chosen by the values points to."""
        vectors = self.having("vector")
        if not vectors:
            return None
        name = self.recent(vectors).name
        return f"{name}[np.{self.rng.choice(['argmax', 'argmin'])}({name})]"

    def element(self, _, depth):
        arrays = self.arrays()
        if not arrays:
            return None
        array = self.recent(arrays)
        return f"{array.name}[{', '.join(self.index(size) for size in array.shape)}]"

    def dot(self, _, depth):
        vectors = self.having("vector")
        if not vectors:
            return None
        left = self.recent(vectors)
        right = self.expression(left.shape, depth)
        forms = ["({} @ {})", "({} @ {})", "np.dot({}, {})", "np.einsum('i,i->', {}, {})"]
        return self.rng.choice(forms).format(left.name, right)

    def builtin(self, _, depth):
        left, right = self.expression((), depth), self.leaf(())
        choices = [f"max({left}, {right})", f"min({left}, {right})", f"abs({left})"]
        if vectors := self.having("vector") + self.having("list"):
            choices += [f"sum({self.recent(vectors).name})"]
        return self.rng.choice([*choices, f"float({left})"])

    def member(self, _, depth):
        """An item of a list, tuple or dict."""
        held = [v for v in self.having("list") + self.having("tuple") if v.length]
        held += self.having("dict")
        if not held:
            return None
        var = self.recent(held)
        key = repr(self.rng.choice(var.keys)) if var.keys else self.constant_index(var.length)
        return f"{var.name}[{key}]"

    def prefix(self, _, depth):
        """A sum over a slice whose length depends on an integer."""
        vectors, integers = self.having("vector"), self.having("int")
        if not vectors or not integers:
            return None
        vector, integer = self.recent(vectors).name, self.recent(integers).name
        return f"np.sum({vector}[{self.rng.choice([f':{integer}', f'{integer}:'])}])"

    def integer_use(self, _, depth):
        integers = self.having("int")
        if not integers:
            return None
        name, inner = self.recent(integers).name, self.expression((), depth)
        return self.rng.choice([f"({inner} / (1 + {name}))", f"({name} * {self.bounded((), 0)})"])

    def comprehension(self, _, depth):
        loop, var = self.over_floats()
        if not loop:
            return None
        with self.block(var):
            body = self.bounded((), 1)
        brackets = self.rng.choice(["({})", "([{}])"])
        return "sum" + brackets.format(f"{body} for {loop}")

    def over_floats(self):
        """`t in u` for something of floats in scope, and the variable it binds."""
        held = self.having("vector") + [v for v in self.having("list") if v.length]
        if not held:
            return None, None
        var = valued(self.fresh("float"), ())
        return f"{var.name} in {self.recent(held).name}", var

    # vectors

    def row(self, shape, depth):
        lines = [(m, f"[{self.index(m.shape[0])}]") for m in self.having("matrix")
                 if m.shape[1:] == shape]  # fmt: skip
        lines += [(m, f"[:, {self.index(m.shape[1])}]") for m in self.having("matrix")
                  if m.shape[:1] == shape]  # fmt: skip
        if not lines:
            return None
        matrix, line = self.rng.choice(lines)
        return matrix.name + line

    def other_size(self):
        sizes = [size for array in self.arrays() for size in array.shape]
        return self.rng.choice(sizes or [2])

    def axis_sum(self, shape, depth):
        axis, other = self.rng.choice([0, 1, -1]), self.other_size()
        full = (other, *shape) if axis == 0 else (*shape, other)
        name = self.rng.choice(["sum", "sum", "mean", "max"])
        return f"np.{name}({self.expression(full, depth)}, axis={axis})"

    def matvec(self, shape, depth):
        other = self.other_size()
        if self.chance(0.5):
            return f"({self.expression((*shape, other), depth)} @ {self.leaf((other,))})"
        return f"({self.leaf((other,))} @ {self.expression((other, *shape), depth)})"

    def slice(self, shape, depth):
        longer = [v for v in self.having("vector") if v.shape[0] > shape[0]]
        if not longer:
            return None
        vector = self.recent(longer)
        spare = vector.shape[0] - shape[0]
        start = self.rng.randint(0, spare)
        stop = start + shape[0]
        return f"{vector.name}[{start or ''}:{stop if stop < vector.shape[0] else ''}]"

    def reverse(self, shape, depth):
        inner = self.leaf(shape)
        return self.rng.choice(
            [f"{inner}[::-1]", f"np.roll({inner}, 1)", f"np.flip({inner})", f"np.sort({inner})"]
        )

    def gather(self, shape, depth):
        """A vector from indices of another, that may repeat."""
        vectors = self.having("vector")
        if not vectors:
            return None
        vector = self.recent(vectors)
        indices = [self.rng.randrange(vector.shape[0]) for _ in range(shape[0])]
        return f"{vector.name}[{indices}]"

    def vector_of(self, shape, depth):
        """A vector from floats."""
        return f"np.array([{', '.join(self.expression((), depth) for _ in range(shape[0]))}])"

    def cumsum(self, shape, depth):
        return f"np.cumsum({self.expression(shape, depth)})"

    def concatenate(self, shape, depth):
        if shape[0] < 2:
            return None
        first = self.rng.randint(1, shape[0] - 1)
        parts = [self.leaf((first,)), self.leaf((shape[0] - first,))]
        return f"np.concatenate([{', '.join(parts)}])"

    # matrices

    def outer(self, shape, depth):
        left, right = self.expression(shape[:1], depth), self.expression(shape[1:], depth)
        return self.rng.choice(
            [f"np.outer({left}, {right})", f"({left}[:, None] * {right}[None, :])"]
        )

    def transpose(self, shape, depth):
        return f"{self.expression(shape[::-1], depth)}.T"

    def matmul(self, shape, depth):
        other = self.other_size()
        return f"({self.expression((shape[0], other), depth)} @ {self.leaf((other, shape[1]))})"

    def stack(self, shape, depth):
        rows = ", ".join(self.expression(shape[1:], depth) for _ in range(shape[0]))
        return self.rng.choice([f"np.stack([{rows}])", f"np.array([{rows}])"])

    def column_scale(self, shape, depth):
        """A matrix over the sums of its rows or columns."""
        leaf, axis = self.leaf(shape), self.rng.choice([0, 1])
        return f"({leaf} / (1.0 + np.sum({leaf} * {leaf}, axis={axis}, keepdims=True)))"

    # conditions and integers

    def condition(self):
        """A Python truth value."""
        kind = self.rng.choice("compare compare chain both bool int any not".split())
        low, high = self.expression((), 1), self.leaf(())
        high = self.literal() if high in low else high
        integers, flags, arrays = self.having("int"), self.having("bool"), self.arrays()
        if kind == "chain":
            return f"(-{self.literal()} < {low} < {self.literal()})"
        if kind == "both":
            word = self.rng.choice(["and", "or"])
            return f"({low} > {self.literal()} {word} {self.leaf(())} < {self.literal()})"
        if kind == "not":
            return f"(not {low} > {high})"
        if flags and (kind == "bool" or self.chance(0.3)):
            return self.recent(flags).name
        if kind == "int" and integers:
            name = self.recent(integers).name
            return self.rng.choice([f"({name} % 2 == 0)", f"({name} > 1)", f"({name} != 1)"])
        if kind == "any" and arrays:
            word = self.rng.choice(["any", "all"])
            return f"np.{word}({self.recent(arrays).name} > {self.literal()})"
        return f"({low} {self.rng.choice(['<', '>', '<=', '>='])} {high})"

    def mask(self, shape):
        """An array of truth values; of a float, one truth value."""
        left, right = self.leaf(shape), self.leaf(())
        right = self.literal() if right in left else right
        test = f"({left} {self.rng.choice('<>')} {right})"
        if not shape or self.chance(0.7):
            return test
        return f"({test} {self.rng.choice('&|')} ({self.leaf(shape)} < {self.literal()}))"

    def constant_index(self, size):
        return str(self.rng.randint(-size, size - 1))

    def index(self, size):
        """A valid index into an axis of that size."""
        integers = self.having("int")
        if not integers or self.chance(0.4):
            return self.constant_index(size)
        var = self.recent(integers)
        if var.high is not None and var.high < size:
            if var.high - 1 >= -size and self.chance(0.2):
                return f"{var.name} - 1"
            return var.name
        return self.rng.choice([f"{var.name} % {size}", f"({var.name} + 1) % {size}"])
