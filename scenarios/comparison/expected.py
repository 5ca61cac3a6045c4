"""What each policy of the library is expected to give, kept beside it.

`make expected` (``python -m scenarios.comparison.expected``) writes `library/expected.json` anew; a
test compares.
The numbers are of a small run and are there to be noticed when they change, not to be cited.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from calibration.posterior import Posterior
from calibration.stored_posterior import shipped_posterior
from calibration.trial import the_trial
from scenarios.comparison.compare import Comparison, compare
from scenarios.comparison.ensemble import EnsembleSetting
from scenarios.policy.policies import LIBRARY, library_names, load_policy

EXPECTED = LIBRARY / "expected.json"
REFERENCE = "no-mentor"
#: Size of the run.
DRAWS, WEEKS = 16, 104
#: What is kept of each policy, against no mentor, with its week.
KEPT = (("education", 52), ("education", 104), ("employment", 104), ("education_weeks", 104))
TOTALS = ("mentor_hours", "longest_queue")


def expected(posterior: Posterior, names: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Means and intervals of each policy of the library.

    Args:
        posterior: the first `DRAWS` of it are used.
        names: of the policies; by default all but the reference.
    """
    chosen = names or tuple(name for name in library_names() if name != REFERENCE)
    draws = posterior.first(DRAWS)
    # Each stands by itself, so that a change of one leaves the others' numbers alone, and so that
    # streams and cohorts can both be there.
    return {name: _one(name, draws) for name in chosen}


def _one(name: str, posterior: Posterior) -> dict[str, Any]:
    result = compare(
        the_trial(),
        [load_policy(name)],
        load_policy(REFERENCE),
        posterior,
        EnsembleSetting(horizon=WEEKS + 1),
    )
    return {"outcomes": _outcomes(result, name), "totals": _totals(result, name)}


def _outcomes(result: Comparison, name: str) -> list[dict[str, Any]]:
    rows = []
    for outcome, week in KEPT:
        row = result.difference(name, outcome, week)
        rows.append(
            {"outcome": outcome, "week": week, "unit": str(row["unit"])}
            | {key: round(float(row[key]), 3) for key in ("mean", "low", "high")}
            | {"extrapolated": bool(row["extrapolated"])}
        )
    return rows


def _totals(result: Comparison, name: str) -> dict[str, float]:
    table = result.totals[result.totals["policy"] == name].set_index("quantity")["mean"]
    return {quantity: round(float(table[quantity]), 3) for quantity in TOTALS}


def write(path: Path = EXPECTED) -> None:
    """Write the expected results, whole or not at all."""
    posterior = shipped_posterior()
    content = {
        "draws": DRAWS,
        "model": posterior.provenance.model,
        "fitted": posterior.provenance.fitted,
        "policies": expected(posterior),
    }
    part = path.with_suffix(".json.part")
    part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
    part.replace(path)


if __name__ == "__main__":
    write()
