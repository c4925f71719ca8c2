"""A template and the kinds of its arguments, to a program: the specialiser runs the function abstractly.

    template                           program for x: float[n], n: int
        %s = call(%obj.sum)                %s = np.sum(%x)
        if call(isinstance, %x, float)     (the branch that is not taken is gone)
        call(helper, %s)                   (the helper's operations, inlined)

What is called is resolved here by identity, methods become the functions that they stand for, calls of
the user's own functions are inlined (recursive ones become functions of the program), structures are
taken apart into their parts, and every value gets its kind.  This file walks control flow; ``calls.py``
resolves what is called.
"""
from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import UnsupportedError
from ..frontend.lower import ForEach
from ..frontend.needed import needed
from ..ir import primitives
from ..ir.core import (
    UNBOUND,
    UNREACHABLE,
    Block,
    Call,
    Const,
    For,
    Function,
    If,
    Op,
    Try,
    Value,
    While,
    With,
    walk,
)
from ..ir.kinds import INT, UNKNOWN, Dict, Kind, List, Object, after_trips, kind_of
from .abstract import (
    LEFT,
    Closure,
    Conflict,
    Counter,
    DictOf,
    Generated,
    Keys,
    Range,
    Ref,
    Repeated,
    TupleOf,
    contents_of,
    fields_of,
    leaves,
    part_name,
    rebuild,
)
from .array_objects import Same
from .build import Builder
from .containers import INPLACE_OF
from .identities import Identities
from .iteration import Iteration
from .merging import Merger
from .possibilities import Possibilities
from .structures import Premature

UNROLL_AT_MOST = 16
FEW = 4
# Managers that let every exception pass: after them, the body was completed.
NEVER_SWALLOW = {np.errstate, contextlib.nullcontext, warnings.catch_warnings}


class Specialiser(Iteration):
    """Runs templates abstractly, appending to ``builder.block``."""

    # -- running ---------------------------------------------------------------------

    def run(self, template: Any, captured: tuple[Any, ...], args: list[Any], function: Any) -> Any:
        """The abstract result of a template's body for abstract arguments."""
        saved = self.env, self.function, self.first, self.read
        if template not in self.needed:
            self.needed[template] = needed(template)
        self.read = self.needed[template]
        self.env, self.function = dict(zip(template.function.params, [*captured, *args])), function
        self.first = args
        try:
            self.operations(template.function.body)
            return self.get(template.function.body.yields[0])
        finally:
            self.env, self.function, self.first, self.read = saved

    def get(self, value: Value) -> Any:
        """What a template's value stands for."""
        return value if isinstance(value, Const) else self.refreshed(self.env[value])

    def operations(self, block: Block) -> None:
        for op in block.ops:
            self.builder.site = self.outer_site or op.site
            match op:
                case Call():
                    result = self.template_call(op)
                    if op.results:
                        name = op.results[0].name if self.outer_site is None or self.handed else None
                        if name and isinstance(result, Value) and result.name is None and not isinstance(result, Const):
                            result.name = name
                        self.env[op.results[0]] = result
                case If():
                    self.conditional(op)
                case ForEach():
                    self.for_each(op)
                case While():
                    self.while_(op)

    # -- branches --------------------------------------------------------------------

    def conditional(self, op: If) -> None:
        if isinstance(op, (Try, With)):
            return self.attempt(op)
        condition = self.object_truth(self.get(op.operands[0]))
        known = self.truth(condition)
        if known is not None:
            block = op.then if known else op.orelse
            self.operations(block)
            self.env.update(zip(op.results, [self.get(v) for v in block.yields]))
            return
        self.merged(op, If(operands=[self.materialise(condition)], results=[], then=op.then, orelse=op.orelse,
                           site=self.outer_site or op.site))

    def attempt(self, op: If) -> None:
        """A ``try`` or a ``with``: its body is run, and may be left anywhere."""
        flag = self.get(op.operands[0])
        if isinstance(op, Try):
            caught = self.python_value(self.get(op.operands[1]))
            kinds = tuple(c for c in flattened(caught) if isinstance(c, type) and issubclass(c, BaseException))
            self.merged(op, Try(operands=[flag], results=[], then=op.then, orelse=op.orelse, catches=kinds,
                                site=self.outer_site or op.site))
            return
        manager = self.materialise(self.get(op.operands[1]))
        if isinstance(manager.kind, Object) and manager.kind.type in NEVER_SWALLOW:
            flag = Const(True)
        self.merged(op, With(operands=[flag, manager], results=[], then=op.then, orelse=op.orelse,
                             site=self.outer_site or op.site))

    def merged(self, op: If, new_if: If) -> None:
        """Run both branches, and merge what they leave behind."""
        def run(block: Block) -> list[Any]:
            self.operations(block)
            return [self.get(v) if r in self.read else UNREACHABLE for v, r in zip(block.yields, op.results)]
        found = self.fork(new_if, [functools.partial(run, block) for block in op.blocks], [r.name for r in op.results])
        self.env.update(zip(op.results, found))

    def branch(self, flag: Value, then: Callable[[], None], orelse: Callable[[], None]) -> None:
        def run(action: Callable[[], None]) -> list[Any]:
            action()
            return []
        known = self.truth(flag)
        if known is not None:
            return then() if known else orelse()
        self.fork(If(operands=[flag], results=[], then=Block(), orelse=Block(), site=self.builder.site),
                  [functools.partial(run, then), functools.partial(run, orelse)], [])
        return None

    def fork(self, new_if: If, runs: list[Callable[[], list[Any]]], names: list[str | None]) -> list[Any]:
        """The results of two runs, as an ``if`` gives them."""
        branches: list[Any] = []
        facts = self.facts
        heap, before_loop, early = self.heap, self.before_loop, False
        outer_made, self.parameters_made = self.parameters_made, set()
        certain = isinstance(new_if, With) and isinstance(new_if.operands[0], Const)     # it swallows nothing
        for run in runs:
            self.heap, env = dict(heap), self.env
            self.env = dict(env)
            self.facts = {**facts, **self.facts_of(new_if, len(branches) == 0)}
            with self.builder.into(Block()) as new:
                if isinstance(new_if, (Try, With)) and not branches:
                    self.heap = Noting(self.heap, new)
                try:
                    branches.append((new, run(), self.heap))
                except Premature as error:
                    if not self.loops or branches and early:
                        raise
                    self.premature, early, self.before_loop = error, True, before_loop
                    branches.append((new, [UNREACHABLE] * len(names), dict(heap)))
                    new.ops.clear()
                if certain and len(branches) == 2:
                    branches[-1] = new, [UNREACHABLE] * len(branches[0][1]), branches[0][2]
                    new.ops.clear()
            self.env = env
            self.facts = facts
        (then, then_values, then_heap), (orelse, orelse_values, orelse_heap) = branches
        new_if.then, new_if.orelse = then, orelse
        self.heap = heap
        mine, self.parameters_made = self.parameters_made, outer_made
        outer_made |= mine
        existing = [*heap, *self.first_written([then_heap, orelse_heap], heap, new_if.blocks, mine)]
        if isinstance(new_if, (Try, With)) and not certain:
            goes_on = not any(isinstance(o, Call) and o.callee is primitives.raise_exception for o in orelse.ops)
            if not goes_on:         # past it, the body was completed
                new_if.operands[0] = Const(True)
            changed = [ref for ref in existing if then_heap.get(ref, ref) is not heap.get(ref, ref)]
            last = then_heap.written if isinstance(then_heap, Noting) else {}
            if goes_on and any(last.get(ref, 0) < len(then.ops) for ref in changed):
                raise self.refuse("a list, dict, object or array is written in a body that an exception may leave "
                                  "half-way, and the program goes on",
                                  "write it in the last statement of the body, or after it", code="S2SAD204")
        merger = Merger(self, new_if, (then_heap, orelse_heap), mine)
        values = [merger.merge(name, a, b, then_heap, orelse_heap)
                  for name, a, b in zip(names, then_values, orelse_values)]
        for ref in existing:
            before = heap.get(ref, ref)
            if then_heap.get(ref, ref) is not before or orelse_heap.get(ref, ref) is not before:
                self.heap[ref] = merger.merge_contents(ref, then_heap, orelse_heap)
                if isinstance(ref, Value) and isinstance(self.heap[ref], Value):
                    self.owner[self.heap[ref]] = ref
        self.builder.append(new_if)
        if self.following:
            merger.choose()
        for ref in existing:
            if isinstance(self.heap[ref], DictOf) and self.heap[ref] is not heap.get(ref):
                self.heap[ref] = contents_of(self.opened(fields_of(self.heap[ref])))
        return list(map(self.opened, values))

    # -- loops -----------------------------------------------------------------------

    def while_(self, op: While) -> None:
        def header(params: list[Any]) -> Block:
            env, self.env = self.env, dict(self.env)
            self.env.update(zip(op.condition.params, params))
            with self.builder.into(Block()) as block:
                self.operations(op.condition)
                tested = self.object_truth(self.get(op.condition.yields[0]))
                block.yields = [self.materialise(self.truth_value(tested))]
            self.env = env
            return block

        def body(params: list[Any]) -> None:
            self.env.update(zip(op.body.params, params))
        self.loop(op, op.inits, body, header=header)

    def for_each(self, op: ForEach) -> None:
        source = self.get(op.operands[0])
        contents = self.heap.get(source) if isinstance(source, Ref) else None
        watched = contents.seen if isinstance(contents, Generated) else ()
        iterable = self.iterable(source, LEFT)
        self.loop_over(op, iterable)
        if isinstance(contents, Generated) and not op.stops:
            self.heap[source] = Generated(TupleOf(()))
        if any(self.heap[r] is not c for r, c in watched):
            raise self.refuse("a loop over a generator writes what the generator reads",
                              "make a list of it before: list(…)", code="S2SAD205")

    def loop_over(self, op: ForEach, iterable: Any) -> None:
        items = self.static_items(iterable)
        appends = any(isinstance(o, Call) and o.callee is list.append for o in op.body.ops)
        if items is None and not op.results and appends:
            items = self.few_numbers(iterable, UNROLL_AT_MOST if op.exact else FEW)
            if items is not None:               # a comprehension of a few items: known one by one
                return self.unroll(op, items)
        if items is not None and not op.stops and len(items) <= UNROLL_AT_MOST and (
                op.exact or not self.uniform(items) or self.following):
            return self.unroll(op, items)
        few = self.few_numbers(iterable, UNROLL_AT_MOST) if not op.stops else None
        if few is not None:                     # what is refused as a loop may be plain trip by trip
            self.could_follow = True
            if self.following:
                return self.unroll(op, few)
        if isinstance(iterable, (Counter, Repeated)) and not op.stops:
            raise self.refuse("this iterates for ever", "zip it with what ends, or leave the loop by `break`",
                              code="S2SAD205")
        start, stop, step, backwards, item = self.iteration(iterable)
        attempts: list[Value] = []

        def body(params: list[Any]) -> None:
            # Another index for each attempt: sizes that depend on it then differ, as they do from trip to trip.
            index = Value("i", INT)
            attempts.append(index)
            first = item(index)
            name = op.body.params[0].name
            if first is index:
                index.name = name if name not in (None, "_") else "i"
            elif isinstance(first, Value) and first.name is None:
                first.name = name
            self.env.update(zip(op.body.params, [first, *params]))
        self.loop(op, op.operands[1:], body, counted=(start, stop, step, backwards, attempts))

    def few_numbers(self, iterable: Any, most: int) -> list[Any] | None:
        """The numbers of a short range that is known."""
        if not isinstance(iterable, Range) or not all(isinstance(v, Const) for v in (
                iterable.start, iterable.stop, iterable.step)):
            return None
        numbers = range(iterable.start.value, iterable.stop.value, iterable.step.value)  # type: ignore[attr-defined]
        if len(numbers) > most:
            return None
        return [Const(i) for i in (reversed(numbers) if iterable.backwards else numbers)]

    def unroll(self, op: ForEach, items: list[Any]) -> None:
        carried = [self.get(v) for v in op.operands[1:]]
        for item in items:
            self.env.update(zip(op.body.params, [item, *carried]))
            self.operations(op.body)
            carried = [self.get(v) for v in op.body.yields]
        self.env.update(zip(op.results, carried))

    def loop(self, op: Any, inits: list[Value], enter: Callable[[list[Any]], None],
             header: Callable[[list[Any]], Block] | None = None, counted: Any = None) -> None:
        """A loop; one that cannot be run yet, since an outer one has made no trip, is left out for now."""
        noted, n = self.premature, len(self.builder.block.ops)
        block, env, heap, made, before = self.builder.block, self.env, self.heap, self.parameters_made, self.before_loop
        self.loops += 1
        try:
            self.carry(op, inits, enter, header, counted)
            if self.premature is not None and self.loops == 1:
                raise self.premature
        except Premature as early:
            if self.loops == 1:
                raise early.error from None
            self.builder.block, self.env, self.heap, self.parameters_made, self.before_loop = (
                block, env, heap, made, before)
            del block.ops[n:]
            self.env.update(zip(op.results, map(self.get, inits)))
            noted = early
        finally:
            self.loops -= 1
        self.premature = self.premature or noted

    def carry(self, op: Any, inits: list[Value], enter: Callable[[list[Any]], None],
              header: Callable[[list[Any]], Block] | None, counted: Any) -> None:
        """Find the kinds that a loop's carried values have on every trip, then build it."""
        key = self.fresh()
        names = [v.name for v in (op.body.params if header else op.body.params[1:])]
        read = [r in self.read or p in self.read for r, p in zip(op.results, op.body.params[0 if header else 1:])]
        start_values = [self.get(v) if wanted else UNBOUND for v, wanted in zip(inits, read)]
        written = {o.result.name for o in walk(op.body) if isinstance(o, Call) and o.callee in INPLACE_OF}
        state = [Same(self.object_of(v)) if self.is_array(v) and not isinstance(v, Const) and name in written
                 else self.general(v) for v, name in zip(start_values, names)]
        outer_heap = dict(self.heap)
        enclosing, self.before_loop = self.before_loop, outer_heap
        refs: dict[Any, Any] = {}
        identities = Possibilities(self) if self.following else Identities(self)
        for _ in range(12):
            self.heap, self.premature = dict(outer_heap), None
            let_go = self.let_go
            outer_made, self.parameters_made = self.parameters_made, set()
            params = [self.parameters(s, n) for s, n in zip(state, names)]
            held = {ref: self.parameters(s, ref.name) for ref, s in refs.items()}
            cells = [ref for ref, s in refs.items() if isinstance(s, TupleOf)]
            identities.enter([*state, *(refs[c] for c in cells)], [*params, *(held[c] for c in cells)],
                             [*self.structures(state, start_values, outer_heap),
                              *(fields_of(outer_heap[c], refs[c].type) for c in cells)])
            self.own(held)
            entry = dict(self.heap)
            env, self.env = self.env, dict(self.env)
            with self.builder.into(Block()) as body:
                identities.begin()
                self.own({ref: self.opened(v) for ref, v in held.items() if isinstance(v, TupleOf)})
                enter([self.as_object(self.opened(p)) for p in params])
                self.operations(op.body)
                yields = [self.get(v) for v in op.body.yields]
            self.env = env
            stop = yields.pop() if op.stops else None
            yields = [y if wanted else UNBOUND for y, wanted in zip(yields, read)]
            after = self.heap
            new_state = [self.widen(s, y, (key, i)) for i, (s, y) in enumerate(zip(state, yields))]
            new_refs = {ref: self.widen_contents(kind, outer_heap.get(ref, ref), after[ref], (key, "ref", i), body)
                        for i, (ref, kind) in enumerate(refs.items())}
            mine, self.parameters_made = self.parameters_made, outer_made
            outer_made |= mine
            for ref in [*outer_heap, *self.first_written([after], entry, [body], mine)]:
                if ref not in refs and after[ref] is not entry.get(ref, ref):
                    new_refs[ref] = self.state_of_contents(outer_heap.get(ref, ref), after[ref], (key, "ref"))
                    if isinstance(new_refs[ref], Kind):
                        self.spread(ref, outer_heap.get(ref, ref))
            writes = any(isinstance(r, Value) and after[r] is not outer_heap.get(r) for r in after)
            outs = [*self.structures(state, yields, after), *(fields_of(after[c], refs[c].type) for c in cells)]
            found = identities.leave([*new_state, *(new_refs[c] for c in cells)], outs, body, mine, writes)
            if identities.found_same:           # what was concluded from taking one array for two is void
                new_refs = dict(refs)
            new_state = found[:len(state)]
            new_refs.update(zip(cells, found[len(state):]))
            if new_state == state and new_refs == refs and identities.settled and self.let_go == let_go:
                break
            state, refs = new_state, new_refs
        else:
            raise UnsupportedError("the kinds of this loop's variables do not settle", self.location, code="S2SAD207")
        self.before_loop = enclosing
        self.heap = dict(outer_heap)
        site = self.outer_site or op.site
        flat_inits: list[Value] = []
        flat_params: list[Value] = []
        flat_yields: list[Value] = []
        results: list[Value] = []
        certain = counted is not None and _runs(*counted[:3])

        def collect(s: Any, init: Any, param: Any, out: Any, name: str | None, version: bool = False) -> Any:
            """The structure of results; the leaves that the loop carries go to the flat lists."""
            if isinstance(s, TupleOf):
                parts = [collect(si, self.part(init, i), pi, self.part(out, i), part_name(s.type, i, name))
                         for i, (si, pi) in enumerate(zip(s.items, param.items))]
                return TupleOf(tuple(parts), s.type)
            if not isinstance(s, Kind):
                return s.object if isinstance(s, Same) else s
            result = Value(name, after_trips(s, self.kind(out) or UNKNOWN))
            saved, self.heap = self.heap, dict(outer_heap)
            flat_inits.append(init if version else self.stored(init))
            flat_params.append(param)
            self.heap = {**saved, **after}
            with self.builder.into(body):
                flat_yields.append(out if version else self.stored(out))
            self.heap = saved
            results.append(result)
            if (not certain and self.may_be_unbound(flat_inits[-1])) or self.may_be_unbound(flat_yields[-1]):
                self.unbound.add(result)
            return result

        def settled(s: Any, final: Any) -> Any:
            return self.as_object(self.wrap(final) if isinstance(s, (List, Dict)) else final)

        start_values = self.structures(state, start_values, outer_heap)
        yields = self.structures(state, yields, after)
        finals = [collect(s, i, p, y, n) for s, i, p, y, n in zip(state, start_values, params, yields, names)]
        for ref, kind in refs.items():
            if isinstance(kind, Conflict):
                self.heap[ref] = kind
                continue
            finished, self.heap = self.heap, dict(outer_heap)
            init = self.as_part(outer_heap.get(ref, ref), self.builder.block, kind)
            self.heap = {**finished, **after}
            out = self.as_part(after[ref], body, kind)
            self.heap = finished
            left = collect(kind, init, held[ref], out, ref.name, isinstance(ref, Value))
            self.heap[ref] = contents_of(self.there(left, out) if certain else left)
            if isinstance(ref, Value):
                self.owner[self.heap[ref]] = ref
        items = {v for s in held.values() if isinstance(s, TupleOf) and isinstance(s.type, Keys) for v in leaves(s)}
        self.begun(flat_inits, flat_params, results, flat_yields, body, items)
        flat_inits += identities.first()
        flat_params += identities.carried()
        with self.builder.into(body):
            flat_yields += identities.next(outs)
        numbers = [Value(w.name, w.kind) for w in identities.carried()]
        results += numbers
        identities.finish([*finals, *(fields_of(self.heap[c]) for c in cells)])
        body.yields = list(flat_yields)
        stops = False
        if op.stops and self.truth(stop) is not False:
            stops = True
            with self.builder.into(body):
                body.yields.append(self.materialise(self.truth_value(stop)))
        if header is not None:
            renewed = [Value(p.name, p.kind) for p in flat_params]
            again = dict(zip(flat_params, renewed))

            def renew(p: Any) -> Any:
                return rebuild(p, lambda leaf: again.get(leaf, leaf) if isinstance(leaf, Value) else leaf)
            saved = dict(self.heap)
            self.own({ref: renew(v) for ref, v in held.items()})
            start_block = Block()
            with self.builder.into(start_block):
                header_params = [self.as_object(self.opened(renew(p))) for p in params]
                identities.begin(again)
                self.own({ref: self.opened(renew(v)) for ref, v in held.items() if isinstance(v, TupleOf)})
            entry = dict(self.heap)
            condition = header(header_params)
            if any(after is not entry.get(ref, ref) for ref, after in self.heap.items() if ref in entry) or (
                    self.first_written([self.heap], entry, [condition, body], set(renewed))):
                raise self.refuse("the condition of a `while` writes an array, a list or an object",
                                  "write it in the body: while True: … if …: break", code="S2SAD304")
            condition.ops[:0] = start_block.ops
            self.heap = saved
            condition.params, body.params = renewed, flat_params
            self.builder.append(While(operands=flat_inits, results=[*results, Value("trips", INT)], condition=condition,
                                      body=body, stops=stops, site=site))
        else:
            start, stop_value, step, backwards, attempts = counted
            body.params = [attempts[-1], *flat_params]
            self.builder.append(For(operands=[start, stop_value, step, *flat_inits],
                                    results=[*results, *([Value("trips", INT)] if stops else [])], body=body,
                                    stops=stops, backwards=backwards, site=site))
        identities.end(numbers)
        self.env.update(zip(op.results, [settled(s, f) for s, f in zip(state, finals)]))



class Noting(dict[Any, Any]):
    """The heap in the body of a ``try``: it knows how many operations came before what was written first."""

    def __init__(self, heap: dict[Any, Any], body: Block):
        super().__init__(heap)
        self.body, self.written = body, dict[Any, int]()

    def __setitem__(self, ref: Any, contents: Any) -> None:
        if self.get(ref) is not contents:
            self.written.setdefault(ref, len(self.body.ops))
        super().__setitem__(ref, contents)


def flattened(types: Any) -> list[Any]:
    """The classes in a tuple of classes and tuples of them."""
    return [c for t in types for c in flattened(t)] if isinstance(types, tuple) else [types]


def _runs(start: Value, stop: Value, step: Value) -> bool:
    """Whether a counted loop certainly makes a trip."""
    if all(isinstance(v, Const) for v in (start, stop, step)):
        return len(range(start.value, stop.value, step.value)) > 0  # type: ignore[attr-defined]
    return False


def kinds_of_arguments(values: list[Any], names: list[str]) -> list[Kind]:
    """The kinds of actual arguments; dimensions are named by their parameter."""
    return [kind_of(v, n) for v, n in zip(values, names)]


__all__ = ["Builder", "Closure", "Function", "Op", "Specialiser", "kinds_of_arguments"]
