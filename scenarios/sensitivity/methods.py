"""Methods of a sensitivity analysis, and what values are drawn from."""

from __future__ import annotations

#: Methods by the sample that they need.
SOBOL, MORRIS, SHAPLEY = "sobol", "morris", "shapley"
GIVEN = ("pawn", "delta", "rbd_fast", SHAPLEY)
METHODS = (MORRIS, SOBOL, *GIVEN)
#: Methods that speak of groups of factors.
GROUPED = (MORRIS, SOBOL, SHAPLEY)
PRIORS, POSTERIOR = "priors", "posterior"
OVER = (PRIORS, POSTERIOR)
#: The fewest rows, base points or trajectories that anything can be said from.
FEWEST = {SOBOL: 8, MORRIS: 4} | dict.fromkeys(GIVEN, 64)
#: Samples if no number is asked for.
USUAL = {SOBOL: 1024, MORRIS: 16} | dict.fromkeys(GIVEN, 1024)
