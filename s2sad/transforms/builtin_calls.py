"""What Python's builtins answer at compile time: len, range, zip, isinstance, and comparisons that are static."""
from __future__ import annotations

import dataclasses
import operator
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from ..ir import primitives
from ..ir.core import UNBOUND, Const, Value
from ..ir.kinds import UNKNOWN, Array, Dict, List, Object, Scalar, differentiable
from ..rules import registry
from ..rules.sequences import first_item, first_or
from ..runtime.records import Layout, is_plain
from .abstract import (
    LEFT,
    Backwards,
    Closure,
    Counter,
    Derivative,
    DictOf,
    Generated,
    ListOf,
    Method,
    Partial,
    Range,
    Ref,
    TupleOf,
    Zip,
    leaves,
)
from .dce import has_effect, is_check
from .objects import Objects
from .templates import template_of

ZERO, NOT_STRICT, NO_KEY, EMPTY = Const(0), Const(False), Const(None), TupleOf(())      # defaults of builtins


class BuiltinCalls(Objects):
    """Calls of builtins, and comparisons that are decided here."""

    # -- comparisons ---------------------------------------------------------------------

    def same(self, a: Any, b: Any, wanted: bool = True) -> Any:
        """``a is b``, decided where it can be: against None, and between known things."""
        for x, y in ((a, b), (b, a)):
            if isinstance(x, Const) and x.value is None:
                if isinstance(y, Const):
                    return Const((y.value is None) == wanted)
                kind = self.kind(y)
                if kind == Object(type(None)):
                    return Const(wanted)
                if not isinstance(y, Value) or kind not in (UNKNOWN, None):
                    return Const(not wanted)
        if isinstance(a, Const) and isinstance(b, Const):
            return Const((a.value is b.value) == wanted)
        if isinstance(a, (Ref, TupleOf)) or isinstance(b, (Ref, TupleOf)):
            made_here = any(isinstance(v, Ref) and v not in self.frozen for v in (a, b))
            if a is not b and not made_here and not isinstance(a, Const) and not isinstance(b, Const):
                raise self.refuse("whether these are one object is not known when the derivative is compiled",
                                  "compare what they hold, or pass a flag", code="S2SAD207")
            return Const((a is b) == wanted)
        return self.primitive(operator.is_ if wanted else primitives.is_not, [a, b], {})

    def compare_static(self, callee: Any, a: Any, b: Any) -> Any:
        if (isinstance(a, TupleOf) or isinstance(b, TupleOf)) and all(
                isinstance(v, Const) for side in (a, b) for v in leaves(side)):
            x, y = ([v.value for v in leaves(side)] for side in (a, b))
            return Const(callee(x, y))
        if isinstance(a, Const) and isinstance(b, Const) and (callable(a.value) or isinstance(a.value, type)):
            return Const(callee(a.value, b.value))
        return self.primitive(callee, [a, b], {})

    def negation(self, value: Any) -> Any:
        known = self.truth(value)
        return Const(not known) if known is not None else self.primitive(operator.not_, [value], {})

    # -- types ---------------------------------------------------------------------------

    def builtin_type_test(self, value: Any, cls: Any) -> Any:
        if not isinstance(cls, (Const, TupleOf)):
            return NotImplemented
        classes = cls.value if isinstance(cls, Const) else tuple(v.value for v in leaves(cls))
        known = self.python_type(value)
        return Const(issubclass(known, classes)) if known is not None else NotImplemented

    def builtin_type(self, *args: Any) -> Any:
        known = self.python_type(args[0]) if len(args) == 1 else None
        return Const(known) if known is not None else NotImplemented

    def python_type(self, value: Any) -> type | None:
        if isinstance(value, Const):
            return type(value.value)
        layout = self.object_layout(value)
        if layout is not None:
            return layout.cls
        self.check_no_tuple(value if value in self.tuples else None) if isinstance(value, Ref) else None
        if isinstance(value, Ref):
            return dict if isinstance(self.kind(value), Dict) else list
        if isinstance(value, TupleOf):
            return value.type
        match self.kind(value):
            case Scalar(dtype, python) if python is not None:
                return {"float64": float, "int64": int, "bool": bool, "complex128": complex}[
                    dtype] if python else np.dtype(dtype).type
            case Array():
                return np.ndarray
            case Object(t):
                return t
        return types.FunctionType if isinstance(value, Closure) else None

    # -- builtins ------------------------------------------------------------------------

    def builtin_len(self, value: Any) -> Any:
        if isinstance(value, Ref) and isinstance(self.heap[value], DictOf):
            return self.dict_length(self.heap[value])
        items = self.static_items(value)
        return Const(len(items)) if items is not None else NotImplemented

    def builtin_range(self, *args: Any) -> Any:
        values = [self.materialise(v) for v in args]
        zero, one = Const(0), Const(1)
        start, stop, step = (zero, *values, one) if len(values) == 1 else (*values, one) if len(values) == 2 else values
        return Range(start, stop, step)

    def builtin_enumerate(self, iterable: Any, start: Any = ZERO) -> Any:
        return self.iterator(Zip((Counter(self.materialise(start)), self.iterable(iterable, LEFT))))

    def builtin_zip(self, *iterables: Any, strict: Any = NOT_STRICT) -> Any:
        if self.truth(strict):
            raise self.refuse("zip(strict=True) is not supported", "leave strict out", code="S2SAD208")
        return self.iterator(Zip(tuple(self.iterable(v, LEFT) for v in iterables)))

    def builtin_reversed(self, sequence: Any) -> Any:
        if isinstance(sequence, Range):
            backwards = Range(sequence.start, sequence.stop, sequence.step, not sequence.backwards)
            return self.iterator(backwards)
        return self.iterator(Backwards(self.iterable(sequence)))

    def iterator(self, items: Any, seen: tuple[tuple[Ref, Any], ...] = ()) -> Ref:
        """What can be iterated over once."""
        return self.new_ref(Generated(items, seen))

    def builtin_list(self, iterable: Any = EMPTY) -> Any:
        iterable = self.iterable(iterable)
        items = self.static_items(iterable)
        if items is not None:
            return self.new_ref(ListOf(tuple(items)))
        if isinstance(iterable, Ref):
            self.disown(iterable)
            return self.new_ref(self.heap[iterable])
        if isinstance(iterable, (Range, Zip, Backwards)):
            composed = registry.compositions[list]
            with self.hidden():
                return self.apply(Closure(template_of(composed), (), composed), [iterable], {})
        made = self.primitive(list, [iterable], {})
        self.frozen.discard(made)
        return made

    def builtin_tuple(self, iterable: Any = EMPTY) -> Any:
        iterable = self.iterable(iterable)
        items = self.static_items(iterable)
        if items is not None:
            return TupleOf(tuple(items))
        kind = self.kind(iterable)
        if isinstance(kind, List) and differentiable(kind):
            raise self.refuse("a tuple of a length that is not known here is not supported", "use a list",
                              code="S2SAD212")
        return NotImplemented

    def builtin_dict(self, *args: Any, **kwargs: Any) -> Any:
        if not args:
            return self.new_ref(DictOf(tuple(kwargs.items())))
        contents = self.heap[args[0]] if isinstance(args[0], Ref) else None
        if isinstance(contents, DictOf):
            return self.new_ref(DictOf(tuple({**self.certain(contents).as_dict(), **kwargs}.items())))
        items = self.static_items(self.iterable(args[0]))
        if items is not None and all(isinstance(v, TupleOf) and isinstance(v.items[0], Const) for v in items):
            return self.new_ref(DictOf(tuple({**{v.items[0].value: v.items[1] for v in items}, **kwargs}.items())))
        raise self.refuse("dict() of this is not supported", code="S2SAD208")

    def builtin_set(self, iterable: Any = EMPTY) -> Any:
        """A set of things known here; of others it has no derivative."""
        items = self.static_items(self.iterable(iterable))
        values = [UNBOUND] if items is None else [self.python_constant(v) for v in items]
        if any(v is UNBOUND for v in values):
            return self.builder.call(set, self.materialise(iterable), kind=Object(set))
        return Const(frozenset(values), Object(set))

    def builtin_sorted(self, iterable: Any, *, key: Any = NO_KEY, reverse: Any = NOT_STRICT) -> Any:
        """``sorted`` by keys that are known here; others are sorted when the program runs."""
        items = self.static_items(self.iterable(iterable))
        if items is None or not isinstance(reverse, Const):
            return NotImplemented
        block, heap, n = self.builder.block, dict(self.heap), len(self.builder.block.ops)
        keys = items if self.same(key, NO_KEY).value else [self.apply(key, [v], {}) for v in items]
        values = [self.python_constant(k) for k in keys]
        if any(v is UNBOUND for v in values) and all(isinstance(k, TupleOf) and k.items for k in keys):
            firsts = [self.python_constant(k.items[0]) for k in keys]      # pairs with different keys: by these alone
            if all(isinstance(v, (str, int)) for v in firsts) and len(set(firsts)) == len(firsts):
                values = firsts
        if any(v is UNBOUND for v in values):
            self.heap = heap
            del block.ops[n:]
            return NotImplemented
        order = sorted(range(len(items)), key=values.__getitem__, reverse=bool(reverse.value))
        return self.new_ref(ListOf(tuple(items[i] for i in order)))

    def builtin_next(self, iterator: Any, *default: Any) -> Any:
        contents = self.heap.get(iterator) if isinstance(iterator, Ref) else None
        if not isinstance(contents, Generated):
            return NotImplemented
        found = self.iterable(iterator)
        items = self.static_items(found)
        if items is not None:
            self.heap[iterator] = Generated(TupleOf(tuple(items[1:])), contents.seen)
            return items[0] if items else default[0] if default else self.follow(first_item, found)
        found = self.builtin_list(found)
        first = self.follow(first_or, found, *default) if default else self.follow(first_item, found)
        self.heap[iterator] = Generated(self.item(found, Const(slice(1, None))), contents.seen)
        return first

    def builtin_partial(self, f: Any, *args: Any, **kwargs: Any) -> Any:
        return Partial(f, tuple(args), tuple(kwargs.items()))

    def builtin_callable(self, value: Any) -> Any:
        if isinstance(value, (Closure, Partial, Derivative, Method)):
            return Const(True)
        return Const(callable(value.value)) if isinstance(value, Const) else NotImplemented

    def builtin_asarray(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """``np.asarray(x)``: of an array, the array itself."""
        return value if self.is_array(value) and not args and not kwargs else NotImplemented

    def builtin_getattr(self, target: Any, name: Any, *default: Any) -> Any:
        if not isinstance(name, Const):
            return NotImplemented
        if default and self.object_layout(target) is not None:
            return self.attribute(target, name) if self.builtin_hasattr(target, name).value else default[0]
        return NotImplemented if default else self.attribute(target, name)

    def builtin_hasattr(self, target: Any, name: Any) -> Any:
        layout = self.object_layout(target)
        if isinstance(target, Const) and isinstance(target.value, types.ModuleType) and isinstance(name, Const):
            return Const(hasattr(target.value, name.value))
        if layout is not None and isinstance(name, Const):
            return Const(name.value in layout.names or hasattr(layout.cls, name.value))
        known = self.python_type(target)
        if isinstance(name, Const) and known is not None and not (isinstance(target, Const) or is_plain(known)):
            return Const(hasattr(known, name.value))
        return NotImplemented

    def builtin_setattr(self, target: Any, name: Any, value: Any) -> Any:
        if not isinstance(name, Const):
            raise self.refuse("setattr needs a name that is known here", code="S2SAD212")
        self.set_attribute(target, name, value)
        return Const(None)

    def object_setattr(self, target: Any, name: Any, value: Any) -> Any:
        self.write_attribute(target, name.value, value)
        return Const(None)

    def builtin_instance(self, cls: Any, **attributes: Any) -> Any:
        """``records.instance``: an object with these attributes; its ``__init__`` is not run."""
        return self.new_ref(TupleOf(tuple(attributes.values()), Layout(cls.value, tuple(attributes))))

    def builtin_replace(self, target: Any, **changes: Any) -> Any:
        """``dataclasses.replace``: an object like another, some attributes apart."""
        layout = self.object_layout(target)
        if layout is None:
            return NotImplemented
        fields = [f.name for f in dataclasses.fields(layout.cls) if f.init]
        given = {n: v for n, v in zip(layout.names, self.heap[target].items) if n in fields}
        return self.make_instance(layout.cls, [], {**given, **changes})

    def builtin_iter(self, value: Any) -> Any:
        if self.object_layout(value) is not None:
            return self.iterable(value)
        if isinstance(value, Ref) and isinstance(self.heap[value], Generated):
            return value
        items = self.static_items(value)
        if items is not None:
            return self.new_ref(Generated(TupleOf(tuple(items))))
        return value if isinstance(value, (Ref, Range, Zip, Backwards)) else (
            NotImplemented)

    def iterable(self, value: Any, after: Generated | None = None) -> Any:
        """What a loop over a value iterates over: of an object, what its ``__iter__`` gives.

        A generator has ``after`` left then, by default nothing.
        """
        contents = self.heap.get(value) if isinstance(value, Ref) else None
        if isinstance(contents, Generated):
            if any(self.heap[r] is not c for r, c in contents.seen):
                raise self.refuse("what a generator reads is written before it is consumed",
                                  "make a list of it at once: list(…)", code="S2SAD205")
            self.heap[value] = after or Generated(EMPTY)
            return contents.items
        layout = self.object_layout(value)
        if layout is None:
            return value
        if not hasattr(layout.cls, "__iter__"):
            raise self.refuse(f"a {layout.cls.__name__} is iterated over, which has no __iter__",
                              "write one, or a loop over its indices", code="S2SAD210")
        return self.iterable(self.overloaded(iter, [value]))

    def builtin_map(self, f: Any, *iterables: Any) -> Any:
        composed = registry.compositions[map]
        with self.hidden():
            rows = Zip(tuple(self.iterable(v, LEFT) for v in iterables))
            return self.lazily(f, lambda: self.apply(Closure(template_of(composed), (), composed), [f, rows], {}))

    def read_by(self, values: list[Any]) -> tuple[tuple[Ref, Any], ...]:
        """What an iterator over values reads later; the generators among them are its own from now on."""
        seen: list[tuple[Ref, Any]] = []
        for r in self.reachable(values):
            contents = self.heap[r]
            seen.extend(contents.seen if isinstance(contents, Generated) else [(r, contents)])
        return tuple(seen)

    def leave(self, values: list[Any]) -> None:
        """Let nobody read what the generators among values have left."""
        self.heap.update((r, LEFT) for r in self.reachable(values) if isinstance(self.heap[r], Generated))

    def lazily(self, f: Any, run: Callable[[], Any]) -> Ref:
        """What an iterator gives, found at once: the same, if finding it does nothing else."""
        n = len(self.builder.block.ops)
        seen = self.read_by([f])
        items = run()
        if any(has_effect(op) for op in self.builder.block.ops[n:] if not is_check(op)):
            raise self.refuse("an iterator does more than give values", "make a list of it: [… for … in …]",
                              code="S2SAD205")
        self.leave([f])
        return self.iterator(items, seen)
