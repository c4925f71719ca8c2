"""Where the template of a Python function comes from: found, lowered and kept, once for each code object."""
from __future__ import annotations

import copy
import types

from ..errors import S2SADError
from ..frontend.locate import locate
from ..frontend.lower import Template, lower

# Code objects compare by value, so that equal code of two files must be told apart.
_templates: dict[tuple[str, types.CodeType], Template | S2SADError] = {}


def template_of(function: types.FunctionType) -> Template:
    """The template of a Python function; lowered once for each code object."""
    key = function.__code__.co_filename, function.__code__
    found = _templates.get(key)
    if found is None:
        try:
            found = lower(locate(function))
        except S2SADError as error:
            found = error
        if len(_templates) > 4096:
            _templates.clear()
        _templates[key] = found
    if isinstance(found, S2SADError):
        raise copy.copy(found)      # a traceback of its own, that keeps nobody's frames alive
    return found
