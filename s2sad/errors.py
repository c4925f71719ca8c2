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


class S2SADError(Exception):
    """What every error of s2sad derives from.

    `because` is printed after the carets and says why this place matters; `note` is printed last
    and says what to do instead.
    """

    def __init__(
        self,
        message: str,
        location: Location | None = None,
        note: str | None = None,
        because: str | None = None,
    ) -> None:
        super().__init__(message, location, note, because)  # `args` is what pickle passes back
        self.message = message
        self.location = location
        self.note = note
        self.because = because
        # Read now: the file may have changed by the time the error is printed.
        self.line_text = linecache.getline(location.filename, location.line) if location else ""

    def __str__(self) -> str:
        lines = [self.message]
        if self.location:
            lines += _excerpt(self.location, self.line_text.rstrip(), self.because)
        margin = " " * (len(str(self.location.line)) + 1 if self.location else 2)
        for text in () if self.location and self.line_text else (self.because,):
            lines += _remark(margin, text)
        lines += _remark(margin, self.note)
        return "\n".join(lines)


class UnsupportedError(S2SADError):
    """A construct that s2sad cannot differentiate."""

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
        combined = cls(f"{len(sites)} places cannot be differentiated")
        combined._sites = tuple(sites)
        return combined

    def __str__(self) -> str:
        return "\n\n".join([super().__str__(), *map(str, self._sites)])


class SourceError(S2SADError):
    """The source of a function cannot be found, or is no longer what was imported."""


class ArgumentError(S2SADError, TypeError):
    """s2sad, or a derivative that it made, was called with something that it cannot take."""


class SharedMemoryError(ArgumentError, ValueError):
    """Two arguments share memory, and the function writes one of them: whose derivative is whose?"""


class RuleError(S2SADError):
    """A rule (a differential or an adjoint) is malformed."""


class InternalError(S2SADError):
    """A mistake of s2sad itself, caught by one of its own checks."""

    def __init__(
        self,
        message: str,
        location: Location | None = None,
        note: str | None = None,
        because: str | None = None,
    ) -> None:
        note = note or "this is a bug in s2sad: please report it with the function that shows it"
        super().__init__(message, location, note, because)


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
