"""A rule, applied to one call: its differential, or the transpose of it.

    y = np.sin(x)          differential   y_dot = np.cos(x) * x_dot
                           transposed     x_bar += np.cos(x) * y_bar

The rule's body is run by the specialiser on the call's own operands, so that ``if axis is None:``
folds away.  What is left is straight-line and linear in the differentials; transposing it walks the
linear operations backwards (Radul et al., "You Only Linearize Once", POPL 2023).
"""
from __future__ import annotations

import inspect
import operator
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..errors import RuleError, UnsupportedError
from ..ir import primitives
from ..ir.core import Block, Call, Const, Op, Value, free_values
from ..ir.kinds import Dict, List, Tuple, dims, same_shape
from ..rules import registry
from ..runtime import add_at
from .abstract import DictOf, ListOf, Ref, TupleOf, leaves
from .algebra import ZERO
from .build import Builder
from .cotangents import At, conformed, real_for, reduced, summed, tangent_kind, zeros_of
from .specialise import Specialiser
from .templates import template_of

ELEMENTWISE = {operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, operator.pos, np.where}
SHAPE_READERS = {np.shape, np.size, np.ndim, len, np.zeros_like, np.ones_like}
STRUCTURES = {primitives.make_tuple, primitives.make_list, primitives.make_named}


class Differentials:
    """Applies rules, building into ``builder``; ``producers`` finds the parts of displays."""

    def __init__(self, builder: Builder, producers: dict[Value, Op], reasons: dict[Any, Any] | None = None):
        self.builder, self.producers, self.reasons = builder, producers, reasons or {}

    # -- matching a call with a rule ---------------------------------------------------

    def rule(self, op: Call, table: dict[Any, registry.Rule]) -> registry.Rule | None:
        return registry.lookup(table, op.callee)

    def bound(self, op: Call, rule: registry.Rule) -> dict[str, Any]:
        """The call's operands by the rule's parameter names."""
        by_keyword = inspect.getfullargspec(rule.function).kwonlyargs
        names = [p for p in rule.params if p != rule.varargs and p not in by_keyword]
        args = op.args
        if rule.varargs is None and len(args) > len(names):
            raise UnsupportedError(f"too many arguments for the differential of {name_of(op.callee)}", location(op),
                                   code="S2SAD402")
        bound: dict[str, Any] = {}
        if rule.varargs is not None:
            position = rule.params.index(rule.varargs)
            bound.update(zip(rule.params[:position], args))
            bound[rule.varargs] = TupleOf(tuple(args[position:]))
        else:
            bound.update(zip(names, args))
        for k, v in op.kwargs.items():
            if k == "out" or isinstance(op.callee, np.ufunc) and _says_only_how(k, v):
                continue                # only `out=None` comes here
            if k not in rule.params and (k in registry.TECHNICAL or k in registry.OVERWRITING and isinstance(
                    v, Const) and v.value is False):
                continue
            if k == "where" and isinstance(op.callee, np.ufunc):
                raise UnsupportedError(
                    f"what {name_of(op.callee)} leaves out by `where` has no value without `out`", location(op),
                    note="give the values too, as in out=np.zeros_like(x), or use np.where", code="S2SAD402")
            if k not in rule.params:
                raise UnsupportedError(f"the argument `{k}` of {name_of(op.callee)} is not supported in a derivative",
                                       location(op), code="S2SAD402")
            bound[k] = v
        for p in rule.params:
            if p not in bound:
                if p not in rule.defaults:
                    raise UnsupportedError(f"{name_of(op.callee)} is called without `{p}`", location(op),
                                           code="S2SAD402")
                bound[p] = Const(rule.defaults[p])
        return bound

    def opened_arguments(self, bound: dict[str, Any]) -> dict[str, Any]:
        """Arguments with their displays opened; of an index, a list and a tuple mean different things."""
        return {k: v if k == "index" else self.opened(v) for k, v in bound.items()}

    def opened(self, value: Any) -> Any:
        """A display of values (``[a, b]``) as the structure that it is."""
        if isinstance(value, Value):
            op = self.producers.get(value)
            if isinstance(op, Call) and op.callee in STRUCTURES:
                items = op.operands[1:] if op.callee is primitives.make_named else op.operands
                return TupleOf(tuple(self.opened(v) for v in items))
        return value

    def run(self, function: Any, arguments: dict[str, Any], is_active: Any = None) -> Any:
        """The abstract result of a rule's body; what it does is appended to the builder's block."""
        from .inside import differentiate_inside
        template = template_of(function)
        specialiser = Specialiser(self.builder, differentiate_inside)
        specialiser.outer_site, specialiser.is_active = self.builder.site, is_active
        values = []
        for p in template.function.params:
            v = arguments[p.name or ""]
            values.append(v)
        return without_refs(specialiser.run(template, (), values, function), specialiser.heap)

    @contextmanager
    def dividing_as(self, op: Call) -> Iterator[None]:
        """A ufunc does not raise, and so no quotient in its rule may: 1/0 is infinite."""
        saved = self.builder.safe_division
        self.builder.safe_division = isinstance(op.callee, np.ufunc)
        try:
            yield
        finally:
            self.builder.safe_division = saved

    def missing(self, op: Call, because: str | None = None, what: str = "x") -> UnsupportedError:
        """The error for a call that has no rule; ``what`` is the active operand's name."""
        reason = self.reasons.get(op)
        if reason is not None:
            return reason
        name = name_of(op.callee)
        return UnsupportedError(f"no differential is known for {name}", location(op), because=because,
                                note=f"declare one with @s2sad.differential({name}), or cut it with "
                                     f"s2sad.stop_gradient({what})", code="S2SAD401")

    # -- forward -----------------------------------------------------------------------

    def tangent(self, op: Call, tangent_of: Any) -> Any:
        """The tangent of a call's result; ``tangent_of(v)`` is an operand's, ZERO where it does not vary."""
        with self.dividing_as(op):
            return self._tangent(op, tangent_of)

    def _tangent(self, op: Call, tangent_of: Any) -> Any:
        """The tangent of a call's result; ``tangent_of(v)`` is an operand's, ZERO where it does not vary."""
        rule = self.rule(op, registry.differentials)
        if rule is None:
            raise self.missing(op)
        bound = self.opened_arguments(self.bound(op, rule))
        arguments = {**bound, "y": op.result}
        for name in rule.differentials:
            arguments[f"d{name}"] = self.structured_tangent(bound[name], tangent_of)
        def is_active(v: Value) -> bool:
            return tangent_of(v) is not ZERO
        self.check_active(op, rule, bound, is_active)
        return self.as_value(self.run(rule.function, arguments, is_active))

    def structured_tangent(self, value: Any, tangent_of: Any) -> Any:
        if not isinstance(value, TupleOf):
            return tangent_of(value)
        parts = [tangent_of(v) for v in leaves(value)]
        if all(p is ZERO for p in parts):
            return ZERO
        filled = iter([self.zeros(v) if p is ZERO else p for v, p in zip(leaves(value), parts)])
        from .abstract import rebuild
        return rebuild(value, lambda _: next(filled))

    def zeros(self, value: Value) -> Value:
        return zeros_of(self.builder, value)

    def as_value(self, result: Any) -> Value:
        if isinstance(result, TupleOf):
            return self.builder.call(primitives.make_tuple, *[self.as_value(v) for v in result.items])
        return result

    def check_active(self, op: Call, rule: registry.Rule, bound: dict[str, Any], is_active: Any) -> None:
        for name, value in bound.items() if not rule.by_hand else ():
            if name not in rule.differentials and name not in rule.passive and any(
                isinstance(v, Value) and is_active(v) for v in leaves(value)):
                raise UnsupportedError(f"{name_of(op.callee)} has no differential with respect to `{name}`",
                                       location(op), code="S2SAD402")

    # -- reverse -----------------------------------------------------------------------

    def cotangents(self, op: Call, g: Value, is_active: Any, contribute: Any) -> None:
        """Contribute to the cotangents of a call's active operands: ``contribute(operand, value)``."""
        with self.dividing_as(op):
            self._cotangents(op, g, is_active, contribute)

    def _cotangents(self, op: Call, g: Value, is_active: Any, contribute: Any) -> None:
        """Contribute to the cotangents of a call's active operands: ``contribute(operand, value)``."""
        by_hand = self.rule(op, registry.adjoints)
        if by_hand is not None:
            bound = self.opened_arguments(self.bound(op, by_hand))
            self.check_active(op, self.rule(op, registry.differentials) or by_hand, bound, is_active)
            result = self.run(by_hand.function, {**bound, "g": g, "y": op.result}, is_active)
            items = result.items if isinstance(result, TupleOf) else (result,)
            for name, part in zip(by_hand.params, items):
                if not (isinstance(part, Const) and part.value is None):
                    self.distribute(bound[name], part, is_active, contribute)
            return
        rule = self.rule(op, registry.differentials)
        if rule is None:
            raise self.missing(op)
        bound = self.opened_arguments(self.bound(op, rule))
        self.check_active(op, rule, bound, is_active)
        placeholders: dict[Value, Value] = {}

        def placeholder(v: Value) -> Value:
            if not is_active(v):
                return ZERO
            d = Value(None, tangent_kind(v))
            placeholders[d] = v
            return d
        arguments: dict[str, Any] = {**bound, "y": op.result}
        for name in rule.differentials:
            value = bound[name]
            if isinstance(value, TupleOf):
                from .abstract import rebuild
                some = any(is_active(v) for v in leaves(value))
                # an item that does not vary stands in the display as itself: it is read for its shape alone
                arguments[f"d{name}"] = rebuild(
                    value, lambda v: placeholder(v) if is_active(v) else v) if some else ZERO
            else:
                arguments[f"d{name}"] = placeholder(value)
        scratch = Block()
        with self.builder.into(scratch):
            dy = self.as_value(self.run(rule.function, arguments))
        Transposition(self, scratch, placeholders, contribute).run(dy, g, op)

    def distribute(self, value: Any, part: Any, is_active: Any, contribute: Any) -> None:
        """A cotangent by hand, given to the operands that it belongs to."""
        if isinstance(value, TupleOf):
            items = part.items if isinstance(part, TupleOf) else [
                self.builder.call(operator.getitem, part, Const(i)) for i in range(len(value.items))]
            for v, p in zip(value.items, items):
                self.distribute(v, p, is_active, contribute)
        elif is_active(value):
            contribute(value, conformed(self.builder, part, value))


def without_refs(result: Any, heap: Any) -> Any:
    """What a rule gave, with its lists and dicts as the structures that they are."""
    if isinstance(result, Ref):
        contents = heap[result]
        if not isinstance(contents, (ListOf, DictOf)):
            return contents
        result = TupleOf(contents.items) if isinstance(contents, ListOf) else TupleOf(
            tuple(contents.as_dict().values()))
    if isinstance(result, TupleOf):
        return TupleOf(tuple(without_refs(v, heap) for v in result.items), result.type)
    return result


class Transposition:
    """Walks the linear operations of one differential backwards."""

    def __init__(self, rules: Differentials, scratch: Block, placeholders: dict[Value, Value], contribute: Any):
        self.rules, self.builder, self.scratch = rules, rules.builder, scratch
        self.placeholders, self.contribute = placeholders, contribute
        self.bars: dict[Value, Any] = {}
        self.likes: dict[Value, Value] = {}

    def run(self, dy: Value, g: Value, call: Call) -> None:
        linear: set[Value] = set(self.placeholders)
        ops: list[Call] = []
        for op in self.scratch.ops:
            if isinstance(op, Call) and op.callee in SHAPE_READERS and op.operands[0] in linear:
                op.operands[0] = self.like(op.operands[0])      # a differential's shape is that of what it is of
                self.builder.block.ops.append(op)
            elif any(v in linear for v in op.operands) or any(v in linear for b in op.blocks for v in free_values(b)):
                if not isinstance(op, Call):
                    raise RuleError(f"the differential of {name_of(call.callee)} branches on a value", location(call),
                                    code="S2SAD412")
                linear.update(op.results)
                ops.append(op)
            else:
                self.builder.block.ops.append(op)
        if dy in linear:
            self.bars[dy] = g
        for op in reversed(ops):
            if op.results[0] in self.bars:
                bar = self.bars.pop(op.results[0])
                self.transpose(op, self.fitted(op, bar) if isinstance(bar, Value) and bar is not g else bar, linear,
                               call)
        total: dict[Value, Any] = {}
        for d, x in self.placeholders.items():      # an operand may stand in several places: dot(x, x)
            if d in self.bars:
                part = conformed(self.builder, self.bars[d], x)
                old = total.get(x)
                total[x] = part if old is None else summed(self.builder, old, part) if not isinstance(
                    part, (At, TupleOf)) else part
        for x, part in total.items():
            self.contribute(x, part)

    def fitted(self, op: Call, bar: Value) -> Value:
        """The cotangent of an operation that reads shapes, with the shape of the operation's result."""
        have, wanted = bar.kind, op.result.kind
        known = dims(have) is not None and dims(wanted) is not None
        if op.callee in ELEMENTWISE or op.callee in STRUCTURES or bar is ZERO:
            return bar
        if known and (same_shape(have, wanted) or dims(have) == ()):
            return bar
        return reduced(self.builder, bar, self.like(op.result))

    def like(self, v: Value) -> Value:
        """A primal value with the shape and dtype of a linear one."""
        if v in self.placeholders:
            return self.placeholders[v]
        if v not in self.likes:
            op = next((op for op in self.scratch.ops if v in op.results), None)
            if not isinstance(op, Call):
                return v
            self.likes[v] = self.builder.call(op.callee, *[self.like(w) for w in op.operands], keywords=op.keywords)
        return self.likes[v]

    def filled(self, result: Value, g: Any) -> Any:
        """The cotangent of a tuple, with zeros for the parts that nothing reads."""
        if not isinstance(g, TupleOf):
            return g
        return TupleOf(tuple(zeros_of(self.builder, self.builder.call(operator.getitem, self.like(result), Const(i)))
                             if part is ZERO else part for i, part in enumerate(g.items)))

    def add(self, v: Value, contribution: Any) -> None:
        if isinstance(contribution, TupleOf):
            old = self.bars.get(v)
            if old is not None:
                contribution = TupleOf(tuple(self.builder.call(operator.add, a, b)
                                             for a, b in zip(old.items, contribution.items)))
            self.bars[v] = contribution
        elif contribution is not ZERO:
            old = self.bars.get(v)
            if old is not None and not same_shape(old.kind, contribution.kind):
                old, contribution = self.no_larger(v, old), self.no_larger(v, contribution)
            self.bars[v] = summed(self.builder, old, contribution)

    def no_larger(self, v: Value, bar: Value) -> Value:
        """A contribution summed over the axes along which ``v`` was broadcast, before another one is added."""
        known = dims(v.kind) is not None and dims(bar.kind) is not None
        if dims(bar.kind) == () or known and same_shape(v.kind, bar.kind) or isinstance(bar.kind, (Tuple, List, Dict)):
            return bar
        return reduced(self.builder, bar, self.like(v))

    def transpose(self, op: Call, g: Any, linear: set[Value], call: Call) -> None:
        if op.callee in STRUCTURES:
            operands = op.operands[1:] if op.callee is primitives.make_named else op.operands
            for i, v in enumerate(operands):
                if v in linear:
                    self.add(v, g.items[i] if isinstance(g, TupleOf)
                             else self.builder.call(operator.getitem, g, Const(i)))
            return
        if op.callee is operator.getitem:
            x, index = op.operands
            if isinstance(x.kind, Tuple) and isinstance(index, Const) and type(
                index.value) is int and x not in self.placeholders:
                n = len(x.kind.items)
                self.add(x, TupleOf(tuple(g if i == index.value % n else ZERO for i in range(n))))
                return
            g = real_for(self.builder, g, self.like(x))
            if x in self.placeholders:
                self.contribute(self.placeholders[x], At(index, g))
            else:
                zeros = zeros_of(self.builder, self.like(x))
                self.add(x, self.builder.call(add_at, zeros, index, g))
            return
        names = registry.lookup(registry.linear, op.callee)
        if names is None:
            raise RuleError(f"the differential of {name_of(call.callee)} uses {name_of(op.callee)}, "
                            "of which no transpose is known", location(call), code="S2SAD412")
        bound: dict[str, Any] = dict(zip(names, op.args)) | op.kwargs
        where = [name for name, v in bound.items() if v in linear]
        if len(where) > 1 and op.callee not in registry.jointly_linear:
            raise RuleError(f"the differential of {name_of(call.callee)} is not linear: a product of differentials in "
                            f"{name_of(op.callee)}", location(call), code="S2SAD412")
        for name in reversed(where):            # an item is read of `g` before `g` is given back without it
            function = registry.transposes.get((op.callee, name))
            if function is None:
                raise RuleError(f"the differential of {name_of(call.callee)} uses {name_of(op.callee)}, which has no "
                                f"transpose with respect to `{name}`", location(call), code="S2SAD412")
            rest = self.rules.opened_arguments({k: self.like(v) if v in linear else v for k, v in bound.items()})
            template = template_of(function)
            defaults = dict(zip([a.arg for a in template.arguments.args][-len(function.__defaults__ or ()):],
                                map(Const, function.__defaults__ or ())))
            first = template.function.params[0].name or ""
            value = bound[name]
            display = next((o for o in self.scratch.ops if value in o.results), None)
            if isinstance(display, Call) and display.callee in STRUCTURES:
                rest[name] = TupleOf(tuple(self.like(v) if v in linear else v for v in display.operands))
            self.add(value, self.rules.run(function, {**defaults, **rest, first: self.filled(op.result, g)}))


def _says_only_how(keyword: str, value: Value) -> bool:
    """Whether an argument of a ufunc leaves the derivative as it is."""
    return keyword in ("casting", "order", "subok") or keyword == "dtype" and isinstance(
        value, Const) and (value.value is None or np.dtype(value.value).kind in "fc")


def location(op: Op) -> Any:
    """Where an operation stands in the user's file."""
    return op.site.location if op.site is not None else None


def name_of(callee: Any) -> str:
    """What a user calls a function: np.sin, math.sin, …"""
    if callee is primitives.call:
        return "a function that is not known at compile time"
    name = getattr(callee, "__qualname__", None) or getattr(callee, "__name__", None) or repr(callee)
    module = getattr(callee, "__module__", None) or ""
    import numpy as np
    if getattr(np, getattr(callee, "__name__", "?"), None) is callee:
        return f"np.{callee.__name__}"  # type: ignore[union-attr]
    if module.startswith("numpy.") and "linalg" in module:
        return f"np.linalg.{name}"
    if module in ("builtins", "_operator", ""):
        return name
    parts = module.split(".")
    prefixes = (".".join(parts[:n]) for n in range(1, len(parts)))
    public = (p for p in prefixes if getattr(sys.modules.get(p), "__dict__", {}).get(name) is callee)
    return f"{next(public, module)}.{name}"         # scipy.optimize.curve_fit, and not where it is written
