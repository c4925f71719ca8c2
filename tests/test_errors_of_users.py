"""What users read when they ask for what cannot be done, or when their own program raises.

Each case is a file `model.py` and a call. The messages stand in golden/errors.txt; write them anew
with `pytest tests/test_errors_of_users.py --regenerate`, and review them like code.
"""

import contextlib
import functools
import importlib.util
import io
import linecache
import textwrap
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import s2sad

GOLDEN = Path(__file__).parent / "golden" / "errors.txt"
RULE = "=" * 20
VECTOR = "import numpy as np\nfrom s2sad import grad, jvp\nx = np.array([0.3, 0.1, 0.5])\n"

# Each case: a program, and an expression that is refused.
CASES: dict[str, tuple[str, str]] = {
    "no rule": (
        """
        def loss(w):
            x = 2 * w
            u = np.asmatrix(x)
            return np.sum(u)
        """,
        "grad(loss)(x)",
    ),
    "no rule, in a helper": (
        """
        def helper(v):
            return np.asmatrix(v)
        def loss(w):
            return helper(w) + 1.0
        """,
        "grad(loss)(x)",
    ),
    "no rule for an argument": (
        """
        def loss(w):
            return np.sum(np.sin(w, where=w > 0))
        """,
        "grad(loss)(x)",
    ),
    "a variable after an exception": (
        """
        def loss(w):
            try:
                y = 2 * w
                z = 1 / w
            except ZeroDivisionError:
                z = y
            return z
        """,
        "grad(loss)(0.5)",
    ),
    "a list written before an exception": (
        """
        def loss(w):
            xs = [w]
            try:
                xs.append(2 * w)
                z = 1 / w
            except ZeroDivisionError:
                z = 0.0
            return z * xs[-1]
        """,
        "grad(loss)(0.5)",
    ),
    "leaving a finally": (
        """
        def loss(w):
            try:
                y = 1 / w
            finally:
                return 0.0
        """,
        "grad(loss)(0.5)",
    ),
    "a tangent through a loop in a try": (
        """
        def loss(w):
            try:
                for i in range(3):
                    w = w / (w - i)
            except ZeroDivisionError:
                w = 0.0
            return w
        """,
        "jvp(loss)(0.5, 1.0)",
    ),
    "an attribute of an argument": (
        """
        class Model:
            def __init__(self, w):
                self.w = w
                self.calls = 0
            def loss(self):
                self.calls += 1
                return self.w ** 2
        def loss(m):
            return m.loss()
        """,
        "grad(loss)(Model(0.5))",
    ),
    "an attribute that is not there": (
        """
        class Model:
            pass
        def loss(w):
            m = Model()
            return w * m.scale
        """,
        "grad(loss)(0.5)",
    ),
    "an attribute added on one branch": (
        """
        class Model:
            pass
        def loss(w):
            m = Model()
            if w > 0:
                m.scale = w
            return w * m.scale
        """,
        "grad(loss)(0.5)",
    ),
    "a generator with effects": (
        """
        def parts(w):
            print(w)
            yield w
        def loss(w):
            return sum(parts(w))
        """,
        "grad(loss)(0.5)",
    ),
    "a generator that never ends": (
        """
        def powers(w):
            p = 1.0
            while True:
                yield p
                p *= w
        def loss(w):
            for p in powers(w):
                if p < 0.1:
                    return p
        """,
        "grad(loss)(0.5)",
    ),
    "a generator's list, written": (
        """
        def items(xs):
            for x in xs:
                yield x
        def loss(w):
            xs = [w, w]
            for x in items(xs):
                xs[1] = 2 * x
            return xs[1]
        """,
        "grad(loss)(0.5)",
    ),
    "a generator expression, and what it reads assigned later": (
        """
        def loss(w):
            squares = (w * i for i in range(3))
            w = 2.0 * w
            return sum(squares)
        """,
        "grad(loss)(0.5)",
    ),
    "a generator that two read": (
        """
        def loss(w):
            powers = (w**i for i in range(4))
            return sum(a * b for a, b in zip(powers, powers))
        """,
        "grad(loss)(0.5)",
    ),
    "an iterator that never ends": (
        """
        import itertools

        def loss(w):
            return sum(w**i for i in itertools.count())
        """,
        "grad(loss)(0.5)",
    ),
    "combinations of what is not known one by one": (
        """
        import itertools

        def loss(w, n):
            return sum(sum(c) for c in itertools.combinations([w * i for i in range(n)], n - 1))
        """,
        "grad(loss)(0.5, 6)",
    ),
    "an object that is not followed, and keeps what varies": (
        """
        import queue

        def loss(w):
            jobs = queue.Queue()
            jobs.put(w)
            return jobs.get() * w
        """,
        "grad(loss)(0.5)",
    ),
    "a key that is computed": (
        """
        def loss(w):
            d = {}
            for i in range(100):
                d[i] = w * i
            return d[3]
        """,
        "grad(loss)(0.5)",
    ),
    "a tuple of unknown length": (
        """
        def loss(w):
            return sum(tuple(v * v for v in list(w)))
        """,
        "grad(loss)(x)",
    ),
    "a wrong keyword": (
        """
        def helper(a, b):
            return a * b
        def loss(w):
            return helper(w, c=w)
        """,
        "grad(loss)(0.5)",
    ),
    "class": (
        """
        def loss(w):
            class Model:
                rate = 0.1
            return w * Model.rate
        """,
        "grad(loss)(0.5)",
    ),
    "yield": ("def loss(w):\n    yield w\n", "grad(loss)(0.5)"),
    "async": ("async def loss(w):\n    return w\n", "grad(loss)(0.5)"),
    "import": ("def loss(w):\n    import math\n    return math.sin(w)\n", "grad(loss)(0.5)"),
    "del of an item": (
        """
        def loss(w):
            v = w * 2
            del v[0]
            return w
        """,
        "grad(loss)(x)",
    ),
    "several places": (
        """
        def loss(w):
            z = (t := w for _ in range(3))
            y = 2 * w
            class A:
                pass
            import math
            x = 3 * w
            global g
            g = x
            return y
        """,
        "grad(loss)(0.5)",
    ),
    "a continued line": (
        """
        def loss(w):
            return np.sum(
                np.asmatrix(
                    w,
                )
            )
        """,
        "grad(loss)(x)",
    ),
    "an integer": ("def loss(w):\n    return w * w\n", "grad(loss)(3)"),
    "integers": ("def loss(w):\n    return np.sum(w)\n", "grad(loss)(np.arange(3))"),
    "a bool": ("def loss(flag):\n    return flag * 2.0\n", "grad(loss)(True)"),
    "a string": ("def loss(n, w):\n    return w * w\n", "grad(loss)('a', 0.5)"),
    "an array as result": ("def loss(w):\n    return 2 * w\n", "grad(loss)(x)"),
    "None as result": ("def loss(w):\n    y = w * w\n", "grad(loss)(0.5)"),
    "a tuple as result": ("def loss(w):\n    return w, 2 * w\n", "grad(loss)(0.5)"),
    "a complex result": ("def loss(w):\n    return w * 1j\n", "grad(loss)(0.5)"),
    "aux without a pair": ("def loss(w):\n    return w\n", "grad(loss, has_aux=True)(0.5)"),
    "no such name": ("def loss(w, b):\n    return w\n", "grad(loss, wrt='x')"),
    "no such index": ("def loss(w, b):\n    return w\n", "grad(loss, wrt=2)"),
    "no index at all": ("def loss(w, b):\n    return w\n", "grad(loss, wrt=0.5)"),
    "twice": ("def loss(w, b):\n    return w\n", "grad(loss, wrt=('w', 0))"),
    "wrt and argnums": ("def loss(w, b):\n    return w\n", "grad(loss, wrt=0, argnums=0)"),
    "not a function": ("", "grad(0.5)"),
    "no source": ("loss = eval('lambda w: w * w')\n", "grad(loss)(0.5)"),
    "a builtin": ("import math\n", "grad(math.gcd)(0.5)"),
    "a missing argument": ("def loss(w, b):\n    return w * b\n", "grad(loss)(0.5)"),
    "too many arguments": ("def loss(w, b):\n    return w * b\n", "grad(loss)(0.5, 1.0, 2.0)"),
    "an argument twice": ("def loss(w, b):\n    return w * b\n", "grad(loss)(0.5, w=1.0)"),
    "an unknown argument": ("def loss(w, b):\n    return w * b\n", "grad(loss)(0.5, c=1.0)"),
    "a vector of another shape": (
        "from s2sad import jvp\ndef loss(w):\n    return 2 * w\n",
        "jvp(loss)(x, x[1:])",
    ),
    "an opaque function": (
        """
        import bisect
        def loss(w):
            y = bisect.bisect(w, 0.1)
            return np.sum(w) * y
        """,
        "grad(loss)(x)",
    ),
    "a helper without an argument": (
        """
        def helper(a, b):
            return a * b
        def loss(w):
            return helper(w)
        """,
        "grad(loss)(0.5)",
    ),
    "non-ASCII": (
        'def loss(w):\n    s = "日本"; y = np.asmatrix(w)\n    return np.sum(y)\n',
        "grad(loss)(x)",
    ),
}

# Writing in place where it cannot be told what else changes.
IN_PLACE: dict[str, tuple[str, str]] = {
    "a global array is written": (
        """
        TABLE = np.zeros(3)

        def loss(w):
            TABLE[0] = w[0]
            return np.sum(TABLE * w)
        """,
        "grad(loss)(x)",
    ),
    "one array or another is written": (
        """
        def loss(w):
            rows = np.outer(w, w)
            last = rows[0]
            for i in range(1, len(w)):
                rows[i] *= 2.0
                rows[i] += last
                last = rows[i]
            return np.sum(rows)
        """,
        "grad(loss)(x)",
    ),
    "the condition of a loop writes": (
        """
        def grow(w):
            w *= 1.5
            return w[0]

        def loss(w):
            while grow(w) < 9.0:
                w[1] += 1.0
            return np.sum(w)
        """,
        "grad(loss)(x)",
    ),
    "an array in a list is written": (
        """
        def loss(w, n=2):
            rows = [w * i for i in range(n)]
            rows[n - 1][0] = 0.0
            return np.sum(rows[0])
        """,
        "grad(loss)(x)",
    ),
    "floats are added to integers": (
        """
        def loss(w):
            k = np.zeros(3, dtype=int)
            k += w
            return np.sum(k * w)
        """,
        "grad(loss)(x)",
    ),
    "recursion writes": (
        """
        def fill(w, v, n):
            w[n] = 2.0 * v[0]
            return fill(w, v, n - 1) if n > 0 else np.sum(w)

        def loss(w, n):
            return fill(w, w, n)
        """,
        "grad(loss)(x, 2)",
    ),
    "an array that a body may leave half-way": (
        """
        def loss(w):
            try:
                w[0] = 1.0 / np.sum(w)
                z = 1 / float(w[1])
            except ZeroDivisionError:
                z = 0.0
            return z + np.sum(w)
        """,
        "grad(loss)(x)",
    ),
    "two arguments share memory": (
        """
        def loss(w, v):
            w[0] = v[1]
            return np.sum(w * v)
        """,
        "grad(loss)(x, x)",
    ),
}
ALL = {**CASES, **IN_PLACE}

Load = Callable[[str], ModuleType]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Import a text as model.py, in a folder of its own where the test then runs."""
    monkeypatch.chdir(tmp_path)

    def loaded(text: str) -> ModuleType:
        path = tmp_path / "model.py"
        path.write_text(VECTOR + "\n\n" + textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        linecache.cache.pop(str(path), None)
        spec = importlib.util.spec_from_file_location("model", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return loaded


@functools.cache
def golden() -> dict[str, str]:
    parts = ("\n" + GOLDEN.read_text(encoding="utf-8")).split(f"\n{RULE} ")[1:]
    return {name: text.rstrip("\n") for name, _, text in (p.partition("\n") for p in parts)}


def message(load: Load, name: str) -> str:
    program, call = ALL[name]
    module = load(program)
    with pytest.raises((s2sad.S2SADError, TypeError)) as caught:
        eval(call, vars(module))
    return f"{call}\n{type(caught.value).__name__}: {caught.value}"


@pytest.mark.parametrize("name", ALL)
def test_message(name: str, load: Load, regenerate: bool) -> None:
    if regenerate:
        pytest.skip("written by test_no_message_is_left_over")
    assert message(load, name) == golden().get(name)


def test_no_message_is_left_over(load: Load, regenerate: bool) -> None:
    if regenerate:
        pages = [f"{RULE} {name}\n{message(load, name)}\n" for name in ALL]
        GOLDEN.write_text("\n".join(pages), encoding="utf-8")
        golden.cache_clear()
    assert list(golden()) == list(ALL)


def test_the_designs_message(load: Load) -> None:
    """The example of the design, section 9."""
    model = load("def loss(w):\n    x = 2 * w\n    u = np.asmatrix(x)\n    return np.sum(u) + 1.0\n")
    with pytest.raises(s2sad.UnsupportedError) as caught:
        s2sad.grad(model.loss)(model.x)
    assert str(caught.value) == (
        "no differential is known for np.asmatrix [S2SAD401]\n"
        "  model.py:8:9 in loss\n"
        "  |\n"
        "8 |     u = np.asmatrix(x)\n"
        "  |         ^^^^^^^^^^^^^^  x is active: it depends on argument `w` (line 6)\n"
        "  = declare one with @s2sad.differential(np.asmatrix), or cut it with s2sad.stop_gradient(x)"
    )


def test_the_note_names_the_users_argument(load: Load) -> None:
    model = load("def loss(w):\n    y = 2 * w\n    return np.sum(np.asmatrix(y))\n")
    with pytest.raises(s2sad.UnsupportedError, match=r"stop_gradient\(y\)"):
        s2sad.grad(model.loss)(model.x)


def test_several_places_are_sites(load: Load) -> None:
    model = load(CASES["several places"][0])
    with pytest.raises(s2sad.UnsupportedError) as caught:
        s2sad.grad(model.loss)(0.5)
    assert len(caught.value.sites) == 4
    assert [s.location.line for s in caught.value.sites if s.location] == [7, 9, 11, 14]


def test_global_writes_are_one_place(load: Load) -> None:
    model = load("g = 0.0\ndef loss(w):\n    global g\n    g = w\n    return g\n")
    with pytest.raises(s2sad.UnsupportedError) as caught:
        s2sad.grad(model.loss)(0.5)
    assert "writing the global variable `g` is not supported [S2SAD202]\n  model.py:9:5" in str(caught.value)
    assert len(caught.value.sites) == 1


def test_a_wrong_keyword_of_a_helper(load: Load) -> None:
    model = load("def helper(a, b):\n    return a\ndef loss(w):\n    return helper(w, c=w)\n")
    with pytest.raises(s2sad.UnsupportedError, match="`c`"):
        s2sad.grad(model.loss)(0.5)


def test_stale_source(load: Load) -> None:
    """The file has changed since it was imported: its lines are of another program."""
    model = load("def loss(w):\n    return w * w / 7.0\n")
    Path("model.py").write_text("# gone\n\n\n\n\n\n" + "z = 1\n" * 4, encoding="utf-8")
    linecache.checkcache()
    with pytest.raises(s2sad.SourceError, match="loss"):
        s2sad.grad(model.loss)(0.5)


def test_what_is_refused_leaves_no_trace(load: Load) -> None:
    """The same refusal twice, and the argument as it was."""
    model = load(IN_PLACE["one array or another is written"][0])
    derivative, x = s2sad.grad(model.loss), model.x.copy()
    for _ in range(2):
        with pytest.raises(s2sad.UnsupportedError):
            derivative(x)
    np.testing.assert_array_equal(x, model.x)


# --- exceptions of the program itself

RAISING: dict[str, tuple[str, tuple[Any, ...], str]] = {
    "division": ("def loss(w):\n    y = w * w\n    return 1.0 / y\n", (0.0,), "1.0 / y"),
    "in a branch": (
        "def loss(w):\n    if w < 1:\n        raise ValueError(f'{w} is small')\n    return w\n",
        (0.5,),
        "raise ValueError(",
    ),
    "in a loop": (
        """
        def loss(w, n):
            for i in range(n):
                if i == 2:
                    raise IndexError("too far")
                w = w * w
            return w
        """,
        (0.5, 4),
        'raise IndexError("too far")',
    ),
    "in a helper": (
        """
        def helper(v):
            if v > 0:
                raise RuntimeError("not this one", v)
            return v
        def loss(w):
            return helper(2 * w)
        """,
        (0.5,),
        'raise RuntimeError("not this one"',
    ),
    "assertion": (
        "def loss(w):\n    assert w > 1, 'w is too small'\n    return w * w\n",
        (0.5,),
        "w is too small",
    ),
    "assertion without a message": (
        "def loss(w):\n    assert w > 1\n    return w * w\n",
        (0.5,),
        "w > 1",
    ),
    "unbound": (
        "def loss(w):\n    if w > 1:\n        y = w\n    return y * w\n",
        (0.5,),
        "y",
    ),
    "unbound after a loop": (
        "def loss(w, n):\n    for i in range(n):\n        y = w * i\n    return y * w\n",
        (0.5, 0),
        "y",
    ),
    "an undefined name": ("def loss(w):\n    return w * nothing\n", (0.5,), "nothing"),
    "an index": ("def loss(w):\n    return w[0] * w[7]\n", (np.ones(3),), "w[7]"),
    "a key": ("def loss(p):\n    return p['a'] * p['b']\n", ({"a": 0.5},), "['b']"),
    "shapes": (
        "def loss(w, v):\n    return np.sum((w + v) ** 2)\n",
        (np.ones(3), np.ones(2)),
        "w + v",
    ),
    "singular": (
        "def loss(a):\n    return np.sum(np.linalg.solve(a, np.ones(2)))\n",
        (np.zeros((2, 2)),),
        "np.linalg.solve(a, np.ones(2))",
    ),
    "domain": ("import math\ndef loss(w):\n    return math.log(w)\n", (-1.0,), "math.log(w)"),
}


def raised(f: Callable[..., Any], args: tuple[Any, ...]) -> Exception:
    with pytest.raises(Exception) as caught:
        f(*args)
    return caught.value


def marked(name: str, mode: str) -> Any:
    marks = []
    return pytest.param(name, mode, id=f"{name}, {mode}", marks=marks)


MODES = ["value_and_grad", "vjp", "jvp"]


@pytest.mark.parametrize(("name", "mode"), [marked(n, m) for n in RAISING for m in MODES])
def test_exceptions_come_through(name: str, mode: str, load: Load) -> None:
    """The same type and message; the traceback shows a line of generated code with the user's text."""
    program, args, text = RAISING[name]
    model = load(program)
    expected = raised(model.loss, args)
    tangents = (args[0],) if mode == "jvp" else ()
    error = raised(getattr(s2sad, mode)(model.loss), (*args, *tangents))
    assert type(error) is type(expected)
    assert error.args == expected.args
    shown = traceback.format_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    generated = [f for f in frames if f.filename.startswith("<s2sad ")]
    assert generated, "".join(shown)
    frame = generated[-1]
    lines = linecache.getlines(frame.filename)
    assert frame.lineno and frame.line
    near = "".join(lines[max(frame.lineno - 3, 0) : frame.lineno + 1])
    assert plain(text) in plain(near), near


def plain(text: str) -> str:
    return text.replace('"', "'").replace(" ", "")


def test_a_gradient_names_the_users_variable(load: Load) -> None:
    model = load(RAISING["unbound"][0])
    assert s2sad.grad(model.loss)(2.0) == 4.0
    with pytest.raises(UnboundLocalError, match="'y'"):
        s2sad.grad(model.loss)(0.5)


def test_a_program_that_always_raises(load: Load) -> None:
    model = load("def loss(w):\n    raise ValueError('not here')\n")
    with pytest.raises(ValueError, match="not here"):
        s2sad.grad(model.loss)(0.5)


def test_a_deleted_variable_is_read(load: Load) -> None:
    model = load("def loss(w):\n    y = w * w\n    del y\n    return y\n")
    with pytest.raises(UnboundLocalError, match="'y'"):
        s2sad.grad(model.loss)(0.5)


def test_the_file_is_the_functions_own(load: Load, tmp_path: Path) -> None:
    """Two files with the same text: each error points into its own."""
    program = "def loss(w):\n    return np.sum(np.asmatrix(w)) - 3.0\n"
    first = load(program).loss
    (tmp_path / "elsewhere").mkdir()
    copy = tmp_path / "elsewhere" / "copy.py"
    copy.write_text(Path("model.py").read_text("utf-8"), encoding="utf-8")
    scope: dict[str, Any] = {}
    exec(compile(copy.read_text("utf-8"), str(copy), "exec"), scope)
    for function, name in ((first, "  model.py:"), (scope["loss"], "copy.py:")):
        with pytest.raises(s2sad.UnsupportedError) as caught:
            s2sad.grad(function)(np.ones(2))
        assert name in str(caught.value)


def test_the_traceback_of_a_refusal_does_not_grow(load: Load) -> None:
    model = load("def loss(w):\n    import math\n    return w\n")
    lengths = []
    for _ in range(3):
        with pytest.raises(s2sad.UnsupportedError) as caught:
            s2sad.grad(model.loss)
        lengths.append(len(traceback.extract_tb(caught.value.__traceback__)))
    assert len(set(lengths)) == 1


def test_grad_raises_too(load: Load) -> None:
    model = load(RAISING["in a branch"][0])
    with pytest.raises(ValueError, match=r"^0\.5 is small$"):
        s2sad.grad(model.loss)(0.5)
    assert s2sad.grad(model.loss)(1.5) == 1.0


def test_printing_happens_once(load: Load) -> None:
    model = load("def loss(w):\n    print('w is', w)\n    return w * w\n")
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert s2sad.value_and_grad(model.loss)(0.5) == (0.25, 1.0)
    assert out.getvalue() == "w is 0.5\n"
