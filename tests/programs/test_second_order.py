"""Second derivatives of random programs: forward over reverse, against differences of gradients.

The gradient itself is checked by the oracle; here it is only differenced, so kinks of the first
derivative are skipped by asking two step sizes to agree.
"""

import os

import numpy as np
import pytest

import s2sad

from .generator import generate

COUNT = int(os.environ.get("S2SAD_SECOND_ORDER", "40"))


def moved(program, directions, step):
    """The arguments, moved along directions."""
    args = list(program.fresh())
    for i, d in zip(program.wrt, directions):
        args[i] = args[i] + step * d
    return args


@pytest.mark.parametrize("mutation", [False, True], ids=["functional", "mutation"])
@pytest.mark.parametrize("seed", range(COUNT))
def test_products_with_the_hessian(seed, mutation, tmp_path):
    program = generate(seed, mutation)
    f = program.function(tmp_path)
    rng = np.random.default_rng(seed)
    wrt = tuple(program.wrt)
    directions = [rng.normal(size=np.shape(program.args[i])) if isinstance(program.args[i], np.ndarray)
                  else float(rng.normal()) for i in wrt]
    with np.errstate(all="ignore"):
        gradient = s2sad.grad(f, wrt)
        try:
            product = s2sad.hvp(f, wrt)(*program.fresh(), *directions)
        except s2sad.UnsupportedError as error:
            if not mutation:
                raise
            pytest.skip(f"refused: {error}")
        quotients = []
        for h in (1e-5, 2e-5):
            up, down = gradient(*moved(program, directions, h)), gradient(*moved(program, directions, -h))
            quotients.append([(np.asarray(a) - np.asarray(b)) / (2 * h) for a, b in zip(up, down)])
    if not all(np.allclose(a, b, rtol=1e-4, atol=1e-4) for a, b in zip(*quotients)):
        pytest.skip("a kink of the gradient is near")
    for a, b in zip(product, quotients[0]):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-4)
