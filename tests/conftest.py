"""For all tests: the verifier runs after every pass, and golden files can be written anew."""

import os
import sys

import pytest

assert "s2sad.pipeline" not in sys.modules, "S2SAD_VERIFY is read when s2sad is imported"
os.environ["S2SAD_VERIFY"] = "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate",
        action="store_true",
        help="write the golden files anew from what is generated now; review them like code",
    )


@pytest.fixture
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written rather than compared."""
    return bool(request.config.getoption("--regenerate"))
