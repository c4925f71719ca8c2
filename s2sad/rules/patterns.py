"""What ``match`` asks of its subject, stated in Python: the specialiser inlines these."""
from __future__ import annotations


def always(value):
    return True


def is_sequence(value):
    return isinstance(value, (tuple, list))


def is_mapping(value):
    return isinstance(value, dict)


def starred_part(value, start, after):
    return [*value[start:len(value) - after]]


def rest_of_mapping(value, keys):
    return {k: v for k, v in value.items() if k not in keys}


def class_part(value, cls, i):
    """The part that ``case cls(…)`` finds by position: of a number or string, itself."""
    if cls in (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple):
        return value
    return getattr(value, cls.__match_args__[i])
