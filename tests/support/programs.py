"""Programs that some tests need besides Python: found, or the test is skipped and says why."""

from __future__ import annotations

import os
import shutil

import pytest

#: Set to `all` (as continuous integration does), a missing program fails the test.
DEMAND = "MENTORSIM_TESTS"


def program(command: str) -> str:
    """The path of a program; without it the test is skipped, or fails where all must run."""
    found = shutil.which(command)
    if found is not None:
        return found
    words = f"NOT TESTED: there is no `{command}`; `make programs` installs it (Debian, as root)"
    if os.environ.get(DEMAND) == "all":
        pytest.fail(words, pytrace=False)
    pytest.skip(words)
