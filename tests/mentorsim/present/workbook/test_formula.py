"""Terms: the formula of what is worked out, with brackets where they are needed."""

from __future__ import annotations

import numpy as np
import pytest

from mentorsim.present.workbook.formula import (
    NOTHING,
    SUM,
    Term,
    as_floats,
    products,
    rounded,
    term,
    total,
)

A, B = Term("A1", 2.0), Term("B1", 5.0)
SUMMED = Term("A1+B1", 7.0, SUM)


@pytest.mark.parametrize(
    ("found", "text", "value"),
    [
        (A + B, "A1+B1", 7.0),
        (A - (B + A), "A1-(B1+A1)", -5.0),
        (SUMMED * B, "(A1+B1)*B1", 35.0),
        (A / (A * B), "A1/(A1*B1)", 0.2),
        (A * B / A, "A1*B1/A1", 5.0),
        (-SUMMED, "-(A1+B1)", -7.0),
        (A - -B, "A1-(-B1)", 7.0),
        (A + -B, "A1-B1", -3.0),
        (-A * B, "(-A1)*B1", -10.0),
        (1.0 - A, "1-A1", -1.0),
        (2 * A, "2*A1", 4.0),
        (A * -0.5, "A1*(-0.5)", -1.0),
        (3.0 / A, "3/A1", 1.5),
        (A * 1e-5, "A1*1E-05", 2e-5),
        (rounded(A / B), "ROUND(A1/B1,2)", 0.4),
        (total([A, B, A]), "A1+B1+A1", 9.0),
        (products([A, B], [B, A], ("A1:B1", "C1:D1")), "SUMPRODUCT(A1:B1,C1:D1)", 20.0),
    ],
)
def test_a_formula_and_its_value(found: Term, text: str, value: float) -> None:
    assert (found.text, found.value) == (text, pytest.approx(value))
    assert not found.number


def test_what_changes_nothing_is_left_out() -> None:
    assert A + 0.0 is A
    assert A * 1.0 is A
    assert A / 1.0 is A
    assert (A * 0.0) is NOTHING
    assert (NOTHING + A) is A
    assert (term(2.0) * term(3.0)).number


def test_code_written_for_numbers_writes_a_formula() -> None:
    x, y = as_floats(A), as_floats(B)
    cap = term(np.maximum(np.minimum(x, 3.0) - y, 0.0))
    assert (cap.text, cap.value) == ("MAX(MIN(A1,3)-B1,0)", 0.0)
    summed = term(np.asarray(sum((x, y), start=np.zeros(1))))
    assert (summed.text, summed.value) == ("A1+B1", 7.0)
    with pytest.raises(TypeError):
        np.exp(x)
