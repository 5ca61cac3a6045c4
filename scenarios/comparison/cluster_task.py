"""What a worker of a cluster runs: one task, if the worker's code is the caller's.

A task travels as bytes that only the worker opens. Importing this module loads nothing heavy: the
scheduler imports it too.
"""

from __future__ import annotations

import pickle
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from calibration.sources import code_up_to

#: Libraries whose arithmetic results depend on.
LIBRARIES = ("numpy", "scipy", "numba")


class OtherCodeError(Exception):
    """This worker would give other results than the caller."""


@cache
def sources_here() -> dict[str, str]:
    """Versions and sources that results depend on, as this process has them."""
    try:
        own = version("mentorsim")
    except PackageNotFoundError:
        own = "not installed"
    major, minor, _ = platform.python_version_tuple()
    return {
        "mentorsim": own,
        "python": f"{major}.{minor}",
        **{name: version(name) for name in LIBRARIES},
        # Draws travel with the tasks; which ones a worker has itself is of no matter.
        "sources": code_up_to("scenarios"),
    }


@cache
def code_here() -> dict[str, str]:
    """What results depend on besides the task, as this process has it.

    `model` is lived (`calibration.fingerprints.model_fingerprint`): it would differ also where the
    same sources do something else.
    """
    from calibration.fingerprints import model_fingerprint
    from sim.parameters import parameter_space

    return sources_here() | {"model": model_fingerprint(parameter_space())}


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> str:
    """What is not as wanted, in words; empty if nothing."""
    return ", ".join(
        f"{name} {found.get(name)}, not {value}"
        for name, value in wanted.items()
        if found.get(name) != value
    )


def is_there() -> bool:
    """Whether this module can be imported: what a scheduler has to."""
    return True


def packed(function: Any, arguments: tuple[Any, ...]) -> bytes:
    """A call as bytes; the function must stand in a module that the worker has."""
    return pickle.dumps((function, arguments), protocol=5)


def run_packed(call: bytes, code: dict[str, str]) -> Any:
    """Run a call on a worker that has the caller's code, however late it joined.

    Raises:
        OtherCodeError: it has not.
    """
    differing = differences(code, code_here())
    if differing:
        raise OtherCodeError(differing)
    function, arguments = pickle.loads(call)
    return function(*arguments)
