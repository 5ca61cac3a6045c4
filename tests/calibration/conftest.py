"""What the tests of the likelihood share: rows, their places, replicate trials, and the data."""

from __future__ import annotations

import pytest

from tests.support.likelihood_cases import (
    fitted_data,
    fitted_rows,
    replicate_rows,
    row_places,
)


@pytest.fixture(scope="module")
def rows():
    return fitted_rows()


@pytest.fixture(scope="module")
def place():
    return row_places()


@pytest.fixture(scope="module")
def replicates():
    return replicate_rows()


@pytest.fixture(scope="module")
def data():
    return fitted_data()
