"""The algebra of einsum's subscripts: strings in, strings out, all of it at compile time."""
from __future__ import annotations

import string
from typing import Any

from .registry import nondifferentiable


def explicit(subscripts: str) -> str:
    """The subscripts with their output: ``"ij,jk"`` is ``"ij,jk->ik"``."""
    subscripts = subscripts.replace(" ", "")
    if "->" in subscripts:
        return subscripts
    letters = subscripts.replace(",", "").replace("...", "")
    once = sorted(c for c in set(letters) if letters.count(c) == 1)
    return f"{subscripts}->{'...' if '...' in subscripts else ''}{''.join(once)}"


def from_labels(*terms: tuple[Any, ...], output: tuple[Any, ...] | None = None) -> str:
    """The subscripts that lists of numbers stand for: ``einsum(x, [0, 1], z, [1, 2])``."""
    def term(labels: tuple[Any, ...]) -> str:
        return "".join("..." if n is ... else string.ascii_letters[26:][n] if n < 26 else string.ascii_letters[n - 26]
                       for n in labels)
    return ",".join(map(term, terms)) + ("" if output is None else f"->{term(output)}")


def _parts(subscripts: str) -> tuple[list[str], str]:
    left, right = explicit(subscripts).split("->")
    return left.split(","), right


def unrepeated(term: str) -> str:
    """A term with each letter once: ``"iij"`` is ``"ij"``."""
    return "".join(dict.fromkeys(term.replace("...", "\0"))).replace("\0", "...")


def diagonal(subscripts: str, k: int) -> str | None:
    """What takes the diagonals of operand ``k``, ``"iij->ij"``, if it has repeated letters."""
    term = _parts(subscripts)[0][k]
    return None if unrepeated(term) == term else f"{term}->{unrepeated(term)}"


def undiagonal(subscripts: str, k: int) -> str:
    """The subscripts, where operand ``k``'s diagonals were taken before."""
    terms, out = _parts(subscripts)
    terms[k] = unrepeated(terms[k])
    return f"{','.join(terms)}->{out}"


def is_diagonal(subscripts: str) -> bool:
    """Whether all that is done is to take diagonals."""
    terms, out = _parts(subscripts)
    return len(terms) == 1 and out == unrepeated(terms[0]) != terms[0]


def transposed(subscripts: str, k: int) -> str:
    """The subscripts of the transpose in operand ``k``: the output takes its place."""
    terms, out = _parts(subscripts)
    given = "".join([out, *terms[:k], *terms[k + 1:]])
    kept = "".join(c for c in terms[k].replace("...", "\0") if c in given or c == "\0").replace("\0", "...")
    if "..." in given and "..." not in kept:
        kept = "..." + kept
    return f"{','.join([*terms[:k], out, *terms[k + 1:]])}->{kept}"


def lost_axes(subscripts: str, k: int) -> tuple[int, ...]:
    """The axes of operand ``k`` that occur nowhere else: they are summed over."""
    terms, out = _parts(subscripts)
    given = "".join([out, *terms[:k], *terms[k + 1:]])
    letters = terms[k].replace("...", "\0")
    after = letters.index("\0") if "\0" in letters else len(letters)
    return tuple(i if i < after else i - len(letters) for i, c in enumerate(letters) if c not in given and c != "\0")


for _question in (explicit, diagonal, undiagonal, is_diagonal, transposed, lost_axes):
    nondifferentiable(_question, raises=True)
