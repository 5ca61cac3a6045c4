"""What of a municipality's counts may be shown: no number of people under five can be worked out.

A sum is shown where it has grown by nothing or by at least five since the last one that is shown,
and of a group where the same holds of those who are not in it; a stock where it is nothing or at
least five.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.follow_up.bands import Bands
from scenarios.follow_up.figures import figures
from scenarios.follow_up.reading import ALL
from scenarios.municipality.suppression import few

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def may_be_shown(bands: Bands) -> Mask:
    """Which of `bands.found` may be shown, shape (groups, figures, periods)."""
    everybody = bands.groups.index(ALL)
    found = bands.found
    shown = np.ones(found.shape, bool)
    for j, figure in enumerate(figures().values()):
        if not figure.persons:
            continue
        for g in range(found.shape[0]):
            parts = [found[g, j]]
            if g != everybody:
                parts.append(found[everybody, j] - found[g, j])
            shown[g, j] = _apart(parts, figure.kind == "flow")
    return shown & ~np.isnan(found)


def _apart(parts: list[Floats], sums: bool) -> Mask:
    """Which periods may be shown of numbers that are shown together."""
    last = np.zeros(len(parts))
    shown = np.zeros(parts[0].size, bool)
    for period in range(parts[0].size):
        now = np.array([part[period] for part in parts])
        if np.isnan(now).any():
            continue
        grown = now - last if sums else now
        if not any(few(int(np.ceil(abs(x)))) for x in grown):
            shown[period] = True
            last = now if sums else last
    return shown
