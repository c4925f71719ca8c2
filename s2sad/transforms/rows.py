"""Lists that are items of lists, written through the list that holds them: tables of lists of lists.

    D[i][j] = e         %row = getitem %D, %i;  %row.1 = replaced %row, %j, %e;  %D.1 = replaced %D, %i, %row.1

A list that the program made *owns* its items as long as nothing else holds one of them. Reading one of its lists
gives a *row*: written, it is written back; read after another write, it is read again. A row that goes elsewhere
ends the ownership: from there on, what is in the list may be written no more.
"""
from __future__ import annotations

import operator
from typing import Any

from ..ir import primitives
from ..ir.core import Const, Value
from ..ir.kinds import Array, List, Scalar, Tuple, join
from .abstract import Closure, Conflict, ListOf, Method, Partial, Ref, TupleOf
from .containers import Containers

READING = {"index", "count", "copy"}
MOVED = Conflict("a list that is an item of another list, whose items have moved since", None,
                 "read it again: row = rows[i]")


class Rows(Containers):
    """Lists in lists, read and written."""

    def __init__(self, *args: Any):
        super().__init__(*args)
        self.owning: set[Ref] = set()                           # lists whose items nothing else holds
        self.rows: dict[Ref, tuple[Ref, Value]] = {}            # row -> the list that owns it, and its index there
        self.read_of: dict[Ref, Any] = {}                       # row -> the contents of that list when it was read
        self.let_go = 0                                         # how often ownership has ended

    def new_list(self, *items: Any) -> Ref:
        ref = self.new_ref(ListOf(items))
        self.owning.add(ref)
        return ref

    def is_list(self, v: Any) -> bool:
        contents = self.heap.get(v) if isinstance(v, Ref) else None
        return isinstance(contents, ListOf) or isinstance(contents, Value) and (
            isinstance(contents.kind, List) or isinstance(contents.kind, Tuple) and contents.kind.type is list)

    # -- ownership -----------------------------------------------------------------------

    def disown(self, owner: Ref) -> None:
        """Something else may hold items of a list from here on."""
        if owner in self.owning:
            self.owning.discard(owner)
            self.let_go += 1

    def freeze(self, value: Any) -> None:
        super().freeze(value)
        for r in self.reachable([value]) if self.rows else ():
            if r in self.rows:
                self.disown(self.rows.pop(r)[0])

    def detach(self, owner: Ref, but: Ref | None = None) -> None:
        """The items of a list move: what was read of it before may not be read any more."""
        for r in [r for r, (o, _) in self.rows.items() if o is owner and r is not but]:
            del self.rows[r]
            self.frozen.add(r)
            if r in self.heap:
                self.heap[r] = MOVED

    def is_new(self, v: Ref) -> bool:
        """Whether nothing holds a list but the variable that it was made for, on this trip."""
        return v not in self.frozen and v not in self.rows and v not in self.before_loop

    def spread(self, owner: Ref, contents: Any) -> None:
        """A list whose items were known one by one will be one value: its lists become rows of it."""
        if not isinstance(contents, ListOf) or not any(map(self.is_list, contents.items)) or owner not in self.owning:
            return
        if all(self.rows.get(v, (None,))[0] is owner for v in contents.items):
            return
        new = all(self.is_list(v) and v not in self.frozen and v not in self.rows for v in contents.items)
        if not new or len(set(map(id, contents.items))) < len(contents.items):
            for v in contents.items:
                self.freeze(v)
            return self.disown(owner)
        self.rows.update((v, (owner, Const(k))) for k, v in enumerate(contents.items))

    def owned(self, contents: ListOf) -> bool:
        """Whether these are the contents of one list that owns them all."""
        owners = {id(self.rows[v][0]) if isinstance(v, Ref) and v in self.rows else None for v in contents.items}
        return len(owners) == 1 and None not in owners

    # -- reading -------------------------------------------------------------------------

    def refreshed(self, found: Any) -> Any:
        """A value of the program whose rows show what was written since."""
        if self.rows and isinstance(found, (Ref, TupleOf, Closure, Partial, Method)):
            for r in self.reachable([found.receiver if isinstance(found, Method) else found]):
                if r in self.rows:
                    self.refresh(r)
        if isinstance(found, Ref) and self.heap.get(found) is MOVED:
            self.content_value(MOVED)
        return found

    def refresh(self, r: Ref) -> None:
        owner, index = self.rows[r]
        contents = self.heap.get(owner)
        if not isinstance(contents, Value) or self.read_of.get(r) is contents:
            return
        row = self.wrap(self.builder.call(operator.getitem, contents, index))
        self.heap[r] = self.heap[row] if isinstance(row, Ref) else row
        self.read_of[r] = contents

    def item(self, target: Any, index: Any) -> Any:
        if not isinstance(target, Ref) or target not in self.owning or not self.is_index(index):
            return super().item(target, index)
        contents = self.heap[target]
        if isinstance(contents, ListOf) and not isinstance(index, Const) and all(map(self.is_list, contents.items)):
            if not contents.items or not isinstance(self.content_kind(contents).item, List):  # type: ignore[attr-defined]
                return super().item(target, index)
            self.spread(target, contents)
            value = self.content_value(contents)
            value.kind = self.content_kind(contents)
            contents = self.heap[target] = value
        found = super().item(target, index)
        if isinstance(contents, Value) and isinstance(found, Ref) and target in self.owning and self.is_list(found):
            self.rows[found] = target, self.place(contents, index)
            self.read_of[found] = contents
        return found

    def is_index(self, index: Any) -> bool:
        return isinstance(index, Value) and isinstance(index.kind, Scalar)

    def place(self, contents: Value, index: Value) -> Value:
        """An index of a row that stays the same when the list grows."""
        if isinstance(index, Const) and index.value < 0:
            return self.builder.call(operator.add, self.builder.call(len, contents), index)
        return index

    def primitive(self, callee: Any, args: list[Any], kwargs: dict[str, Any], spelling: str = "") -> Any:
        if self.tuples and callee not in (operator.getitem, len) and not from_numpy(callee):
            self.check_no_tuple(TupleOf(tuple(args)))
        lists = [v for v in args if isinstance(v, Ref) and v in self.owning and isinstance(self.heap[v], Value)]
        result = super().primitive(callee, args, kwargs, spelling)
        alone = isinstance(result, Value) and isinstance(result.kind, (Scalar, Array))
        if not alone and not (callee is operator.getitem and self.is_index(args[1])):
            for v in lists:
                self.disown(v)
        return result

    # -- writing -------------------------------------------------------------------------

    def writable(self, ref: Ref) -> None:
        if ref in self.rows and self.rows[ref][0] in self.owning:
            return self.writable(self.rows[ref][0])
        return super().writable(ref)

    def write_back(self, row: Ref) -> None:
        """What was written to a row is written to the list that owns it."""
        if row not in self.rows:
            return
        owner, index = self.rows[row]
        whole = self.heap[owner]
        if not isinstance(whole, Value):
            return
        new = self.builder.call(primitives.replaced, whole, index, self.content_value(self.heap[row]))
        kind = self.kind(row)
        if isinstance(whole.kind, List) and kind is not None:
            new.kind = List(join(whole.kind.item, kind, ("row", self.fresh())))
        self.heap[owner] = self.read_of[row] = new
        self.write_back(owner)

    def set_item(self, target: Any, index: Any, value: Any) -> None:
        if isinstance(target, Ref) and target in self.rows:
            self.refresh(target)
        at = self.rows.get(value) if isinstance(value, Ref) else None
        if at is not None and at[0] is target and isinstance(index, Value) and self.same_index(at[1], index):
            return                                      # the second half of `D[i] += e`
        whole = isinstance(target, Ref) and target in self.owning and isinstance(self.heap[target], Value)
        new = whole and self.is_list(value) and self.is_new(value)
        super().set_item(target, index, value)
        if whole and self.is_list(value):
            self.detach(target)
            if not new:
                self.disown(target)
            elif self.is_index(index):
                self.rows[value] = target, self.place(self.heap[target], index)
                self.read_of[value] = self.heap[target]
        if isinstance(target, Ref):
            self.write_back(target)

    def list_method(self, ref: Ref, name: str, args: list[Any], kwargs: dict[str, Any], result: Any = None) -> Any:
        if ref in self.rows:
            self.refresh(ref)
        whole = ref in self.owning and isinstance(self.heap[ref], Value)
        given: Any = args[0] if name == "append" and len(args) == 1 else None
        new = whole and self.is_list(given) and self.is_new(given)
        before = self.heap[ref]
        found = super().list_method(ref, name, args, kwargs, result)
        if new and isinstance(before, Value):
            self.detach_from_end(ref)
            self.rows[given] = ref, self.builder.call(len, before)
            self.read_of[given] = self.heap[ref]
        elif whole and name not in READING and (name != "append" or self.is_list(given)):
            self.detach(ref)
            self.disown(ref)
        elif whole and name == "copy":
            self.disown(ref)
        if name not in READING:
            self.write_back(ref)
        return found

    def detach_from_end(self, owner: Ref) -> None:
        """A list grows: an index that may count from its end means another row."""
        for r in [r for r, (o, i) in self.rows.items() if o is owner and not isinstance(i, Const)]:
            made = self.builder.made_by(self.rows[r][1], len)
            if made is None:
                del self.rows[r]
                self.frozen.add(r)
                self.heap[r] = MOVED

def from_numpy(f: Any) -> bool:
    return (getattr(f, "__module__", None) or "").startswith("numpy")


__all__ = ["Rows"]
