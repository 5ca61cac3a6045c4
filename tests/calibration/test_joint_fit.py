"""The joint fit counts what rows may be off, draw by draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2

from calibration.calibrate import Calibration
from calibration.identification import goodness_of_fit
from calibration.likelihood import LEAST_ERROR, OWN_SHARE
from tests.worlds.unfitted_calibration import DRAWS, calibration

#: By row, how far the emulator shows it from its middle: hours by their logarithm.
OFF = {"hours_Aalborg": 0.4, "job_kept_a_year": 0.1, "employed_after_eight_years": -0.06}
#: Scores of the two parameters that multiply deviations, in the first half and in the second.
SCORES = {"direct_share_spread": (0.0, 1.0), "population_spread": (-1.0, 2.0)}


@pytest.fixture(scope="module")
def found() -> Calibration:
    """Unfitted, and off in the rows of `OFF`, which err independently of all others."""
    whole = calibration()
    z = np.zeros_like(whole.z)
    for name, (first, second) in SCORES.items():
        k = whole.space.free.index(name)
        z[: DRAWS // 2, k], z[DRAWS // 2 :, k] = first, second
    centre = whole.emulator.centre.copy()
    for k, t in enumerate(whole.rows):
        centre[k] += OFF.get(t.id, 0.0)
    return replace(whole, z=z, emulator=replace(whole.emulator, centre=centre))


def distance(found: Calibration, half: int) -> float:
    """In closed form: a sum over the rows that are off, each over its own variance."""
    by_id = {t.id: t for t in found.rows}
    total = 0.0
    for name, off in OFF.items():
        t = by_id[name]
        se = t.se / t.low if t.table == "jobcentres" else t.se
        spread = found.space[t.spread].from_standard(np.array(SCORES[t.spread][half]))
        own = (OWN_SHARE * se) ** 2 * (1.0 + LEAST_ERROR**2)
        # The floor under the emulator's error is a tenth of the row's own.
        total += off**2 / (own + (t.spread_size * float(spread)) ** 2)
    return total


def test_the_distance_is_over_what_each_draw_says_a_row_may_be_off(found: Calibration) -> None:
    told = goodness_of_fit(found)
    each = [distance(found, half) for half in (0, 1)]
    assert each[0] > 2.0 * each[1]
    assert told["rows"] == 95
    assert told["distance"] == pytest.approx(np.mean(each), rel=1e-3)
    assert told["p"] == pytest.approx(np.mean(chi2.sf(each, 95)), abs=1e-6)


def test_jobcentres_that_differ_as_expected_are_no_misfit(found: Calibration) -> None:
    """Two spreads off in one jobcentre is four of distance, not hundreds."""
    assert goodness_of_fit(found)["p"] > 0.999
    alone = 0.4**2 / (OWN_SHARE * 0.2347) ** 2
    assert alone > 200, "what the row's own error alone would say"
