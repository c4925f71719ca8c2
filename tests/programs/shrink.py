"""Make a failing program small, so that a person sees at once what fails.

Greedy: an edit stays if the program still fails, and is smaller.  An edit need not make sense; one
that breaks the program does not fail in the same way, and is undone.
"""

import ast
import copy
import time
import warnings
from dataclasses import replace


def shrink(program, failing, seconds=60):
    """The smallest program found from which every single edit takes the failure away."""
    deadline = time.monotonic() + seconds
    size = measure(program)
    improved = True
    while improved:
        improved = False
        for edits in (fewer_arguments, fewer_statements, unwrapped, simpler_expressions):
            position = 0
            while (found := first_failing(edits, program, failing, position, deadline)) is not None:
                position, program = found
            improved = improved or measure(program) < size
            size = measure(program)
    return program


def measure(program):
    """What shrinking reduces: nodes, then text, then arguments to differentiate by."""
    nodes = sum(1 for _ in ast.walk(ast.parse(program.source)))
    return nodes, len(program.source), len(program.wrt)


def first_failing(edits, program, failing, position, deadline):
    """The first edit from `position` on that still fails, and where it is."""
    size = measure(program)
    for number, candidate in enumerate(edits(program)):
        if time.monotonic() > deadline:
            return None
        sound = number >= position and compiles(candidate) and measure(candidate) < size
        if sound and failing(candidate):
            return number, candidate
    return None


def compiles(program):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # that a constant is not callable, say
            compile(program.source, "<candidate>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def edited(program, edit):
    """The program after `edit` of a copy of its tree, given the copy's nodes in walking order."""
    tree = copy.deepcopy(ast.parse(program.source))
    edit(list(ast.walk(tree)))
    return replace(program, source=ast.unparse(ast.fix_missing_locations(tree)))


def nodes(program):
    return list(ast.walk(ast.parse(program.source)))


def fewer_arguments(program):
    """Differentiate by one argument; drop an argument of the program altogether."""
    for number in program.wrt:
        yield replace(program, wrt=(number,))
    for number in range(len(program.args)):
        if program.wrt == (number,):
            continue

        def edit(found, number=number):
            for node in found:
                if isinstance(node, ast.FunctionDef) and node.name == program.name:
                    del node.args.args[number]

        yield replace(
            edited(program, edit),
            args=program.args[:number] + program.args[number + 1 :],
            wrt=tuple(i - (i > number) for i in program.wrt if i != number),
        )


def fewer_statements(program):
    """Delete runs of statements, the long ones first."""
    for index, node in enumerate(nodes(program)):
        for field in ("body", "orelse"):
            statements = getattr(node, field, None)
            if not isinstance(statements, list):
                continue
            length = len(statements)
            while length:
                for start in range(0, len(statements) - length + 1, max(1, length // 2)):
                    yield edited(program, deletion(index, field, start, start + length))
                length //= 2


def deletion(index, field, start, stop):
    def edit(found):
        statements = getattr(found[index], field)
        statements[start:stop] = []
        if not statements and field == "body":
            statements.append(ast.Pass())

    return edit


def unwrapped(program):
    """Put the body of a branch or loop in its place."""
    for index, node in enumerate(nodes(program)):
        for field in ("body", "orelse"):
            statements = getattr(node, field, None)
            for position, inner in enumerate(statements if isinstance(statements, list) else ()):
                for part in ("body", "orelse"):
                    if isinstance(getattr(inner, part, None), list):
                        yield edited(program, unwrapping(index, field, position, part))


def unwrapping(index, field, position, part):
    def edit(found):
        statements = getattr(found[index], field)
        statements[position : position + 1] = getattr(statements[position], part)

    return edit


def simpler_expressions(program):
    """Put a part of an expression, or a constant, in its place; drop an item of a list."""
    for index, node in enumerate(nodes(program)):
        for field, value in ast.iter_fields(node):
            for position, inner in enumerate(value if isinstance(value, list) else [value]):
                if not isinstance(inner, ast.expr) or is_target(inner):
                    continue
                place = (index, field, position if isinstance(value, list) else None)
                if place[2] is not None:
                    yield edited(program, replacement(*place, None))
                for new in [*constants(node, field), *parts(inner)]:
                    yield edited(program, replacement(*place, new))


def is_target(expression):
    return isinstance(getattr(expression, "ctx", None), ast.Store | ast.Del)


def constants(node, field):
    """What may stand in a field: nothing that would be called or indexed."""
    if field == "test":
        return [ast.Constant(True), ast.Constant(False)]
    base = field == "func" or field == "value" and isinstance(node, ast.Subscript | ast.Attribute)
    return [] if base else [ast.Constant(0.5)]


def parts(expression):
    """The expressions inside an expression; modules and what is called are no values."""
    inner = [part for part in ast.walk(expression) if isinstance(part, ast.expr)][1:]
    called = [part.func for part in ast.walk(expression) if isinstance(part, ast.Call)]
    return [p for p in inner if p not in called and getattr(p, "id", "") not in ("np", "math")]


def replacement(index, field, position, new):
    def edit(found):
        node = found[index]
        if position is None:
            setattr(node, field, copy.deepcopy(new))
        else:
            getattr(node, field)[position : position + 1] = [copy.deepcopy(new)] if new else []

    return edit
