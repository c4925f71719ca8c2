"""Why not a formula?  The size of a derivative: symbolic, with shared parts, and as a program.

The function is x -> 4 x (1 - x), applied n times to itself.  In the chain rule for u(v(x)) the text of v
stands twice, so that a derivative written out as one formula grows exponentially with n.  Where each
part is computed once and kept in a variable, as automatic differentiation does, it grows in
proportion to n.  SymPy's `cse` finds most of the sharing again, once the formula is there.  A program
also has loops, and then the size of its derivative does not depend on n at all.

Counted are arithmetic operations: in formulas, in the program as the rules of differentiation make
it, and in the source that is left when s2sad has simplified it.  Needs SymPy.
"""

import ast
import operator
import time

import matplotlib.pyplot as plt
import numpy as np
import sympy

import s2sad
from s2sad import pipeline
from s2sad.ir.core import Call, walk
from s2sad.ir.kinds import kind_of

AT = 0.3
ARITHMETIC = {operator.add, operator.sub, operator.mul, operator.neg, operator.truediv, operator.pow}


def unrolled(x, rates):
    """The map, once for each of a tuple's items: a loop that is written out when it is compiled."""
    for rate in rates:
        x = rate * x * (1 - x)
    return x


def looped(x, n):
    """The same with a loop."""
    for _ in range(n):
        x = 4 * x * (1 - x)
    return x


def operations(source):
    """How many arithmetic operations are written in the source of a function."""
    return sum(isinstance(node, (ast.BinOp, ast.UnaryOp)) for node in ast.walk(ast.parse(source)))


def symbolic(n):
    """The sizes of the function, of its derivative as one formula and with shared parts; and the seconds."""
    x = sympy.Symbol("x")
    formula = unrolled(x, (4,) * n)
    start = time.perf_counter()
    derivative = sympy.diff(formula, x)
    parts, rest = sympy.cse(derivative)
    seconds = time.perf_counter() - start
    shared = sum(sympy.count_ops(part) for _, part in parts) + sum(map(sympy.count_ops, rest))
    return sympy.count_ops(formula), sympy.count_ops(derivative), shared, seconds, derivative.subs(x, AT)


def unsimplified(*args):
    """How many operations value and gradient take as the rules make them, before any pass."""
    primal = pipeline.specialise(unrolled, (), [kind_of(arg) for arg in args])
    program = pipeline.gradient(primal, pipeline.Request("value_and_grad", (0,), single=True))
    return sum(isinstance(op, Call) and op.callee in ARITHMETIC for op in walk(program.body))


def sizes(depths):
    """A row for each depth: n, formula, its derivative, with shared parts; programs; seconds."""
    rows, both = [], s2sad.value_and_grad(unrolled)
    for n in depths:
        formula, derivative, shared, seconds, exact = symbolic(n)
        rates = (4.0,) * n
        start = time.perf_counter()
        source = both.source_for(AT, rates)
        own = time.perf_counter() - start
        error = abs(both(AT, rates)[1] - float(exact)) / abs(float(exact))
        made = unsimplified(AT, rates)
        rows.append((n, formula, derivative, shared, made, operations(source), seconds, own, error))
    return rows


def plot(rows, loop, path):
    """Sizes over the number of compositions, both axes such that exponentials are straight lines."""
    fig, axis = plt.subplots(figsize=(7, 4.5), layout="constrained")
    n = [row[0] for row in rows]
    curves = (
        (2, "C3o-", "the derivative as one formula (SymPy)"),
        (1, "kx-", "the function as one formula"),
        (3, "C1s-", "SymPy's derivative, equal parts shared"),
        (4, "C2^-", "function and derivative as the rules make them"),
        (5, "C0o-", "the same, simplified by s2sad"),
    )
    for column, style, name in curves:
        axis.semilogy(n, [row[column] for row in rows], style, label=name, ms=5)
    axis.axhline(loop, color="C0", ls="--", lw=1.5, label="the same, with the loop")
    axis.set(xlabel="n, how often the map is applied", ylabel="arithmetic operations written")
    axis.set_title("The derivative of the logistic map, applied n times")
    axis.legend(frameon=False)
    axis.spines[["top", "right"]].set_visible(False)
    fig.savefig(path, dpi=120)
    plt.close(fig)


def main(deepest=10, out="expression_swell.png"):
    """Print the table, draw; return what the tests check."""
    rows = sizes(range(1, deepest + 1))
    print(f"{'operations: SymPy':>27}{'s2sad':>22}{'seconds':>22}")
    print(f"{'n':>4}{'function':>10}{'derivative':>11}{'cse':>8}{'rules':>10}{'simplified':>12}", end="")
    print(f"{'SymPy':>10}{'s2sad':>8}{'error':>10}")
    for n, formula, derivative, shared, made, program, seconds, own, error in rows:
        print(f"{n:4}{formula:10}{derivative:11}{shared:8}{made:10}{program:12}", end="")
        print(f"{seconds:10.3f}{own:8.3f}{error:10.1e}")
    both = s2sad.value_and_grad(looped)
    source = both.source_for(AT, 1000)
    print(source)
    chaos = np.log(abs(both(AT, 40)[1])) / 40
    print(f"{operations(source)} operations for any n.  The slope grows as exp({chaos:.3f} n): log 2 = {np.log(2):.3f}")
    plot(rows, operations(source), out)
    return {"rows": rows, "loop": operations(source), "chaos": float(chaos)}


if __name__ == "__main__":
    main()
