"""Exported modules: they need NumPy alone, compute the same, and refuse what they are not right for."""

import ast
import functools
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import s2sad
from s2sad import ArgumentError, runtime
from s2sad.assembly import Assembly, check
from s2sad.backend.load import helper
from s2sad.errors import InternalError
from s2sad.standalone import module_text, write_atomically

X = np.array([0.3, -1.2, 0.7])
SCALE = 3.0
TABLE = np.array([1.0, -2.0, np.inf])
NAMES = ("a", 2, None)
BIG = np.zeros(2000)
OBJECT = object()


def loss(x: Any, n: int = 2, *, s: float = 1.0) -> Any:
    """A loss."""
    return SCALE * np.sum(np.sin(x) ** n) * s


def typed(x: float, n: int) -> float:
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


def broadcasting(x: Any, y: Any) -> Any:
    return np.sum(np.tanh(x * y) + x @ y)


def loaded(text: str) -> ModuleType:
    module = ModuleType("exported")
    exec(compile(text, "<exported>", "exec"), module.__dict__)
    return module


def imports(text: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(text)))
    assert {n.module for n in nodes if isinstance(n, ast.ImportFrom)} <= {"__future__", "collections.abc", "typing"}
    return {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}


# --- the file


def test_export_writes_a_module_that_runs_without_s2sad(tmp_path: Path) -> None:
    path = tmp_path / "out.py"
    s2sad.export([s2sad.grad(loss), s2sad.value_and_grad(typed)], path)
    code = ("import sys; sys.modules['s2sad'] = None\nimport numpy as np, out\n"
            "print(out.loss_grad(np.array([0.5, 1.0])).tolist(), out.typed_value_and_grad(2.0, 3))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.split("] ")[1].strip() == "(8.0, 12.0)"
    found = np.array(ast.literal_eval(done.stdout.split("] ")[0] + "]"))
    np.testing.assert_allclose(found, s2sad.grad(loss)(np.array([0.5, 1.0])), rtol=1e-15)
    assert imports(path.read_text()) <= {"numpy", "numpy.typing", "math"}


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.py"
    path.write_text("old")
    with pytest.raises(ArgumentError):
        s2sad.export(s2sad.grad(lambda x: x * np.sum(BIG)), path)
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("no")))
    with pytest.raises(OSError, match="no"):
        s2sad.export(s2sad.grad(loss), path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.py"]


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_permissions_links_and_directories(tmp_path: Path) -> None:
    path, link = tmp_path / "out.py", tmp_path / "link.py"
    write_atomically(str(path), "one\n")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask
    path.chmod(0o600)
    link.symlink_to(path)
    write_atomically(str(link), "two\n")
    assert link.is_symlink()
    assert path.read_bytes() == b"two\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for wrong in (tmp_path, tmp_path / "nowhere" / "out.py"):
        with pytest.raises(OSError, match="director"):
            write_atomically(str(wrong), "three\n")


def test_the_text_is_the_same_byte_for_byte() -> None:
    code = ("import s2sad\nfrom s2sad.standalone import module_text\nfrom tests.test_export import loss, typed\n"
            "print(module_text([s2sad.grad(loss), s2sad.vjp(typed)], None))")
    texts = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                            cwd=Path(__file__).parents[1], env={**os.environ, "PYTHONHASHSEED": seed}).stdout
             for seed in ("1", "2", "3")}
    assert len(texts) == 1


# --- the header


def test_docstrings_say_what_it_was_made_from() -> None:
    text = module_text([s2sad.grad(loss, "x"), s2sad.value_and_grad(typed, ("x",)), s2sad.jvp(loss), s2sad.vjp(loss),
                        s2sad.hvp(loss), s2sad.grad(s2sad.grad(typed))])
    tree = ast.parse(text)
    assert ast.get_docstring(tree) == (f"Derivatives of functions of {__name__}.\n\n"
                                       f"Written by s2sad {s2sad.__version__}: do not edit, but export again.")
    found = {n.name: ast.get_docstring(n) or "" for n in tree.body if isinstance(n, ast.FunctionDef)}
    name = f"{__name__}.loss"
    assert found["loss_grad"].startswith(f"The gradient of {name} with respect to x.\n\n"
                                         "From tests/test_export.py, SHA-256 ")
    assert found["loss_grad"].endswith(f", by s2sad {s2sad.__version__}.")
    for derivative, sentence in {
        "typed_value_and_grad": f"The value of {__name__}.typed, and its gradient with respect to x.",
        "loss_jvp": f"The value of {name}, and its derivative along x_dot.",
        "loss_vjp": f"The value of {name}, and its pullback with respect to x.",
        "loss_hvp": f"The Hessian of {name} with respect to x, times x_dot.",
        "typed_grad": f"The gradient of the gradient of {__name__}.typed with respect to x with respect to x."
    }.items():
        assert " ".join(found[derivative].split()).startswith(sentence)
    assert str(Path(__file__).parents[1]) not in text       # nothing of this machine
    single = module_text(s2sad.grad(loss))
    assert (ast.get_docstring(ast.parse(single)) or "").startswith(f"Derivatives of {name}.")


@pytest.mark.parametrize("name", ["x\nimport os", 'x"""\nraise SystemExit', "a b", "x\r\nimport os", "x\u2028y",
                                  "class", "1x", ""])
def test_hostile_names_and_docstrings_stay_text(name: str) -> None:
    def f(x: Any) -> Any:
        return np.sum(x * x)
    f.__name__ = f.__qualname__ = f.__module__ = f.__doc__ = name
    text = module_text(s2sad.grad(f), (X,))
    module = loaded(text)
    (made,) = [v for k, v in vars(module).items() if k.endswith("_grad")]
    np.testing.assert_allclose(made(X), 2 * X)
    first, *rest = ast.parse(text).body
    assert isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    assert {type(n) for n in rest} == {ast.Import, ast.ImportFrom, ast.FunctionDef}
    assert imports(text) == {"numpy", "numpy.typing"}


def test_a_module_with_anything_else_in_it_is_refused() -> None:
    with pytest.raises(InternalError):
        check("import os\n", set())
    with pytest.raises(InternalError):
        check("def f(x):\n    return x\nprint(1)\n", {"f"})
    with pytest.raises(InternalError):
        check("def f(x):\n    return y\n", {"f"})
    with pytest.raises(InternalError):
        check("def f(x):\n    return x\n", {"f", "g"})


# --- modes


@pytest.mark.parametrize("like", [None, (X,)])
def test_every_mode(like: Any) -> None:
    v = np.array([1.0, 0.5, -2.0])
    modes = [s2sad.grad(loss), s2sad.value_and_grad(loss), s2sad.jvp(loss), s2sad.vjp(loss)]
    modes += [s2sad.hvp(loss)] if like else []
    module = loaded(module_text(modes, like))
    np.testing.assert_allclose(module.loss_grad(X), s2sad.grad(loss)(X))
    np.testing.assert_allclose(module.loss_grad(X, 3, s=2.0), s2sad.grad(loss)(X, 3, s=2.0))
    assert module.loss_value_and_grad(X)[0] == pytest.approx(loss(X))
    assert module.loss_jvp(X, 2, 1.0, v)[1] == pytest.approx(s2sad.jvp(loss)(X, v)[1])
    _, pull = module.loss_vjp(X)
    np.testing.assert_allclose(pull(2.0), 2 * s2sad.grad(loss)(X))
    if like:
        np.testing.assert_allclose(module.loss_hvp(X, 2, 1.0, v), s2sad.hvp(loss)(X, v))


def test_structures_recursion_and_functions_of_the_users() -> None:
    def norm(p: Any, k: int) -> Any:
        return np.sum(p["w"] ** 2) if k == 0 else norm(p, k - 1) * p["b"][0]
    p = {"w": X, "b": (2.0, 1)}
    module = loaded(module_text(s2sad.grad(norm), (p, 2)))
    g = module.norm_grad(p, 3)
    np.testing.assert_allclose(g["w"], 2 * X * 8)
    assert g["b"][0] == pytest.approx(12 * np.sum(X**2))
    for wrong in ({"b": (2.0, 1), "w": X}, {"w": X}, {"w": X, "b": [2.0, 1]}, {"w": X[None], "b": (2.0, 1)}):
        with pytest.raises(TypeError, match="must be a dict"):
            module.norm_grad(wrong, 3)
    layers = [X, X * 2]
    module = loaded(module_text(s2sad.grad(lambda ws: sum_of_squares(ws)), (layers,)))
    found = module.lambda_grad([X, X, X])
    np.testing.assert_allclose(found[2], 2 * X)
    with pytest.raises(TypeError, match="must be a list"):
        module.lambda_grad([X, 1.0])


def sum_of_squares(ws: Any) -> Any:
    total = 0.0
    for w in ws:
        total = total + np.sum(w**2)
    return total


# --- kinds: never silently wrong


@pytest.mark.parametrize("example", [(X[:, None], np.ones((1, 3))), (np.ones((1, 1)), np.ones((1, 1))),
                                     (np.ones((2, 3)), np.ones((3, 3)))])
@pytest.mark.parametrize("shapes", [((3, 1), (1, 3)), ((1, 1), (1, 1)), ((3, 3), (3, 3)), ((1, 3), (3, 3)),
                                    ((1, 3), (3, 1))])
def test_sizes_are_not_specialised_on(example: Any, shapes: Any) -> None:
    """What was 1 in the example may be more, and the other way round."""
    rng = np.random.default_rng(0)
    args = [rng.normal(size=s) for s in shapes]
    d = s2sad.grad(broadcasting, ("x", "y"))
    expected = d(*args)
    for like in (example, None):
        found = loaded(module_text(d, like)).broadcasting_grad(*args)
        for a, b in zip(found, expected):
            assert a.shape == b.shape
            np.testing.assert_allclose(a, b)


@pytest.mark.parametrize("x", [X[None], X.astype(np.float32), X.astype(int), 1.0, [1.0, 2.0], np.float64(1.0), None])
def test_other_ranks_and_dtypes_are_refused(x: Any) -> None:
    module = loaded(module_text(s2sad.grad(loss), (X,)))
    with pytest.raises(TypeError, match="`x` must be an array of float64 with 1 dimension"):
        module.loss_grad(x)
    with pytest.raises(TypeError, match="`n` must be a number of type int"):
        module.loss_grad(X, 2.5)


def test_kinds_from_annotations() -> None:
    text = module_text(s2sad.grad(typed))
    assert "unbroadcast" not in text
    module = loaded(text)
    assert module.typed_grad(2.0, 3) == module.typed_grad(2, np.int64(3)) == 12.0
    for wrong in (X, "a", None):
        with pytest.raises(TypeError, match="`x` must be a number of type float"):
            module.typed_grad(wrong, 3)


def arrays(x: NDArray[np.float64], y: "np.ndarray[tuple[int, int], np.dtype[np.float32]]", p: tuple[float, int],
           q: list[float], z: NDArray[Any], w: NDArray[np.floating[Any]], s: str, m: "np.matrix") -> Any:
    return np.sum(x)


def test_kinds_from_annotations_of_arrays() -> None:
    found = [str(k) for k in s2sad.grad(arrays)._annotated()]
    assert found == ["float64[…]", "float32[?, ?]", "(float, int)", "list[float]", "?", "?", "str", "?"]


def test_tangents_of_another_shape_are_refused() -> None:
    module = loaded(module_text(s2sad.jvp(loss), (X,)))
    with pytest.raises(ValueError, match="x_dot must have the shape of x"):
        module.loss_jvp(X, 2, 1.0, 1.0)


def test_a_default_of_none_stays_none() -> None:
    def f(x: Any, w: Any = None) -> Any:
        return np.sum(x * x) if w is None else np.sum(x * w)
    module = loaded(module_text(s2sad.grad(f), (X,)))
    np.testing.assert_allclose(module.f_grad(X), 2 * X)
    with pytest.raises(TypeError, match="`w` must be None"):
        module.f_grad(X, X)


# --- constants


def test_globals_and_closures_become_constants() -> None:
    def make(k: Any) -> Any:
        def inner(x: Any) -> Any:
            return np.sum(x * k) * SCALE
        return inner
    several = [s2sad.grad(make(k)) for k in (2.0, np.array([1.0, 2.0, -0.0]), 2.0)]
    text = module_text(several, (X,))
    assert f"SCALE = 3.0  # global `SCALE` of {__name__}" in text
    assert text.count("k = 2.0") == 1
    module = loaded(text)
    np.testing.assert_array_equal(module.inner_grad(X), [6.0, 6.0, 6.0])
    np.testing.assert_array_equal(module.inner_grad_x(X), [3.0, 6.0, -0.0])
    np.testing.assert_array_equal(module.inner_grad_x_1(X), [6.0, 6.0, 6.0])


def test_arrays_and_odd_numbers_are_written_exactly() -> None:
    values = [TABLE, np.array([[1, 2]], np.int8), np.array([0.1], np.float32), np.zeros((0, 3)), np.array([True]),
              np.array([1e-300, -0.0, np.nan]), np.array([1 + 2j, complex(-0.0, np.inf)]), np.float32(0.1), 1e400,
              -0.0, 2**70,
              "a'\n\"\\", b"\x00", ("x", (1, None)), [1.0, -2.5], {"a": 1.0}]
    from s2sad.literals import literal
    for value in values:
        node = literal(value)
        assert node is not None
        again = eval(ast.unparse(node), {"np": np})
        assert type(again) is type(value)
        np.testing.assert_equal(again, value)
        assert repr(again) == repr(value)
        if isinstance(value, np.ndarray):
            assert again.dtype == value.dtype
            assert again.shape == value.shape
    for value in (object(), np.zeros(2000), np.array(["a"]), np.array([None]), (1, object()), len, {1, 2}):
        assert literal(value) is None


def opaque(x: Any) -> Any:
    return x


s2sad.nondifferentiable(opaque)


@pytest.mark.parametrize(("f", "name"), [
    (lambda x: x * np.sum(BIG), "`BIG`.*2000 numbers"),
    (lambda x: x * x if x > OBJECT else x, "OBJECT"),
    (lambda x: x * opaque(x), "opaque"),
])
def test_what_has_no_literal_is_named(f: Any, name: str) -> None:
    with pytest.raises(ArgumentError, match=name):
        module_text(s2sad.grad(f), (2.0,))


def test_bound_arguments_are_written_out() -> None:
    module = loaded(module_text(s2sad.grad(functools.partial(loss, n=3, s=2.0)), (X,)))
    np.testing.assert_allclose(module.loss_grad(X), s2sad.grad(loss)(X, 3, s=2.0))


def test_stop_gradient_is_exported() -> None:
    module = loaded(module_text(s2sad.grad(lambda x: s2sad.stop_gradient(x) * x), (2.0,)))
    assert module.lambda_grad(3.0) == 3.0


# --- helpers


@pytest.mark.parametrize("name", [*runtime.__all__, "unit"])
def test_every_helper_can_be_exported(name: str) -> None:
    """With all that it calls, from its source, without what only s2sad has."""
    assembly = Assembly()
    assembly.add_helper(helper(name))
    text = assembly.text()
    assert callable(getattr(loaded(text), name))
    solvers = {"convolution_back": "scipy.signal", "trajectory": "scipy.integrate", "gammainc_da": "scipy.special",
               "betainc_dab": "scipy.special", "interpolation_basis": "scipy.interpolate",
               "b_spline_basis": "scipy.interpolate",
               **dict.fromkeys(("rooted", "minimum", "least", "fitted", "lowest"), "scipy.optimize"),
               **dict.fromkeys(("lu_factor", "lu_solve", "cho_factor", "cho_solve", "solve_triangle", "branched",
                                "branched_twice", "schur_rotation"), "scipy.linalg")}
    assert imports(text) <= {"numpy", "numpy.typing", "math", solvers.get(name, "numpy")}
    assert "S2SAD" not in text


# --- several functions, and names


def test_names_are_kept_apart() -> None:
    def f(x: float, y: float) -> float:
        return x * y * y
    module = loaded(module_text([s2sad.grad(f), s2sad.grad(f, "y"), s2sad.grad(f, "y")]))
    assert (module.f_grad(2.0, 3.0), module.f_grad_y(2.0, 3.0), module.f_grad_y_1(2.0, 3.0)) == (9.0, 12.0, 12.0)
    module = loaded(module_text({"first": s2sad.grad(f), "second": s2sad.grad(f, 1)}))
    assert (module.first(2.0, 3.0), module.second(2.0, 3.0)) == (9.0, 12.0)


@pytest.mark.parametrize(("what", "like"), [
    (loss, None), ([loss], None), ({"a b": s2sad.grad(loss)}, None), ({1: s2sad.grad(loss)}, None),
    (s2sad.hessian(loss), None), (s2sad.linearize(loss), None), (s2sad.elementwise_grad(loss), None),
    (s2sad.grad(lambda *a: a[0], 0), None), (s2sad.grad(lambda f, x: f(x), 1), (np.sin, 1.0)),
    (s2sad.grad(typed), (1.0,)),
])
def test_what_cannot_be_exported(what: Any, like: Any, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError):
        s2sad.export(what, tmp_path / "out.py", like=like)
    assert not os.listdir(tmp_path)
