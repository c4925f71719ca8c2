"""Errors that point, with carets, at the place in the user's file that caused them."""

from __future__ import annotations

import linecache
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Location:
    """A span of the user's source; columns count UTF-8 bytes from 0, as in `ast`."""

    filename: str
    line: int
    column: int
    end_line: int
    end_column: int
    function: str

    @property
    def text(self) -> str:
        """The first line of the span, stripped; empty if the source cannot be found."""
        return linecache.getline(self.filename, self.line).strip()


# What each code stands for: `docs/errors.md` has a section for each, with an example and a way out.
CODES = {
    # the source of the function
    "S2SAD101": "there is no source",
    "S2SAD102": "the source is not what was imported",
    "S2SAD103": "not a function written in Python",
    "S2SAD104": "a coroutine, or a generator",
    # the language
    "S2SAD201": "a construct that is not supported",
    "S2SAD202": "a global variable is written",
    "S2SAD203": "a variable is read before it is assigned",
    "S2SAD204": "exceptions that are not followed",
    "S2SAD205": "a generator that is not followed",
    "S2SAD206": "a function or an iterator is used as a value",
    "S2SAD207": "a value may be one of several things",
    "S2SAD208": "an operation on a list, tuple or dict that is not supported",
    "S2SAD209": "an object that is not followed",
    "S2SAD210": "the program would raise an error here",
    "S2SAD211": "a recursion that is not followed",
    "S2SAD212": "something must be known when the derivative is compiled",
    "S2SAD213": "a derivative that is not supported inside another",
    "S2SAD214": "an adjoint is changed in a way that is not supported",
    # writing in place
    "S2SAD301": "it is not known what is written",
    "S2SAD302": "an array that is written has another name",
    "S2SAD303": "what came from outside is written",
    "S2SAD304": "a way of writing that is not supported",
    "S2SAD305": "NumPy would not write this",
    # rules
    "S2SAD401": "no differential is known",
    "S2SAD402": "an argument has no differential",
    "S2SAD403": "a form of a function that has no differential",
    "S2SAD404": "a function that is not holomorphic",
    "S2SAD405": "something that Numba does not compile",
    "S2SAD411": "a rule is declared wrongly",
    "S2SAD412": "a rule is not linear",
    # arguments
    "S2SAD501": "not a function, or not a derivative",
    "S2SAD502": "wrt does not name arguments",
    "S2SAD503": "a derivative needs floats",
    "S2SAD504": "the result is not what the derivative needs",
    "S2SAD505": "a function with *args or **kwargs",
    "S2SAD506": "arguments are missing, or too many",
    "S2SAD507": "a vector does not fit its argument",
    "S2SAD508": "an option that does not exist",
    "S2SAD509": "a value that is neither a number nor a plain array",
    # when the derivative runs
    "S2SAD601": "arguments share memory",
    "S2SAD602": "roots or eigenvalues are complex",
    # checking
    "S2SAD701": "a derivative is wrong",
    # export
    "S2SAD801": "a value that has no literal",
    "S2SAD802": "a derivative that cannot be exported",
    "S2SAD803": "a name that the module cannot have",
    "S2SAD804": "the array module has no such function",
    "S2SAD805": "a file is not what would be written",
    "S2SAD811": "the command line names what is not there",
    "S2SAD812": "the module cannot be imported",
    "S2SAD813": "a table of pyproject.toml that is wrong",
    "S2SAD814": "the program raised an error",
    "S2SAD815": "a graph that cannot be drawn",
    # s2sad itself
    "S2SAD901": "a mistake of s2sad",
}


class S2SADError(Exception):
    """What every error of s2sad derives from.

    `because` is printed after the carets and says why this place matters; `note` is printed last
    and says what to do instead. `code` is one of `CODES`; a class has one for where none is given.
    """

    code = "S2SAD901"

    def __init__(
        self,
        message: str,
        location: Location | None = None,
        note: str | None = None,
        because: str | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(message, location, note, because, code)  # `args` is what pickle passes back
        self.message = message
        self.code = code or type(self).code
        self.location = location
        self.note = note
        self.because = because
        # Read now: the file may have changed by the time the error is printed.
        self.line_text = linecache.getline(location.filename, location.line) if location else ""

    def __str__(self) -> str:
        first, *rest = self.message.split("\n")
        lines = [f"{first} [{self.code}]", *rest]
        if self.location:
            lines += _excerpt(self.location, self.line_text.rstrip(), self.because)
        margin = " " * (len(str(self.location.line)) + 1 if self.location else 2)
        for text in () if self.location and self.line_text else (self.because,):
            lines += _remark(margin, text)
        lines += _remark(margin, self.note)
        return "\n".join(lines)


class UnsupportedError(S2SADError):
    """A construct that s2sad cannot differentiate."""

    code = "S2SAD201"
    _sites: tuple[UnsupportedError, ...] = ()

    @property
    def sites(self) -> list[UnsupportedError]:
        """One error for each place that is unsupported."""
        return list(self._sites) or [self]

    @classmethod
    def many(cls, errors: Iterable[UnsupportedError]) -> UnsupportedError:
        """Combine `errors` into one, so that the user sees all of them at once."""
        sites = list({str(site): site for error in errors for site in error.sites}.values())
        if not sites:
            raise ValueError("no errors to combine")
        if len(sites) == 1:
            return sites[0]
        combined = cls(f"{len(sites)} places cannot be differentiated", code=sites[0].code)
        combined._sites = tuple(sites)
        return combined

    def __str__(self) -> str:
        return "\n\n".join([self.message, *map(str, self._sites)]) if self._sites else super().__str__()


class SourceError(S2SADError):
    """The source of a function cannot be found, or is no longer what was imported."""

    code = "S2SAD101"


class ArgumentError(S2SADError, TypeError):
    """s2sad, or a derivative that it made, was called with something that it cannot take."""

    code = "S2SAD501"


class SharedMemoryError(ArgumentError, ValueError):
    """Two arguments share memory, and the function writes one of them: whose derivative is whose?"""

    code = "S2SAD601"


class ShapeError(ArgumentError, ValueError):
    """A cotangent, or another vector, has not the shape of what it belongs to."""

    code = "S2SAD507"


class RuleError(S2SADError):
    """A rule (a differential or an adjoint) is malformed."""

    code = "S2SAD411"


class StaleError(S2SADError):
    """An exported file is not what would be written now."""

    code = "S2SAD805"


class UsageError(S2SADError):
    """The command line, or a table of pyproject.toml, asks for what is not there."""

    code = "S2SAD811"


class ProgramError(S2SADError):
    """The user's own function raised an error where a command ran it."""

    code = "S2SAD814"


class InternalError(S2SADError):
    """A mistake of s2sad itself, caught by one of its own checks."""

    code = "S2SAD901"

    def __init__(
        self,
        message: str,
        location: Location | None = None,
        note: str | None = None,
        because: str | None = None,
        code: str | None = None,
    ) -> None:
        note = note or "this is a bug in s2sad: please report it with the function that shows it"
        super().__init__(message, location, note, because, code)


def _excerpt(location: Location, source: str, because: str | None) -> list[str]:
    """Where `location` is, then its first line with carets under it."""
    start = len(_bytes_before(source, location.column)) if source else location.column
    start += len(source[start:]) - len(source[start:].lstrip())
    where = f"{_short_path(location.filename)}:{location.line}:{start + 1}"
    lines = [f"  {where} in {location.function}"]
    if not source:
        return lines
    end = len(source)
    if location.end_line == location.line:
        end = len(_bytes_before(source, location.end_column))
    gutter = " " * len(str(location.line))
    carets = "^" * max(1, sum(map(_width, source[start:end])))
    indent = "".join("\t" if c == "\t" else " " * _width(c) for c in source[:start])
    return [
        *lines,
        f"{gutter} |",
        f"{location.line} | {source}",
        f"{gutter} | {indent}{carets}" + (f"  {because}" if because else ""),
    ]


def _remark(margin: str, text: str | None) -> list[str]:
    """`text` after an equals sign, its further lines aligned with the first."""
    return [f"{margin}= " + text.replace("\n", f"\n{margin}  ")] if text else []


def _short_path(filename: str) -> str:
    """Relative if the file is under the working directory, so that terminals link to it."""
    root = os.path.join(os.getcwd(), "")
    return filename[len(root) :] if filename.startswith(root) else filename


def _bytes_before(source: str, column: int) -> str:
    """What precedes a column that counts UTF-8 bytes."""
    return source.encode()[:column].decode(errors="ignore")


def _width(character: str) -> int:
    """How many cells of a terminal the character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
