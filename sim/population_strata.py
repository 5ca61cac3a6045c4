"""The strata of marks that young people are drawn by."""

from __future__ import annotations

from enum import IntEnum


class Stratum(IntEnum):
    """9th-grade marks in Danish and mathematics: the strata of the trial's table 40."""

    GRADE_4_OR_ABOVE = 0
    GRADE_BELOW_4 = 1
    NO_GRADES = 2
