"""What a user reads when something goes wrong."""

import linecache
import pickle
from pathlib import Path

import pytest

from s2sad.errors import (
    ArgumentError,
    InternalError,
    Location,
    RuleError,
    S2SADError,
    SourceError,
    UnsupportedError,
)

MODEL = """\
import numpy as np


def loss(w):
    # a comment
    x = 2 * w
    é = "日本"; y = np.sort(x)
\tz = np.unique(
        y)
    u = np.unique(x)
"""
UNIQUE = Location("model.py", 10, 8, 10, 20, "loss")
SORT = Location("model.py", 7, 23, 7, 33, "loss")  # columns count bytes
MULTILINE = Location("model.py", 8, 5, 9, 10, "loss")


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)  # where linecache looks relative names up
    linecache.cache.pop("model.py", None)
    path = tmp_path / "model.py"
    path.write_text(MODEL, encoding="utf-8")
    return path


def golden(error: S2SADError, text: str) -> None:
    assert str(error) == text.strip("\n")


def test_carets_a_reason_and_a_note() -> None:
    error = UnsupportedError(
        "no differential is known for np.unique",
        UNIQUE,
        because="x is active: it depends on argument `w` (line 4)",
        note="declare one with @s2sad.differential(np.unique), or cut with s2sad.stop_gradient(x)",
    )
    golden(
        error,
        """
no differential is known for np.unique [S2SAD201]
  model.py:10:9 in loss
   |
10 |     u = np.unique(x)
   |         ^^^^^^^^^^^^  x is active: it depends on argument `w` (line 4)
   = declare one with @s2sad.differential(np.unique), or cut with s2sad.stop_gradient(x)
""",
    )


def test_carets_stand_under_wide_characters() -> None:
    golden(
        UnsupportedError("no differential is known for np.sort", SORT),
        """
no differential is known for np.sort [S2SAD201]
  model.py:7:19 in loss
  |
7 |     é = "日本"; y = np.sort(x)
  |                     ^^^^^^^^^^
""",
    )


def test_tabs_are_kept_and_only_the_first_line_is_shown() -> None:
    golden(
        UnsupportedError("no", MULTILINE, note="one\ntwo"),
        """
no [S2SAD201]
  model.py:8:6 in loss
  |
8 | \tz = np.unique(
  | \t    ^^^^^^^^^^
  = one
    two
""",
    )


def test_without_a_location() -> None:
    golden(
        ArgumentError("wrt names no argument", note="the arguments are x, y", because="it is 'z'", code="S2SAD502"),
        """
wrt names no argument [S2SAD502]
  = it is 'z'
  = the arguments are x, y
""",
    )


def test_without_a_source() -> None:
    golden(
        SourceError("gone", Location("nowhere.py", 3, 0, 3, 4, "f"), because="deleted"),
        """
gone [S2SAD101]
  nowhere.py:3:1 in f
  = deleted
""",
    )


def test_a_bug_of_ours_says_so() -> None:
    golden(
        InternalError("a value is used before it is defined"),
        """
a value is used before it is defined [S2SAD901]
  = this is a bug in s2sad: please report it with the function that shows it
""",
    )


def test_all_sites_are_reported_at_once() -> None:
    first = UnsupportedError("no differential is known for np.unique", UNIQUE)
    second = UnsupportedError("no differential is known for np.sort", SORT)
    both = UnsupportedError.many([first, second])
    error = UnsupportedError.many([both, first])
    assert error.sites == [first, second]
    golden(
        error,
        """
2 places cannot be differentiated

no differential is known for np.unique [S2SAD201]
  model.py:10:9 in loss
   |
10 |     u = np.unique(x)
   |         ^^^^^^^^^^^^

no differential is known for np.sort [S2SAD201]
  model.py:7:19 in loss
  |
7 |     é = "日本"; y = np.sort(x)
  |                     ^^^^^^^^^^
""",
    )


def test_one_site_is_itself() -> None:
    error = UnsupportedError("no", UNIQUE)
    assert UnsupportedError.many([error, error]) is error
    assert error.sites == [error]
    with pytest.raises(ValueError, match="no errors"):
        UnsupportedError.many([])


def test_the_line_is_the_one_that_was_there(model: Path) -> None:
    error = UnsupportedError("no", UNIQUE)
    before = str(error)
    model.write_text("\n" * 20)
    assert str(error) == before


def test_paths_under_the_working_directory_are_relative(model: Path) -> None:
    here = Location(str(model), *(10, 8, 10, 20), "loss")
    assert "  model.py:10:9 in loss" in str(SourceError("no", here))
    assert here.text == "u = np.unique(x)"
    elsewhere = Location("/nowhere/model.py", *(10, 8, 10, 20), "loss")
    assert "  /nowhere/model.py:10:9 in loss" in str(SourceError("no", elsewhere))


@pytest.mark.parametrize(
    "cls", [S2SADError, UnsupportedError, SourceError, ArgumentError, RuleError, InternalError]
)
def test_errors_can_be_pickled(cls: type[S2SADError], model: Path) -> None:
    error = cls("no", UNIQUE, "do this", "for that", "S2SAD203")
    data = pickle.dumps(error)
    model.write_text("")
    copy = pickle.loads(data)
    assert type(copy) is cls
    assert str(copy) == str(error)
    assert copy.location == error.location
    assert copy.code == error.code == "S2SAD203"


def test_combined_errors_can_be_pickled() -> None:
    error = UnsupportedError.many([UnsupportedError("a", UNIQUE), UnsupportedError("b", SORT)])
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error)
    assert len(copy.sites) == 2


def test_argument_errors_are_type_errors() -> None:
    with pytest.raises(TypeError):
        raise ArgumentError("no")


def test_locations_are_values() -> None:
    assert {UNIQUE: 1}[Location("model.py", 10, 8, 10, 20, "loss")] == 1
