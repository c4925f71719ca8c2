"""Where the template of a Python function comes from: found, lowered and kept, once for each code object.

A template lives as long as a function that has it, and those asked for last a while longer, since a
closure or lambda that is made anew has the code of the one before.
"""
from __future__ import annotations

import copy
import types
import weakref
from collections import OrderedDict

from ..errors import S2SADError
from ..frontend.locate import locate
from ..frontend.lower import Template, lower

# Code objects compare by value, so that equal code of two files must be told apart.
Key = tuple[str, types.CodeType]
_of_functions: weakref.WeakKeyDictionary[types.FunctionType, tuple[Key, Template | S2SADError]] = \
    weakref.WeakKeyDictionary()
_latest: OrderedDict[Key, Template | S2SADError] = OrderedDict()
LATEST = 64


def template_of(function: types.FunctionType) -> Template:
    """The template of a Python function; lowered once for each code object."""
    key = function.__code__.co_filename, function.__code__
    held = _of_functions.get(function)
    if held is not None and held[0] == key:
        found = held[1]
    else:
        found = _latest.get(key) or lowered(function)
        _of_functions[function] = key, found
        _latest[key] = found
        _latest.move_to_end(key)
        if len(_latest) > LATEST:
            _latest.popitem(last=False)
    if isinstance(found, S2SADError):
        raise copy.copy(found)      # a traceback of its own, that keeps nobody's frames alive
    return found


def lowered(function: types.FunctionType) -> Template | S2SADError:
    try:
        return lower(locate(function))
    except S2SADError as error:
        return error
